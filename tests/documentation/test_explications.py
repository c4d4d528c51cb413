"""The pages that explain, and pointing something out."""

from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django_ox.testing import run_tasks

from documentation.actions import SIGNALEMENTS_PAR_HEURE
from documentation.models import Signalement

PAGES = ["charte", "mentions-legales", "donnees-personnelles", "accessibilite", "signaler", "aide"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("ouvert", [True, False])
def test_they_are_for_everybody_even_with_the_public_side_closed(page, ouvert, settings):
    settings.COTE_PUBLIC_OUVERT = ouvert
    assert Client().get(f"/{page}/").status_code == 200


def test_the_charter_is_whole_mended_and_says_so():
    page = Client().get("/charte/").content.decode()
    for phrase in (
        "Notre société traverse une double crise",
        "co-responsabilité, continuité",
        "sources de financement",
    ):
        assert phrase in page
    assert "en toute t<ins>ransparence</ins>" in page
    assert "deux défauts de saisie" in page


def test_the_law_is_told_who_publishes(settings):
    settings.EDITEUR, settings.HEBERGEUR = "Association d’essai", "Hébergeur d’essai"
    settings.DIRECTION_DE_PUBLICATION, settings.COURRIEL_DE_CONTACT = "Une directrice", "contact@essai.example"
    page = Client().get("/mentions-legales/").content.decode()
    for mention in ("Association d’essai", "Hébergeur d’essai", "Une directrice", "contact@essai.example"):
        assert mention in page


def saisi(**champs):
    return {"id": str(uuid4()), "adresse": "/chantiers/", "texte": "Une adresse privée.", "courriel": "", **champs}


def test_what_is_pointed_out_reaches_the_publisher_once(settings):
    settings.COURRIEL_DE_CONTACT = "contact@essai.example"
    un = saisi(courriel="moi@essai.example")
    for _ in range(2):
        assert Client().post("/signaler/", un)["Location"] == "/signaler/merci/"
    run_tasks()
    assert Signalement.objects.count() == 1
    (courriel,) = mail.outbox
    assert (courriel.to, courriel.reply_to) == (["contact@essai.example"], ["moi@essai.example"])
    assert "Une adresse privée." in courriel.body


def test_an_incomplete_letter_comes_back_with_what_was_typed():
    reponse = Client().post("/signaler/", saisi(texte="", adresse="/ici/"))
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "Décrivez ce qui pose problème" in page
    assert 'value="/ici/"' in page


def test_a_flood_is_refused_and_nothing_typed_is_lost():
    for _ in range(SIGNALEMENTS_PAR_HEURE):
        Client().post("/signaler/", saisi())
    reponse = Client().post("/signaler/", saisi(texte="Un texte à garder"))
    assert reponse.status_code == 422
    assert "réessayez dans une heure" in reponse.content.decode()
    assert "Un texte à garder" in reponse.content.decode()


def test_robots_leave_the_journal_and_past_dates_alone():
    lignes = Client().get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /journal/", "Disallow: /*?au="} <= set(lignes)
