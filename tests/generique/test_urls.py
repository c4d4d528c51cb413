"""Every address × role × method answers what `attendus/` says, and shows the rows it says."""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse

from tests.generique.adresses import Route, routes
from tests.generique.attendus import ATTENDUS, CONNEXION, ROLES, Reponse, comptes
from tests.generique.jeu import Jeu, jouer

pytestmark = pytest.mark.django_db


@pytest.fixture
def jeu(distribution) -> Jeu:
    fait = jouer(distribution)
    assert all(getattr(distribution, role).client for role in ROLES)  # all signed in before anything is asked
    return fait


def reponse_de(reponse: HttpResponse) -> Reponse:
    connexion = resolve_url(settings.LOGIN_URL)
    if reponse.status_code == 302 and reponse["Location"].split("?")[0] == connexion:
        return CONNEXION
    return reponse.status_code


def texte_de(reponse: HttpResponse) -> str:
    contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    return contenu.decode(errors="replace")


def demander(jeu: Jeu, nom: str, methode: str) -> tuple[dict[str, Reponse], dict[str, frozenset[str]]]:
    """What each role is answered, and the marked rows it sees; what a role does is undone before the next one."""
    adresse = reverse(nom, kwargs=dict(ATTENDUS[nom].arguments(jeu)))
    reponses, montrees = {}, {}
    for role in ROLES:
        point = transaction.savepoint_create()
        client = getattr(jeu.distribution, role).client
        reponse = getattr(client, methode)(adresse)
        reponses[role] = reponse_de(reponse)
        if marques := jeu.marques_dans(texte_de(reponse)):
            montrees[role] = marques
        transaction.savepoint_rollback(point)
    return reponses, montrees


def hors_administration() -> list[Route]:
    return [route for route in routes() if not route.nom.startswith("admin:")]


def test_every_address_is_declared_and_every_declaration_is_an_address():
    """Add what is missing to `tests/generique/attendus/<room>.py`: who may GET it, POST to it, which rows it shows."""
    assert {route.nom for route in hors_administration()} ^ set(ATTENDUS) == set()


def test_the_views_marked_public_are_those_a_visitor_may_read():
    publiques = {route.nom for route in hors_administration() if route.publique} - comptes.ETAPES
    lues = {nom for nom, attendu in ATTENDUS.items() if attendu.lire["visiteur"] != CONNEXION}
    assert publiques == lues


@pytest.mark.parametrize("nom", ATTENDUS)
def test_who_may_read_an_address_and_which_rows_it_shows(jeu, nom):
    reponses, montrees = demander(jeu, nom, "get")
    assert (reponses, montrees) == (dict(ATTENDUS[nom].lire), dict(ATTENDUS[nom].montre))


@pytest.mark.parametrize("nom", ATTENDUS)
def test_who_may_post_to_an_address(jeu, nom):
    reponses, _ = demander(jeu, nom, "post")
    assert reponses == dict(ATTENDUS[nom].poster)


def test_only_an_administrator_enters_the_administration(jeu):
    """Whatever is registered there: Django's own site decides for all its pages at once."""
    exemples = {"object_id": "1", "content_type_id": "1", "app_label": "membres", "pk": "1", "acte": "desactiver"}
    ouvertes = []
    for route in routes():
        if not route.nom.startswith("admin:") or route.nom == "admin:login":
            continue
        champs = re.findall(r"<(?:\w+:)?(\w+)>", route.motif)
        adresse = reverse(route.nom, kwargs={champ: exemples[champ] for champ in champs})
        for role in ROLES[:-1]:
            client = getattr(jeu.distribution, role).client
            if {client.get(adresse).status_code, client.post(adresse).status_code} - {302, 403, 404}:
                ouvertes.append(f"{role} {adresse}")
    assert ouvertes == []
    assert jeu.distribution.administrateur.client.get(reverse("admin:index")).status_code == 200
