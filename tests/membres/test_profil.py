"""One's own profile: identity, public name, organisations; who may keep it, and what the journal says."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from historique.actes import Agent, consigner
from historique.edition import Conflit
from historique.horloge import aujourd_hui
from historique.models import Acte, Ouverture
from historique.refus import ActionRefusee
from membres import actions
from membres.acces import ANONYME
from membres.models import Personne, Rattachement
from membres.noms import nommer
from tests import fabriques

pytestmark = pytest.mark.django_db


def relire(personne: Personne) -> Personne:
    return Personne.objects.get(pk=personne.pk)


def saisie(personne: Personne, **autre) -> dict:
    return {"prenom": personne.prenom, "nom": personne.nom, "version": personne.version, **autre}


def test_the_profile_shows_who_one_is_and_how_one_signs_in(distribution):
    page = distribution.membre1.client.get("/profil/").content.decode()
    attendus = ['value="Membre1"', "membre1@essai.example", "/compte/email/", "/compte/password/", "/compte/2fa/"]
    assert [un for un in (*attendus, "/compte/sessions/", "/compte/logout/") if un not in page] == []


def test_changing_one_s_identity_is_an_act_with_its_reason(distribution):
    figure = distribution.membre1
    reponse = figure.client.post("/profil/", saisie(figure.personne, prenom="Zoé", motif="Prénom d’usage"))
    acte = Acte.objects.order_by("-sequence").first()
    assert (reponse.status_code, relire(figure.personne).prenom) == (302, "Zoé")
    assert (acte.verbe, acte.auteur_id, acte.objet_id) == ("modifier_le_profil", figure.personne.pk, figure.personne.pk)
    assert Ouverture.objects.get(engagement=acte.motif).valeur == "Prénom d’usage"
    assert [changement.champ for changement in acte.changements.exclude(champ="version")] == ["prenom"]


def test_no_name_enters_the_journal_in_clear(distribution):
    figure = distribution.membre1
    figure.client.post("/profil/", saisie(figure.personne, prenom="Clémentine"))
    changement = Acte.objects.order_by("-sequence").first().changements.get(champ="prenom")
    assert ("Clémentine" in changement.apres, Ouverture.objects.filter(valeur="Clémentine").count()) == (False, 1)


def test_saving_without_change_writes_nothing(distribution):
    figure = distribution.membre1
    avant = Acte.objects.count()
    assert figure.client.post("/profil/", saisie(figure.personne)).status_code == 302
    assert (Acte.objects.count(), relire(figure.personne).version) == (avant, figure.personne.version)


def test_agreeing_to_a_public_name_and_changing_one_s_mind_work_at_once(distribution):
    figure = distribution.membre1
    figure.client.post("/profil/", saisie(figure.personne, nom_public="on"))
    assert nommer([figure.personne.pk], ANONYME) == {figure.personne.pk: "Membre1 Essai"}
    figure.client.post("/profil/", saisie(relire(figure.personne)))
    assert nommer([figure.personne.pk], ANONYME) == {figure.personne.pk: "un·e membre du chantier 1"}


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [({"prenom": ""}, "Écrivez le prénom."), ({"nom": " "}, "Écrivez le nom."), ({"nom": "x" * 81}, "80")],
)
def test_a_mistake_is_said_and_nothing_is_lost(distribution, champs, phrase):
    figure = distribution.membre1
    reponse = figure.client.post("/profil/", {**saisie(figure.personne, motif="Mon motif"), **champs})
    texte = reponse.content.decode()
    assert (reponse.status_code, phrase in texte, 'value="Mon motif"' in texte) == (422, True, True)


# Two browsers ---------------------------------------------------------------------------------------------------------


def test_two_browsers_change_different_fields_and_both_are_kept(distribution):
    figure = distribution.membre1
    premiere = saisie(figure.personne, prenom="Zoé")
    figure.client.post("/profil/", premiere)
    reponse = figure.client.post("/profil/", saisie(figure.personne, nom="Autre"), follow=True)
    assert str(relire(figure.personne)) == "Zoé Autre"
    assert "Ce qui avait été changé ailleurs est gardé" in reponse.content.decode()


def test_two_browsers_change_the_same_field_and_nothing_is_lost(distribution):
    figure = distribution.membre1
    figure.client.post("/profil/", saisie(figure.personne, prenom="Zoé", nom_public="on"))
    reponse = figure.client.post("/profil/", saisie(figure.personne, prenom="Ada", motif="Le mien"))
    texte = reponse.content.decode()
    attendus = ["Rien n’est perdu", "Zoé", 'value="Ada"', 'value="Le mien"', "checked"]
    assert (reponse.status_code, [un for un in attendus if un not in texte]) == (409, [])
    assert str(relire(figure.personne)) == "Zoé Essai"


def test_sending_again_after_a_conflict_decides_and_keeps_what_only_the_other_changed(distribution):
    figure = distribution.membre1
    figure.client.post("/profil/", saisie(figure.personne, prenom="Zoé", nom="Autre"))
    formulaire = figure.client.post("/profil/", saisie(figure.personne, prenom="Ada")).context["formulaire"]
    figure.client.post("/profil/", {nom: formulaire[nom].value() for nom in ("prenom", "nom", "version")})
    assert str(relire(figure.personne)) == "Ada Autre"


def test_an_unknown_version_number_is_refused_and_nothing_is_lost(distribution):
    figure = distribution.membre1
    reponse = figure.client.post("/profil/", saisie(figure.personne, prenom="Ada", version=99))
    assert (reponse.status_code, 'value="Ada"' in reponse.content.decode()) == (422, True)


# Who keeps whose profile ----------------------------------------------------------------------------------------------


def test_nobody_changes_the_profile_of_someone_who_has_an_account(distribution):
    autre = distribution.membre2.personne
    with pytest.raises(ActionRefusee, match="tient elle-même son profil"):
        actions.modifier_le_profil(
            autre, version=autre.version, saisi={"prenom": "X"}, par=distribution.coordination.acces
        )
    assert distribution.coordination.client.get(f"/personnes/{autre.pk}/").status_code == 404


def test_the_coordination_keeps_the_identity_of_people_without_an_account(distribution):
    sans_compte = fabriques.personne("Ade", "Essai")
    adresse = f"/personnes/{sans_compte.pk}/"
    assert distribution.coordination.client.get(adresse).status_code == 200
    distribution.coordination.client.post(adresse, saisie(sans_compte, prenom="Ada"))
    assert str(relire(sans_compte)) == "Ada Essai"


def test_a_member_does_not(distribution):
    sans_compte = fabriques.personne("Ade", "Essai")
    with pytest.raises(ActionRefusee, match="Seule la coordination"):
        actions.modifier_le_profil(sans_compte, version=1, saisi={"prenom": "Ada"}, par=distribution.membre1.acces)
    assert distribution.membre1.client.get(f"/personnes/{sans_compte.pk}/").status_code == 404


def test_the_action_itself_refuses_a_conflict(distribution):
    figure = distribution.membre1
    for prenom in ("Zoé", "Ada"):
        modifier = {"version": figure.personne.version, "saisi": {"prenom": prenom}, "par": figure.acces}
        if prenom == "Zoé":
            actions.modifier_le_profil(figure.personne, **modifier)
        else:
            with pytest.raises(Conflit):
                actions.modifier_le_profil(figure.personne, **modifier)


# Organisations one belongs to -----------------------------------------------------------------------------------------


@pytest.fixture
def organisation():
    return fabriques.organisation("SCIC Terres en commun")


def rattacher(figure, organisation, /, **autre):
    donnees = {"id": str(uuid4()), "organisation": str(organisation.pk), "du": "2026-01-05", **autre}
    return figure.client.post("/profil/rattachements/ajouter/", donnees)


def test_one_says_which_organisation_one_belongs_to(distribution, organisation):
    figure = distribution.membre1
    reponse = rattacher(figure, organisation, fonction="Salariée", motif="Embauche")
    (lien,) = figure.personne.rattachements.all()
    assert (reponse.status_code, lien.organisation, lien.fonction, lien.du) == (
        302,
        organisation,
        "Salariée",
        date(2026, 1, 5),
    )
    assert Acte.objects.order_by("-sequence").first().verbe == "rattacher"
    assert "SCIC Terres en commun" in figure.client.get("/profil/").content.decode()


def test_the_same_form_sent_twice_ties_once(distribution, organisation):
    pk = str(uuid4())
    for _ in range(2):
        assert rattacher(distribution.membre1, organisation, id=pk).status_code == 302
    assert Rattachement.objects.count() == 1


def test_a_second_tie_to_the_same_organisation_is_refused(distribution, organisation):
    rattacher(distribution.membre1, organisation)
    reponse = rattacher(distribution.membre1, organisation, fonction="Bénévole")
    texte = reponse.content.decode()
    assert (reponse.status_code, "est déjà en cours" in texte, 'value="Bénévole"' in texte) == (422, True, True)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"organisation": ""}, "Choisissez une organisation."),
        ({"organisation": str(uuid4())}, "n’est plus dans la liste"),
        ({"du": ""}, "Dites depuis quand."),
        ({"du": "le 5"}, "Écrivez la date ainsi"),
    ],
)
def test_a_tie_badly_described_says_how_to_mend_it(distribution, organisation, champs, phrase):
    reponse = rattacher(distribution.membre1, organisation, **champs)
    assert (reponse.status_code, phrase in reponse.content.decode()) == (422, True)


def test_ending_a_tie_dates_it(distribution, organisation):
    figure = distribution.membre1
    rattacher(figure, organisation)
    lien = Rattachement.objects.get()
    adresse = f"/profil/rattachements/{lien.pk}/finir/"
    assert figure.client.get(adresse).status_code == 200
    figure.client.post(adresse, {"au": aujourd_hui().isoformat()})
    lien.refresh_from_db()
    assert (lien.au, Acte.objects.order_by("-sequence").first().verbe) == (aujourd_hui(), "finir_un_rattachement")
    assert "déjà fini" in figure.client.post(adresse, {"au": aujourd_hui().isoformat()}).content.decode()


def test_nobody_ends_the_tie_of_another(distribution, organisation):
    rattacher(distribution.membre1, organisation)
    lien = Rattachement.objects.get()
    assert distribution.membre2.client.get(f"/profil/rattachements/{lien.pk}/finir/").status_code == 404
    with pytest.raises(ActionRefusee, match="tient elle-même"):
        actions.finir_un_rattachement(lien, au=aujourd_hui(), par=distribution.membre2.acces)


@pytest.mark.parametrize("champs", [{"au": date(2026, 1, 1), "du": date(2026, 1, 2)}, {}])
def test_the_database_refuses_reversed_dates_and_two_open_ties(organisation, champs):
    personne = fabriques.personne()
    if not champs:
        fabriques.inscrire(Rattachement(personne=personne, organisation=organisation))
    with pytest.raises(IntegrityError), consigner("rattacher", par=Agent.SYSTEME):
        Rattachement(personne=personne, organisation=organisation, **champs).save()


def test_a_tie_ended_before_it_began_ends_the_day_it_began(distribution, organisation):
    figure = distribution.membre1
    rattacher(figure, organisation, du=aujourd_hui().isoformat())
    lien = Rattachement.objects.get()
    actions.finir_un_rattachement(lien, au=aujourd_hui() - timedelta(days=9), par=figure.acces)
    assert Rattachement.objects.get().au == aujourd_hui()
