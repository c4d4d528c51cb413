"""The lines of a chantier in an exercice: read, added, modified in place, ordered, archived and brought back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budget import permissions
from budget.actions import besoins as actions
from budget.edition import LIGNE, Edition, dire_l_enregistrement, donnees
from budget.forms.besoins import LigneForm, initial_d_une_ligne
from budget.lecture.besoins import ce_qui_tient_a
from budget.models import Exercice, Ligne
from budget.pages_des_besoins import adresse_des_lignes, entete, exiger_de_lire, page_des_lignes, place
from chantiers.models import Chantier
from historique.reponses import action_ou_message
from membres.acces import Requete
from membres.forms import MotifForm
from membres.reponses import formulaire_refuse, soumis

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])


def ligne_ou_404(pk: UUID) -> Ligne:
    return get_object_or_404(Ligne.objects.select_related("exercice", "chantier", "action", "etape", "moyen"), pk=pk)


@require_safe
def lignes(request: Requete, annee: int, slug: str) -> HttpResponse:
    exiger_de_lire(request.acces)
    return page_des_lignes(request, *place(annee, slug))


@lire_ou_poster
def ajouter_une_ligne(request: Requete, annee: int, slug: str) -> HttpResponse:
    """`?action=`: the action whose budget it is added to."""
    exercice, chantier = place(annee, slug)
    if refus := permissions.refus_de_tenir_les_besoins(request.acces, chantier):
        return formulaire_refuse(request, refus)
    initial = {"action": request.GET.get("action", "")}
    formulaire = LigneForm(donnees(request), chantier=chantier, initial=initial, auto_id="%s-nouvelle")
    if request.method == "POST" and soumis(formulaire, lambda d: ajouter(request, exercice, chantier, formulaire)):
        return redirect(adresse_des_lignes(exercice, chantier, formulaire.cleaned_data["id"]))
    retour = adresse_des_lignes(exercice, chantier)
    return page_des_lignes(request, exercice, chantier, Edition(LIGNE, formulaire, request.path, retour, request.acces))


def ajouter(request: Requete, exercice: Exercice, chantier: Chantier, formulaire: LigneForm) -> None:
    saisi = formulaire.cleaned_data
    ligne = Ligne(exercice=exercice, chantier=chantier, **formulaire.saisi)
    ligne.pk = saisi["id"] or ligne.pk
    actions.ajouter(ligne, motif=saisi["motif"], par=request.acces)
    messages.success(request, f"« {ligne} » est dans le budget {exercice.annee}.")


@lire_ou_poster
def modifier_une_ligne(request: Requete, pk: UUID) -> HttpResponse:
    ligne = ligne_ou_404(pk)
    if refus := refus_d_ouvrir(request, ligne):
        return formulaire_refuse(request, refus)
    initial = initial_d_une_ligne(ligne, actions.CONTENU)
    formulaire = LigneForm(donnees(request), chantier=ligne.chantier, ligne=ligne, initial=initial, auto_id=f"%s-{pk}")
    retour = adresse_des_lignes(ligne.exercice, ligne.chantier, pk)
    if request.method == "POST" and soumis(formulaire, lambda d: modifier(request, ligne, formulaire)):
        return redirect(retour)
    edition = Edition(LIGNE, formulaire, request.path, retour, request.acces, ligne)
    return page_des_lignes(request, ligne.exercice, ligne.chantier, edition)


def modifier(request: Requete, ligne: Ligne, formulaire: LigneForm) -> None:
    saisi: dict[str, Any] = formulaire.cleaned_data
    fusion = actions.modifier(
        ligne, version=saisi["version"] or 0, saisi=formulaire.saisi, motif=saisi["motif"], par=request.acces
    )
    dire_l_enregistrement(request, LIGNE, formulaire, fusion)


def refus_d_ouvrir(request: Requete, ligne: Ligne) -> str | None:
    """On a POST, that it was archived meanwhile is said in the form, where all that was typed stays."""
    if request.method == "POST":
        return permissions.refus_de_tenir_les_besoins(request.acces, ligne.chantier)
    return permissions.refus_de_modifier_une_ligne(request.acces, ligne)


@require_POST
def ordonner_une_ligne(request: Requete, pk: UUID) -> HttpResponse:
    ligne = ligne_ou_404(pk)
    with action_ou_message(request):
        actions.ordonner(ligne, sens=-1 if request.POST.get("sens") == "monter" else 1, par=request.acces)
    return redirect(adresse_des_lignes(ligne.exercice, ligne.chantier, pk))


@lire_ou_poster
def archiver_une_ligne(request: Requete, pk: UUID) -> HttpResponse:
    """Asks to confirm, and why; says what holds to the line instead, when something does."""
    ligne = ligne_ou_404(pk)
    if refus := refus_d_ouvrir(request, ligne):
        return formulaire_refuse(request, refus)
    formulaire = MotifForm(donnees(request))
    if request.method == "POST" and soumis(
        formulaire, lambda d: actions.archiver(ligne, motif=d["motif"], par=request.acces)
    ):
        messages.success(request, f"« {ligne} » est archivée : on la retrouve au bas de la page.")
        return redirect(adresse_des_lignes(ligne.exercice, ligne.chantier))
    contexte = entete(ligne.exercice, ligne.chantier, request.acces) | {"objet": ligne, "genre": LIGNE}
    contexte |= {"formulaire": formulaire, "refus": permissions.refus_d_archiver_une_ligne(*ce_qui_tient_a(ligne))}
    return render(request, "budget/ligne/archiver.html", contexte, status=formulaire.statut)


@require_POST
def retablir_une_ligne(request: Requete, pk: UUID) -> HttpResponse:
    ligne = ligne_ou_404(pk)
    with action_ou_message(request):
        actions.retablir(ligne, motif=request.POST.get("motif", "")[:500], par=request.acces)
        messages.success(request, f"« {ligne} » est de retour dans le budget.")
    return redirect(adresse_des_lignes(ligne.exercice, ligne.chantier))
