"""Answers to forms: nothing typed is lost, whatever the refusal."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from historique.edition import Conflit
from historique.refus import ActionRefusee
from membres.forms import Formulaire

CLE_DE_SESSION = "reprise"
GARDES_AU_PLUS = 300_000  # characters kept in the session of someone who goes and signs in
JAMAIS_MONTRES = re.compile(r"csrfmiddlewaretoken|passw|mot_de_passe|secret|credential|(^|-)code$", re.IGNORECASE)
TECHNIQUES = re.compile(r"(^|[-_])(id|pk|version|next|action|ordre)$|_FORMS$", re.IGNORECASE)
VALEUR_TECHNIQUE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
PHRASE_SANS_SESSION = "Votre session est finie : connectez-vous, puis envoyez de nouveau ce formulaire."
PHRASE_JETON_PERIME = (
    "Cette page était ouverte depuis trop longtemps, ou vous vous êtes connecté·e entre-temps. "
    "Vérifiez ce qui suit, puis envoyez de nouveau."
)


@dataclass(frozen=True)
class ChampPoste:
    """One posted field, shown again."""

    nom: str
    valeur: str

    @property
    def libelle(self) -> str:
        return self.nom.rpartition("-")[2].replace("_", " ").capitalize()

    @property
    def technique(self) -> bool:
        return bool(TECHNIQUES.search(self.nom) or VALEUR_TECHNIQUE.fullmatch(self.valeur))

    @property
    def long(self) -> bool:
        return "\n" in self.valeur or len(self.valeur) > 60


def champs_postes(request: HttpRequest) -> list[ChampPoste]:
    """What was posted, without passwords, codes nor files."""
    return [
        ChampPoste(nom, valeur)
        for nom, valeurs in request.POST.lists()
        for valeur in valeurs
        if not JAMAIS_MONTRES.search(nom)
    ]


def reprendre(request: HttpRequest, *, phrase: str, status: int = HTTPStatus.FORBIDDEN) -> HttpResponse:
    """Show the posted fields in a form to the same address; nothing is sent by itself.

    Of someone who has to sign in, they are kept in her session, and shown again once she has.
    """
    champs = champs_postes(request)
    garde = not request.user.is_authenticated and _garder(request, champs)
    contexte = {
        "phrase": phrase,
        "adresse": request.get_full_path(),
        "champs": champs,
        "connecte": request.user.is_authenticated,
        "garde": garde,
        "fichiers": bool(request.FILES),
    }
    return en_page_entiere(request, render(request, "membres/reprise.html", contexte, status=status))


def _garder(request: HttpRequest, champs: list[ChampPoste]) -> bool:
    if sum(len(champ.valeur) for champ in champs) > GARDES_AU_PLUS:
        return False
    request.session[CLE_DE_SESSION] = {
        "adresse": request.get_full_path(),
        "champs": [[champ.nom, champ.valeur] for champ in champs],
    }
    return True


def formulaire_refuse(request: HttpRequest, phrase: str, status: int = HTTPStatus.FORBIDDEN) -> HttpResponse:
    """The answer to a text POST refused as a whole (a right withdrawn meanwhile): the sentence, and all that was typed.

    For views that cannot show their own form again; those that can should, with the sentence at its head.
    Raises PermissionDenied on a GET, which holds nothing to lose.
    """
    if request.method != "POST":
        raise PermissionDenied(phrase)
    return reprendre(request, phrase=phrase, status=status)


def en_page_entiere(request: HttpRequest, reponse: HttpResponse) -> HttpResponse:
    """Tell htmx to show this answer as the page, whatever fragment it was about to replace."""
    if request.headers.get("HX-Request"):
        reponse["HX-Retarget"] = reponse["HX-Reselect"] = "#contenu"
        reponse["HX-Reswap"] = "outerHTML show:window:top"
    return reponse


def soumis(formulaire: Formulaire, agir: Callable[[dict[str, Any]], Any]) -> bool:
    """Run `agir(form.cleaned_data)` if the form is valid, and say whether it was done.

    A refusal becomes an error of the form, and `formulaire.statut` the status to answer: 422, or 409 in a conflict,
    after which `formulaire.desaccords` says what both sides wrote.
    """
    if not formulaire.is_valid():
        formulaire.statut = HTTPStatus.UNPROCESSABLE_ENTITY
        return False
    try:
        agir(formulaire.cleaned_data)
    except Conflit as conflit:
        formulaire.signaler(conflit)
        return False
    except ActionRefusee as refus:
        formulaire.add_error(refus.champ if refus.champ in formulaire.fields else None, str(refus))
        formulaire.statut = HTTPStatus.UNPROCESSABLE_ENTITY
        return False
    return True
