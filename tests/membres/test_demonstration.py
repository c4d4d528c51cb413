"""Demonstration mode only: trying an account in one click, reading the e-mails."""

import pytest

from tests import fabriques
from tests.membres import gens

pytestmark = pytest.mark.django_db

COMPTE = "referent1@demo.example"


@pytest.fixture
def demonstration(settings):
    settings.MODE_DEMONSTRATION = True
    return gens.membre(COMPTE, "Référente", "Un")


def essayer(client, compte: str = COMPTE, **autre):
    return client.post("/essayer/", {"compte": compte, **autre})


def test_one_click_signs_in_as_an_account_of_the_demonstration(client, demonstration):
    reponse = essayer(client)
    assert (reponse.status_code, client.session["_auth_user_id"]) == (302, str(demonstration.compte_id))


def test_one_stays_on_the_page_one_was_reading(client, demonstration):
    assert essayer(client, next="/organisations/")["Location"] == "/organisations/"


@pytest.mark.parametrize("ailleurs", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)"])
def test_one_never_leaves_for_another_site(client, demonstration, ailleurs):
    assert ailleurs not in essayer(client, next=ailleurs)["Location"]


def test_one_passes_from_an_account_to_another(client, demonstration):
    autre = gens.membre("membre2@demo.example", "Membre", "Deux")
    essayer(client)
    essayer(client, autre.compte.email)
    assert client.session["_auth_user_id"] == str(autre.compte_id)


def test_it_does_not_exist_outside_demonstration_mode(client, demonstration, settings):
    settings.MODE_DEMONSTRATION = False
    assert (essayer(client).status_code, "_auth_user_id" in client.session) == (404, False)


@pytest.mark.parametrize(
    "compte", ["inconnu@demo.example", "vraie@essai.example", "", "vraie@essai.example@demo.example"]
)
def test_no_other_account_is_opened_so(client, demonstration, compte):
    gens.membre("vraie@essai.example")
    assert (essayer(client, compte).status_code, "_auth_user_id" in client.session) == (404, False)


def test_a_closed_account_is_not_opened_so(client, demonstration):
    fabriques.compte("ferme@demo.example", is_active=False)
    assert essayer(client, "ferme@demo.example").status_code == 404


def test_it_is_not_a_link(client, demonstration):
    assert client.get("/essayer/", {"compte": COMPTE}).status_code == 405


# E-mails --------------------------------------------------------------------------------------------------------------


def test_anyone_reads_the_e_mails_of_the_demonstration_newest_first(client, demonstration, distribution):
    par = distribution.coordination.acces
    for courriel, prenom in (("ada@demo.example", "Ada"), ("lea@demo.example", "Léa")):
        gens.invitation(par, courriel, prenom)
    page = client.get("/courriels/").content.decode()
    assert page.index("Bonjour Léa") < page.index("Bonjour Ada")
    assert '<a href="http://127.0.0.1:8000/invitation/' in page


def test_nobody_does_outside_demonstration_mode(client, distribution):
    assert client.get("/courriels/").status_code == 404
    assert distribution.administrateur.client.get("/courriels/").status_code == 404


def test_the_page_without_e_mail_says_so(client, demonstration):
    assert "Aucun courriel pour l’instant" in client.get("/courriels/").content.decode()


def test_the_page_is_cut_in_pages(client, demonstration, distribution):
    par = distribution.coordination.acces
    for numero in range(11):
        gens.invitation(par, f"p{numero}@demo.example")
    assert client.get("/courriels/").content.decode().count("Bonjour ") == 10
    assert client.get("/courriels/?page=2").content.decode().count("Bonjour ") == 1


# Signing in without a mailbox -----------------------------------------------------------------------------------------


def test_the_code_that_would_be_e_mailed_is_said_on_the_page(client, demonstration):
    page = client.post("/compte/login/code/", {"email": COMPTE}, follow=True).content.decode()
    client.post("/compte/login/code/confirm/", {"code": gens.dernier_code()})
    assert (gens.dernier_code() in page, "_auth_user_id" in client.session) == (True, True)


@pytest.mark.parametrize("en_demonstration", [False, True])
def test_no_other_code_is(client, demonstration, settings, en_demonstration):
    settings.MODE_DEMONSTRATION = en_demonstration
    courriel = "vraie@essai.example" if en_demonstration else COMPTE
    if en_demonstration:
        gens.membre(courriel)
    page = client.post("/compte/login/code/", {"email": courriel}, follow=True).content.decode()
    assert gens.dernier_code() not in page


def test_an_account_that_no_database_can_hold_is_not_found(client, settings):
    """PostgreSQL refuses the NUL character in a query."""
    settings.MODE_DEMONSTRATION = True
    assert client.post("/essayer/", {"compte": "a\0"}).status_code == 404
