"""Planned and spent, by chantier, action and line; the gaps, and why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from budget import permissions
from budget.actions import depenses as actions
from budget.forms.usage import EcartForm
from budget.lecture import BudgetLu, lire_budget
from budget.lecture.matrice import lire_la_matrice
from budget.lecture.usage import depense_de_la_ligne, ecarts, ecarts_a_expliquer
from budget.models import Ligne
from chantiers.forms import ItemForm
from chantiers.lecture.activite import derniere_inscription
from chantiers.pages import donnees, refus_d_ouvrir
from membres.acces import Requete
from membres.reponses import soumis

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])
LIGNE = ("chantier", "exercice", "action", "etape", "moyen__etape", "reversement_a")
ECARTS_MONTRES = 30


def budget_ou_404(request: Requete, annee: int) -> BudgetLu:
    """The budget as members work on it today."""
    if refus := permissions.refus_de_lire_le_travail(request.acces):
        raise PermissionDenied(refus)
    budget = lire_budget(request.acces, annee)
    if budget is None:
        raise Http404("Cet exercice n’est pas ouvert.")
    return budget


def ligne_ou_404(pk: UUID) -> Ligne:
    return get_object_or_404(Ligne.objects.select_related(*LIGNE), pk=pk)


def page_de_formulaire(request: Requete, formulaire: ItemForm, objet: Any, **contexte: Any) -> HttpResponse:
    """One form in a page; `contexte`: titre, bouton, retour, fil, rappel; `objet`: what is modified, or None."""
    derniere = derniere_inscription(objet, request.acces) if objet is not None and formulaire.choix else None
    edition = {"cle": "usage", "genre": {"le": contexte.get("le", "")}, "derniere": derniere}
    contexte = {"rappel": [], "formulaire": formulaire, "edition": edition, "archiver": "", **contexte}
    return render(request, "budget/depense/formulaire.html", contexte, status=formulaire.statut)


def fil_de(ligne: Ligne, *autres: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page about a line stands: address and word."""
    return [
        (ligne.exercice.get_absolute_url(), str(ligne.exercice)),
        (ligne.get_absolute_url(), str(ligne)),
        *autres,
    ]


@require_safe
def utilisation(request: Requete, annee: int) -> HttpResponse:
    budget = budget_ou_404(request, annee)
    a_expliquer = ecarts_a_expliquer(budget)
    contexte = {
        "budget": budget,
        "matrice": lire_la_matrice(budget, request.GET.get("chantier", ""), request.GET.get("page", "")),
        "a_expliquer": a_expliquer[:ECARTS_MONTRES],
        "combien_a_expliquer": len(a_expliquer),
        "expliques": [ecart for ecart in ecarts(budget) if ecart not in a_expliquer][:ECARTS_MONTRES],
    }
    return render(request, "budget/utilisation/page.html", contexte)


@lire_ou_poster
def expliquer_l_ecart(request: Requete, pk: UUID) -> HttpResponse:
    ligne = ligne_ou_404(pk)
    if refusee := refus_d_ouvrir(request, permissions.refus_de_noter_une_depense(request.acces, ligne.chantier)):
        return refusee
    formulaire = EcartForm(donnees(request), initial={"ecart_explique": ligne.ecart_explique, "version": ligne.version})
    if request.method == "POST" and soumis(formulaire, lambda d: expliquer(request, ligne, formulaire)):
        messages.success(request, f"L’écart de « {ligne} » est expliqué.")
        return redirect(ligne)
    rappel = [("Prévu", ligne.montant_centimes), ("Dépensé", depense_de_la_ligne(ligne.pk))]
    textes = {"titre": "Expliquer l’écart", "bouton": "Enregistrer l’explication", "le": "la ligne"}
    retour = reverse("budget:utilisation", args=[ligne.exercice.annee])
    fil = fil_de(ligne)
    return page_de_formulaire(request, formulaire, ligne, rappel=rappel, retour=retour, fil=fil, **textes)


def expliquer(request: Requete, ligne: Ligne, formulaire: EcartForm) -> None:
    version, motif = formulaire.cleaned_data["version"] or 0, formulaire.cleaned_data["motif"]
    actions.expliquer_l_ecart(ligne, version=version, saisi=formulaire.saisi, motif=motif, par=request.acces)
