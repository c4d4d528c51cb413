"""What a person may do: loaded once, true now."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from chantiers.models import Adhesion
from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui
from membres import acces as module
from membres.acces import ANONYME, Acces, acces_de
from membres.middleware import charger_acces
from pilotage.models import Siege
from tests import fabriques
from tests.membres import gens

pytestmark = pytest.mark.django_db


def requete(client, compte):
    demande = RequestFactory().get("/")
    demande.user, demande.session = compte, client.session
    demande.session.items()  # read once: the session is not what is counted
    return demande


def test_a_visitor_has_no_right_and_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/invitation/inconnu/").wsgi_request.acces == ANONYME


def test_rights_cost_one_query_and_one_per_source(distribution, compter_requetes):
    figure = distribution.referente1
    demande = requete(figure.client, figure.compte)
    attendu = 1 + len(module.sources)
    assert compter_requetes(lambda: charger_acces(demande)) == attendu
    for numero in range(2, 6):
        fabriques.adhesion(figure.personne, fabriques.chantier(numero))
    assert compter_requetes(lambda: charger_acces(demande)) == attendu


def test_an_account_without_a_person_reads_and_does_not_act(client):
    compte = fabriques.compte()
    client.force_login(compte)
    acces = charger_acces(requete(client, compte))
    assert (acces.connecte, acces.personne_id, acces.membre, acces.visibilites) == (True, None, False, {"publique"})
    page = client.get("/profil/").content.decode()
    assert "vous pouvez lire, mais pas agir" in page


def test_a_former_member_loses_her_rights_at_once(distribution):
    figure = distribution.membre1
    assert figure.client.get("/organisations/").status_code == 200
    with consigner("mettre_fin", par=Agent.SYSTEME) as acte:
        acte.objet = adhesion = Adhesion.objects.get(personne=figure.personne)
        adhesion.du = adhesion.au = aujourd_hui() - timedelta(days=1)
        adhesion.save()
    assert (figure.acces.membre, figure.client.get("/organisations/").status_code) == (False, 403)


def test_a_future_member_has_no_right_yet(distribution):
    personne = fabriques.personne()
    fabriques.adhesion(personne, fabriques.chantier(1), du=aujourd_hui() + timedelta(days=1))
    assert acces_de(personne).membre is False


def test_someone_leaving_today_keeps_her_rights_today():
    personne = fabriques.personne()
    fabriques.adhesion(personne, fabriques.chantier(1), au=aujourd_hui())
    assert acces_de(personne).membre is True


def test_roles_and_seats_add_up():
    personne = fabriques.personne()
    un, deux = fabriques.chantier(1), fabriques.chantier(2)
    fabriques.adhesion(personne, un, Adhesion.Role.ANIMATEUR)
    fabriques.adhesion(personne, un, Adhesion.Role.REFERENT)
    fabriques.adhesion(personne, deux)
    fabriques.siege(personne, fabriques.college("labo"), Siege.Fonction.COORDINATION)
    acces = acces_de(personne)
    assert (dict(acces.roles), acces.sieges, acces.coordination, acces.comite) == (
        {un.pk: {"animateur", "referent"}, deux.pk: {"membre"}},
        {"coordination"},
        True,
        True,
    )


@pytest.mark.parametrize(
    ("acces", "lues"),
    [
        (ANONYME, {"publique"}),
        (Acces(roles={"un": frozenset({"membre"})}), {"publique", "membres"}),
        (Acces(roles={"un": frozenset({"referent"})}), {"publique", "membres", "comite"}),
        (Acces(sieges=frozenset({"membre"})), {"publique", "membres", "comite"}),
        (Acces(sieges=frozenset({"coordination"})), {"publique", "membres", "comite", "restreinte"}),
        (Acces(administrateur=True), {"publique", "restreinte"}),
    ],
)
def test_which_entries_of_the_journal_each_one_reads(acces, lues):
    assert acces.visibilites == lues


# Second factor --------------------------------------------------------------------------------------------------------


def second_facteur(client) -> bool:
    return client.get("/profil/").wsgi_request.acces.second_facteur


def test_a_password_or_a_code_by_e_mail_is_not_a_second_factor(client):
    gens.membre()
    gens.par_mot_de_passe(client)
    assert second_facteur(client) is False
    client.post("/compte/logout/")
    client.post("/compte/login/code/", {"email": gens.ADRESSE})
    client.post("/compte/login/code/confirm/", {"code": gens.dernier_code()})
    assert second_facteur(client) is False


def test_signing_in_with_an_authenticator_application_is(client):
    secret = gens.activer_le_totp(gens.membre())
    gens.par_mot_de_passe(client)
    client.post("/compte/2fa/authenticate/", {"code": gens.code_totp(secret)})
    assert second_facteur(client) is True


def test_giving_the_password_again_is_not(client):
    gens.membre()
    gens.par_mot_de_passe(client)
    client.post("/compte/reauthenticate/", {"password": gens.MOT_DE_PASSE})
    assert second_facteur(client) is False


def test_giving_the_second_factor_later_in_the_session_is(client):
    personne = gens.membre()
    gens.par_mot_de_passe(client)
    secret = gens.activer_le_totp(personne)
    assert second_facteur(client) is False
    page = client.get("/profil/").content.decode()
    assert "/compte/2fa/reauthenticate/?next=/profil/" in page
    reponse = client.post("/compte/2fa/reauthenticate/?next=/profil/", {"code": gens.code_totp(secret)})
    assert (reponse["Location"], second_facteur(client)) == ("/profil/", True)


def test_it_does_not_pass_to_the_next_person_on_this_browser(client):
    secret = gens.activer_le_totp(gens.membre())
    gens.par_mot_de_passe(client)
    client.post("/compte/2fa/authenticate/", {"code": gens.code_totp(secret)})
    gens.membre("lea@essai.example", "Léa")
    client.post("/compte/logout/")
    gens.par_mot_de_passe(client, "lea@essai.example")
    assert second_facteur(client) is False


def test_demonstration_mode_waives_it(client, settings):
    settings.MODE_DEMONSTRATION = True
    gens.membre()
    gens.par_mot_de_passe(client)
    assert second_facteur(client) is True
