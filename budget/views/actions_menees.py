"""Actions and expérimentations: added, modified, tied to étapes, archived and brought back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from budget import permissions
from budget.actions import actions_menees as actions
from budget.edition import ACTION, Edition, dire_l_enregistrement, donnees
from budget.forms.besoins import ActionForm, EtapesForm
from budget.lecture.besoins import ce_qui_tient_a_l_action
from budget.lecture.choix import etapes_offertes
from budget.models import Action
from budget.pages_des_besoins import adresse_des_lignes, entete, entete_d_une_action, place
from chantiers.models import Chantier, Etape
from historique.reponses import action_ou_message
from membres.acces import Requete
from membres.forms import MotifForm
from membres.reponses import formulaire_refuse, soumis

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "budget/action/formulaire.html"


def action_ou_404(pk: UUID) -> Action:
    return get_object_or_404(Action.objects.select_related("chantier"), pk=pk)


@lire_ou_poster
def ajouter_une_action(request: Requete, annee: int, slug: str) -> HttpResponse:
    exercice, chantier = place(annee, slug)
    if refus := permissions.refus_de_tenir_les_besoins(request.acces, chantier):
        return formulaire_refuse(request, refus)
    formulaire = ActionForm(donnees(request), chantier=chantier)
    if request.method == "POST" and soumis(formulaire, lambda d: ajouter(request, chantier, formulaire)):
        return redirect(adresse_des_lignes(exercice, chantier))
    edition = Edition(ACTION, formulaire, request.path, adresse_des_lignes(exercice, chantier), request.acces)
    contexte = entete(exercice, chantier, request.acces) | {"edition": edition, "formulaire": formulaire}
    return render(request, PAGE, contexte, status=formulaire.statut)


def ajouter(request: Requete, chantier: Chantier, formulaire: ActionForm) -> None:
    saisi: dict[str, Any] = formulaire.cleaned_data
    action = Action(chantier=chantier, **formulaire.saisi)
    action.pk = saisi["id"] or action.pk
    etapes = etapes_de(formulaire.etapes_choisies)
    action = actions.ajouter(action, etapes=etapes, motif=saisi["motif"], par=request.acces)
    messages.success(request, f"L’action {action.code} est ajoutée : écrivez maintenant ses lignes.")


def etapes_de(cles: list[str]) -> list[Etape]:
    return list(Etape.objects.filter(pk__in=cles).select_related("objectif__feuille_de_route").order_by("rang", "id"))


@lire_ou_poster
def modifier_une_action(request: Requete, pk: UUID) -> HttpResponse:
    action = action_ou_404(pk)
    if refus := refus_d_ouvrir(request, action):
        return formulaire_refuse(request, refus)
    initial = {nom: getattr(action, nom) for nom in (*actions.CONTENU, "version")}
    formulaire = ActionForm(donnees(request), chantier=action.chantier, initial=initial)
    if request.method == "POST" and soumis(formulaire, lambda d: modifier(request, action, formulaire)):
        return redirect(action)
    edition = Edition(ACTION, formulaire, request.path, action.get_absolute_url(), request.acces, action)
    contexte = entete_d_une_action(action, request.acces) | {"edition": edition, "formulaire": formulaire}
    return render(request, PAGE, contexte, status=formulaire.statut)


def modifier(request: Requete, action: Action, formulaire: ActionForm) -> None:
    saisi = formulaire.cleaned_data
    fusion = actions.modifier(
        action, version=saisi["version"] or 0, saisi=formulaire.saisi, motif=saisi["motif"], par=request.acces
    )
    dire_l_enregistrement(request, ACTION, formulaire, fusion)


def refus_d_ouvrir(request: Requete, action: Action) -> str | None:
    """On a POST, that it was archived meanwhile is said in the form, where all that was typed stays."""
    if request.method == "POST":
        return permissions.refus_de_tenir_les_besoins(request.acces, action.chantier)
    return permissions.refus_de_modifier_une_action(request.acces, action)


@lire_ou_poster
def etapes_d_une_action(request: Requete, pk: UUID) -> HttpResponse:
    """Which étapes of the roadmap it carries out, one box each."""
    action = action_ou_404(pk)
    if refus := refus_d_ouvrir(request, action):
        return formulaire_refuse(request, refus)
    offertes, choisies = etapes_offertes(action)
    formulaire = EtapesForm(donnees(request), offertes=offertes, initial={"etapes": choisies})
    if request.method == "POST" and soumis(formulaire, lambda d: choisir_les_etapes(request, action, d)):
        return redirect(action)
    contexte = entete_d_une_action(action, request.acces) | {"formulaire": formulaire, "offertes": offertes}
    return render(request, "budget/action/etapes.html", contexte, status=formulaire.statut)


def choisir_les_etapes(request: Requete, action: Action, saisi: dict[str, Any]) -> None:
    actions.choisir_les_etapes(action, etapes_de(saisi["etapes"]), motif=saisi["motif"], par=request.acces)
    messages.success(request, f"Les étapes de l’action {action.code} sont enregistrées.")


@lire_ou_poster
def archiver_une_action(request: Requete, pk: UUID) -> HttpResponse:
    """Asks to confirm, and why; says what is under the action instead, when something is."""
    action = action_ou_404(pk)
    if refus := refus_d_ouvrir(request, action):
        return formulaire_refuse(request, refus)
    formulaire = MotifForm(donnees(request))
    if request.method == "POST" and soumis(
        formulaire, lambda d: actions.archiver(action, motif=d["motif"], par=request.acces)
    ):
        messages.success(request, f"« {action} » est archivée : on la retrouve au bas de la page des lignes.")
        return redirect(entete_d_une_action(action, request.acces)["retour"])
    tient = permissions.refus_d_archiver_une_action(*ce_qui_tient_a_l_action(action))
    contexte = {"objet": action, "genre": ACTION, "refus": tient, "formulaire": formulaire}
    contexte |= entete_d_une_action(action, request.acces)
    return render(request, "budget/ligne/archiver.html", contexte, status=formulaire.statut)


@require_POST
def retablir_une_action(request: Requete, pk: UUID) -> HttpResponse:
    action = action_ou_404(pk)
    with action_ou_message(request):
        actions.retablir(action, motif=request.POST.get("motif", "")[:500], par=request.acces)
        messages.success(request, f"« {action} » est de retour dans le budget.")
    return redirect(entete_d_une_action(action, request.acces)["retour"])
