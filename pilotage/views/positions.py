"""Positions, versions and the adoption: what the chantiers say, and what is recorded of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chantiers.models import Chantier
from historique.moment import AUJOURDHUI
from historique.refus import exiger
from historique.reponses import action_ou_message
from membres.acces import Requete
from membres.models import Personne
from membres.reponses import formulaire_refuse, soumis
from pilotage import actions, permissions
from pilotage.forms import BonificationForm, MaintienForm, MinoriteForm, PositionForm
from pilotage.forms.tableau import formulaire_de_position, maintien
from pilotage.lecture import conditions
from pilotage.lecture.budget_fige import mettre_en_page
from pilotage.lecture.comparaison import (
    comparer_a_la_precedente,
    comparer_au_present,
    comparer_les_choisies,
    versions_a_comparer,
)
from pilotage.lecture.tableau import LigneDuTableau, Tableau, lire_tableau
from pilotage.lecture.versions import lire_contenu
from pilotage.models import Proposition
from pilotage.views.pages import trouver


def _tableau(request: Requete, numero: int) -> Tableau:
    """The board of the open version, for those who may read the whole; 404 otherwise."""
    proposition = trouver(request, numero)
    tableau = lire_tableau(proposition, request.acces) if proposition.est_visible_en_entier(request.acces) else None
    if tableau is None:
        raise Http404
    return tableau


def _ligne(tableau: Tableau, chantier: Chantier) -> LigneDuTableau:
    ligne = tableau.ligne(chantier.pk)
    if ligne is None:
        raise Http404
    return ligne


@require_http_methods(["GET", "HEAD", "POST"])
def donner_la_position(request: Requete, numero: int, slug: str) -> HttpResponse:
    chantier, tableau = get_object_or_404(Chantier, slug=slug), _tableau(request, numero)
    ligne = _ligne(tableau, chantier)
    if refus := permissions.refus_de_donner_la_position(request.acces, tableau, chantier.pk):
        return formulaire_refuse(request, refus)
    sienne = conditions.parle_pour(request.acces, ligne)
    porte_parole = None if sienne else Personne.objects.filter(pk__in=ligne.porte_parole)
    formulaire = formulaire_de_position(tableau, ligne, request.POST or None, porte_parole)
    if request.method == "POST" and soumis(formulaire, lambda d: _donner(request, tableau, chantier, formulaire)):
        messages.success(request, f"La position du chantier {chantier.numero} est inscrite.")
        return redirect(tableau.proposition)
    comparaison = comparer_a_la_precedente(tableau.version, request.acces)
    contexte = {"tableau": tableau, "ligne": ligne, "sienne": sienne, "comparaison": comparaison}
    contexte |= {"formulaire": formulaire, "maintien": maintien(tableau, ligne)}
    return render(request, "pilotage/position/formulaire.html", contexte, status=formulaire.statut)


def _donner(request: Requete, tableau: Tableau, chantier: Chantier, formulaire: PositionForm) -> None:
    """What was refused because the version, or the position, is another one now can be sent again as it stands."""
    donnees = formulaire.cleaned_data
    vue = actions.Vue(donnees["vue_version"], donnees["vue_position"])
    ligne = _ligne(tableau, chantier)
    formulaire.actualiser(tableau.version.pk, ligne.position.id if ligne.position else None)
    actions.donner_la_position(
        tableau.proposition, chantier, id=donnees["id"], vue=vue, saisi=formulaire.position, par=request.acces
    )


@require_POST
def maintenir_la_position(request: Requete, numero: int, slug: str) -> HttpResponse:
    proposition, chantier = trouver(request, numero), get_object_or_404(Chantier, slug=slug)
    formulaire = MaintienForm(request.POST)
    with action_ou_message(request):
        exiger(None if formulaire.is_valid() else "Cette page n’est plus à jour : relisez-la, puis recommencez.")
        donnees = formulaire.cleaned_data
        vue = actions.Vue(donnees["vue_version"])
        actions.maintenir_la_position(proposition, chantier, id=donnees["id"], vue=vue, par=request.acces)
        messages.success(request, f"La position du chantier {chantier.numero} est maintenue.")
    return redirect(proposition)


@require_http_methods(["GET", "HEAD", "POST"])
def refuser_la_minorite(request: Requete, numero: int) -> HttpResponse:
    tableau = _tableau(request, numero)
    if refus := permissions.refus_de_refuser_la_minorite(request.acces, tableau):
        return formulaire_refuse(request, refus)
    formulaire = MinoriteForm(request.POST or None)
    if request.method == "POST" and soumis(formulaire, lambda d: _refuser(request, tableau, d)):
        messages.success(request, "Le refus est inscrit : chaque chantier est de nouveau interrogé.")
        return redirect(tableau.proposition)
    contexte = {"formulaire": formulaire, "tableau": tableau, "proposition": tableau.proposition}
    return render(request, "pilotage/version/minorite.html", contexte, status=formulaire.statut)


def _refuser(request: Requete, tableau: Tableau, donnees: dict[str, Any]) -> None:
    sienne = next(ligne for ligne in tableau.lignes if conditions.parle_pour(request.acces, ligne))
    chantier = Chantier.objects.get(pk=sienne.chantier.id)
    actions.refuser_la_minorite(
        tableau.proposition, chantier, id=donnees["id"], argument=donnees["argument"], par=request.acces
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bonifier(request: Requete, numero: int) -> HttpResponse:
    tableau = _tableau(request, numero)
    proposition = tableau.proposition
    if refus := permissions.refus_de_bonifier(request.acces, proposition):
        return formulaire_refuse(request, refus)
    initial = {"vue": tableau.version.pk, "texte": proposition.texte, "echeance": proposition.echeance}
    formulaire = BonificationForm(request.POST or None, initial=initial, avec_texte=proposition.fige_un_texte)
    if request.method == "POST" and soumis(formulaire, lambda d: _bonifier(request, proposition, d)):
        messages.success(request, "La nouvelle version est soumise aux chantiers.")
        return redirect(proposition)
    comparaison = comparer_au_present(tableau.version, request.acces)
    contexte = {"formulaire": formulaire, "tableau": tableau, "proposition": proposition, "comparaison": comparaison}
    return render(request, "pilotage/version/bonification.html", contexte, status=formulaire.statut)


def _bonifier(request: Requete, proposition: Proposition, donnees: dict[str, Any]) -> None:
    actions.bonifier(proposition, **{"texte": "", **donnees}, par=request.acces)


@require_POST
def constater_l_adoption(request: Requete, numero: int) -> HttpResponse:
    proposition = trouver(request, numero)
    with action_ou_message(request):
        empreinte = request.POST.get("empreinte") or None
        decision = actions.constater_l_adoption(proposition, empreinte=empreinte, par=request.acces)
        messages.success(request, f"Adoptée : décision {decision.numero}.")
    return redirect(proposition)


@login_not_required
@require_safe
def version(request: Requete, numero: int, n: int) -> HttpResponse:
    proposition = trouver(request, numero)
    if not proposition.est_visible_en_entier(request.acces):
        raise Http404
    lue = get_object_or_404(proposition.versions.select_related("figee_par", "decision"), numero=n)
    contenu = lire_contenu(lue, request.acces)
    contexte = {"proposition": proposition, "version": lue, "contenu": contenu}
    contexte |= {"moment": AUJOURDHUI, "archivees_depuis": frozenset()}
    contexte |= {"fige": mettre_en_page(contenu.budget, request.acces), "decision": getattr(lue, "decision", None)}
    return render(request, "pilotage/version/page.html", contexte)


@login_not_required
@require_safe
def differences(request: Requete, numero: int) -> HttpResponse:
    """Between any two versions: `?de=0&a=1`, `?de=vigueur`, `?a=present`; the last two when the address is silent."""
    proposition = trouver(request, numero)
    versions = versions_a_comparer(proposition)
    if not proposition.est_visible_en_entier(request.acces) or not versions:
        raise Http404
    comparaison = comparer_les_choisies(versions, request.GET, request.acces)
    present = request.acces.membre and not proposition.fige_un_texte
    contexte = {"proposition": proposition, "versions": versions, "comparaison": comparaison, "present": present}
    return render(request, "pilotage/version/differences.html", contexte)
