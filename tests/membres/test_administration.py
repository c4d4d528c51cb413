"""Django's administration: accounts only, read-only for the rest, behind the second factor, each change an act."""

from dataclasses import replace

import pytest
from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from historique.models import Acte
from historique.refus import ActionRefusee
from historique.registre import declarations
from membres import actions
from membres.models import Compte, Personne
from tests import fabriques
from tests.membres import gens

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return gens.membre()


def agir(client, personne: Personne, acte: str, motif: str = "", **options):
    return client.post(
        f"/administration/membres/compte/{personne.compte_id}/actes/{acte}/", {"motif": motif}, **options
    )


def test_every_tracked_model_is_shown_and_nothing_is_changed_there(distribution, rf):
    demande = rf.get("/")
    demande.user, demande.acces = distribution.administrateur.compte, distribution.administrateur.acces
    registre = admin.site._registry
    assert {declaration.modele for declaration in declarations.values()} <= set(registre)
    permis = {
        modele._meta.label: droits
        for modele, page in registre.items()
        if (droits := {n for n, d in page.get_model_perms(demande).items() if d} - {"view"})
    }
    assert permis == {}


def test_no_page_of_the_framework_lets_write(distribution, ada):
    client = distribution.administrateur.client
    organisation = fabriques.organisation()
    for chemin in (f"membres/organisation/{organisation.pk}", f"membres/compte/{ada.compte_id}"):
        for action in ("change", "delete"):
            assert client.post(f"/administration/{chemin}/{action}/", {"nom": "X", "post": "yes"}).status_code == 403
        assert client.get(f"/administration/{chemin}/change/").status_code == 200
    assert client.post("/administration/membres/compte/add/", {"email": "x@essai.example"}).status_code == 403


def test_an_account_that_cannot_exist_is_not_found(distribution):
    adresse = f"/administration/membres/compte/{10**30}/actes/desactiver/"
    assert distribution.administrateur.client.get(adresse).status_code == 404


def test_the_password_hash_is_not_shown(distribution, ada):
    page = distribution.administrateur.client.get(f"/administration/membres/compte/{ada.compte_id}/change/")
    assert ada.compte.password not in page.content.decode()


def test_signing_in_has_one_door(client):
    assert client.get("/administration/login/")["Location"].startswith("/compte/login/")
    chemin = [adresse for adresse, _ in client.get("/administration/", follow=True).redirect_chain]
    assert chemin[-1] == "/compte/login/?next=/administration/"


def test_without_the_second_factor_the_administration_is_closed_and_says_what_to_do(distribution):
    client = Client()
    client.force_login(distribution.administrateur.compte)
    reponse = client.get("/administration/", follow=True)
    assert (reponse.redirect_chain[-1][0], "second facteur" in reponse.content.decode()) == ("/profil/", True)


def test_demonstration_mode_waives_the_second_factor(distribution, settings):
    settings.MODE_DEMONSTRATION = True
    client = Client()
    client.force_login(distribution.administrateur.compte)
    assert client.get("/administration/").status_code == 200


@pytest.mark.parametrize("role", ["membre1", "referente1", "coordination"])
def test_nobody_else_enters(distribution, role):
    reponse = getattr(distribution, role).client.get("/administration/", follow=True)
    assert (reponse.status_code, "réservée aux personnes qui en ont la charge" in reponse.content.decode()) == (
        403,
        True,
    )


# Acts on accounts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("acte", "verbe", "avant", "apres"),
    [
        ("donner-l-administration", "donner_l_administration", {}, {"is_superuser": True, "is_staff": True}),
        (
            "retirer-l-administration",
            "retirer_l_administration",
            {"is_superuser": True, "is_staff": True},
            {"is_superuser": False, "is_staff": False},
        ),
        ("desactiver", "desactiver_le_compte", {}, {"is_active": False}),
        ("reactiver", "reactiver_le_compte", {"is_active": False}, {"is_active": True}),
    ],
)
def test_each_change_of_an_account_is_an_act_with_its_reason(distribution, ada, acte, verbe, avant, apres):
    Compte.objects.filter(pk=ada.compte_id).update(**avant)
    figure = distribution.administrateur
    assert figure.client.get(f"/administration/membres/compte/{ada.compte_id}/actes/{acte}/").status_code == 200
    reponse = agir(figure.client, ada, acte, "Demande du 3 mars", follow=True)
    inscrit = Acte.objects.order_by("-sequence").first()
    assert "c’est fait, et inscrit au journal" in reponse.content.decode()
    assert Compte.objects.filter(pk=ada.compte_id, **apres).count() == 1
    assert (inscrit.verbe, inscrit.auteur_id, inscrit.objet_id, inscrit.visibilite, bool(inscrit.motif)) == (
        verbe,
        figure.personne.pk,
        ada.pk,
        "restreinte",
        True,
    )


@pytest.mark.parametrize(
    ("acte", "avant", "phrase"),
    [
        ("donner-l-administration", {"is_superuser": True}, "a déjà l’administration"),
        ("donner-l-administration", {"is_active": False}, "est désactivé"),
        ("retirer-l-administration", {}, "n’a pas l’administration"),
        ("desactiver", {"is_active": False}, "déjà désactivé"),
        ("reactiver", {}, "déjà actif"),
    ],
)
def test_what_is_so_already_is_refused_with_its_sentence(distribution, ada, acte, avant, phrase):
    Compte.objects.filter(pk=ada.compte_id).update(**avant)
    reponse = agir(distribution.administrateur.client, ada, acte)
    assert (reponse.status_code, phrase in reponse.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("acte", "phrase"), [("retirer-l-administration", "On ne se retire pas"), ("desactiver", "son propre compte")]
)
def test_one_does_not_lock_oneself_out(distribution, acte, phrase):
    figure = distribution.administrateur
    reponse = agir(figure.client, figure.personne, acte)
    assert (reponse.status_code, phrase in reponse.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "action",
    [
        actions.donner_l_administration,
        actions.desactiver_le_compte,
    ],
)
def test_only_an_administrator_with_her_second_factor_acts_on_accounts(distribution, ada, action):
    with pytest.raises(ActionRefusee, match="Seule l’administration technique"):
        action(ada, par=distribution.coordination.acces)
    with pytest.raises(ActionRefusee, match="second facteur"):
        action(ada, par=replace(distribution.administrateur.acces, second_facteur=False))


def test_an_administrator_has_no_voice(distribution):
    acces = distribution.administrateur.acces
    assert (acces.membre, acces.comite, acces.coordination) == (False, False, False)


# The first administrator ----------------------------------------------------------------------------------------------


def test_the_first_administrator_is_made_from_the_command_line_as_an_act(client, capsys):
    call_command("donner_l_administration", gens.ADRESSE, "Ada", "Essai")
    personne = Personne.objects.get()
    assert (personne.compte.is_superuser, Acte.objects.get().verbe) == (True, "donner_l_administration")
    client.post("/compte/login/code/", {"email": gens.ADRESSE})
    client.post("/compte/login/code/confirm/", {"code": gens.dernier_code()})
    assert "_auth_user_id" in client.session
    assert gens.ADRESSE in capsys.readouterr().out


def test_the_command_says_what_is_wrong():
    fabriques.compte(gens.ADRESSE)
    with pytest.raises(CommandError, match="Un compte existe déjà"):
        call_command("donner_l_administration", gens.ADRESSE, "Ada", "Essai")


def test_the_framework_s_own_command_points_to_it():
    with pytest.raises(ImproperlyConfigured, match="donner_l_administration"):
        call_command("createsuperuser", email=gens.ADRESSE, interactive=False)
