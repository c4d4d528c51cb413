"""The amounts, due dates and versements of a funding: added, modified, archived, brought back in the same way."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from budget.actions import suivi as actions
from budget.forms.financements import EcheanceForm, FormulaireDeFinancement, MontantForm, VersementForm
from budget.models import Echeance, Financement, Tranche, Versement
from budget.views.financements.envoi import (
    donnees,
    envoyer,
    financement_ou_404,
    lire_ou_poster,
    page,
    refus_de_tenir,
)
from budget.views.financements.fiche import phrase_des_repris
from historique.reponses import action_ou_message
from membres.acces import Requete


@dataclass(frozen=True)
class Genre:
    """A kind of piece: its form, and how it is called in sentences."""

    modele: Any
    formulaire: Any
    le: str
    un: str
    faits: tuple[str, str, str, str]  # added, saved, archived, back


GENRES = {
    "montant": Genre(
        Tranche,
        MontantForm,
        "les montants d’un exercice",
        "les montants d’un exercice",
        ("Les montants sont notés.", "Les montants sont enregistrés.", "Archivés.", "Les montants sont de retour."),
    ),
    "echeance": Genre(
        Echeance,
        EcheanceForm,
        "l’échéance",
        "une échéance",
        ("L’échéance est notée.", "L’échéance est enregistrée.", "Archivée.", "L’échéance est de retour."),
    ),
    "versement": Genre(
        Versement,
        VersementForm,
        "le versement",
        "un versement",
        ("Le versement est noté.", "Le versement est enregistré.", "Archivé.", "Le versement est de retour."),
    ),
}


def _piece(genre: Genre, pk: UUID) -> Any:
    return get_object_or_404(genre.modele.objects.select_related("financement__financeur"), pk=pk)


@lire_ou_poster
def ajouter(request: Requete, genre: str, pk: UUID) -> HttpResponse:
    g, lu = GENRES[genre], financement_ou_404(pk)
    if refusee := refus_de_tenir(request, lu):
        return refusee
    formulaire = g.formulaire(donnees(request), financement=lu)
    if request.method == "POST" and envoyer(formulaire, lambda motif: _ajouter(request, g, lu, formulaire, motif)):
        messages.success(request, g.faits[0])
        return redirect(lu)
    return page(request, formulaire, titre=f"Ajouter {g.un}", financement=lu, bouton=f"Ajouter {g.un}")


def _ajouter(request: Requete, genre: Genre, lu: Financement, formulaire: FormulaireDeFinancement, motif: str) -> None:
    saisi = formulaire.saisi
    en_versement = saisi.pop("en_versement", False)
    piece = genre.modele(financement=lu, **saisi)
    piece.pk = formulaire.cleaned_data["id"] or piece.pk
    actions.ajouter_au_financement(piece, en_versement=en_versement, motif=motif, par=request.acces)


@lire_ou_poster
def modifier(request: Requete, genre: str, pk: UUID) -> HttpResponse:
    g = GENRES[genre]
    piece = _piece(g, pk)
    if refusee := refus_de_tenir(request, piece.financement):
        return refusee
    contenu = {colonne: getattr(piece, colonne) for colonne in actions.CONTENU[g.modele]}
    initial = g.formulaire.depuis_colonnes(contenu) | {"version": piece.version}
    formulaire = g.formulaire(donnees(request), initial=initial, financement=piece.financement, piece=piece)
    if request.method == "POST" and envoyer(formulaire, lambda motif: _modifier(request, g, piece, formulaire, motif)):
        return redirect(piece.financement)
    titre = f"Modifier {g.le}"
    return page(request, formulaire, titre=titre, objet=piece, financement=piece.financement, bouton="Enregistrer")


def _modifier(request: Requete, genre: Genre, piece: Any, formulaire: FormulaireDeFinancement, motif: str) -> None:
    version = formulaire.cleaned_data["version"] or 0
    fusion = actions.modifier_au_financement(
        piece, version=version, saisi=formulaire.saisi, motif=motif, par=request.acces
    )
    messages.success(request, genre.faits[1] + phrase_des_repris(formulaire, fusion.repris))


@lire_ou_poster
def archiver(request: Requete, genre: str, pk: UUID) -> HttpResponse:
    g = GENRES[genre]
    piece = _piece(g, pk)
    if refusee := refus_de_tenir(request, piece.financement):
        return refusee
    formulaire = FormulaireDeFinancement(donnees(request))
    if request.method == "POST" and envoyer(
        formulaire, lambda motif: actions.archiver_au_financement(piece, motif=motif, par=request.acces)
    ):
        messages.success(request, g.faits[2])
        return redirect(piece.financement)
    contexte = {"titre": f"Archiver {g.le}", "bouton": f"Archiver {g.le}", "objet": piece, "archiver": True}
    return page(request, formulaire, financement=piece.financement, **contexte)


@require_POST
def retablir(request: Requete, genre: str, pk: UUID) -> HttpResponse:
    g = GENRES[genre]
    piece = _piece(g, pk)
    if refusee := refus_de_tenir(request, piece.financement):
        return refusee
    with action_ou_message(request):
        actions.retablir_au_financement(piece, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, g.faits[3])
    return redirect(piece.financement)


@require_POST
def accomplir(request: Requete, pk: UUID) -> HttpResponse:
    """One button of the list: the due date is done today."""
    echeance = _piece(GENRES["echeance"], pk)
    if refusee := refus_de_tenir(request, echeance.financement):
        return refusee
    with action_ou_message(request):
        actions.accomplir(echeance, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {echeance} » : faite.")
    return redirect(echeance.financement)
