"""Several lines at once: those drawn from the means of the roadmap, those of the year before."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from budget import permissions
from budget.actions import besoins as actions
from budget.edition import donnees
from budget.forms.propositions import PropositionsForm, ReprendreForm
from budget.lecture.besoins import exercice_d_avant, lignes_a_reprendre, lignes_des_moyens, moyens_de
from budget.lecture.choix import feuille_en_cours
from budget.models import Exercice, Ligne
from budget.pages_des_besoins import entete, place
from chantiers.models import Chantier, Moyen
from historique.mots import entier
from membres.acces import Requete
from membres.reponses import formulaire_refuse, soumis

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])


@lire_ou_poster
def proposer_les_lignes(request: Requete, annee: int, slug: str) -> HttpResponse:
    """The means that have no line in this exercice, each with the line it may become."""
    exercice, chantier = place(annee, slug)
    if refus := permissions.refus_de_tenir_les_besoins(request.acces, chantier):
        return formulaire_refuse(request, refus)
    moyens = moyens_de(chantier)
    prises = lignes_des_moyens(exercice, moyens)
    formulaire = PropositionsForm(donnees(request), moyens=a_proposer(request, moyens, prises))
    if request.method == "POST" and soumis(formulaire, lambda d: proposer(request, exercice, chantier, formulaire)):
        return redirect("budget:lignes", annee, slug)
    contexte = entete(exercice, chantier, request.acces) | {"formulaire": formulaire, "prises": prises.values()}
    contexte |= {"moyens": moyens, "feuille": feuille_en_cours(chantier)}
    return render(request, "budget/ligne/proposer.html", contexte, status=formulaire.statut)


def a_proposer(request: Requete, moyens: list[Moyen], prises: dict[Any, Ligne]) -> list[Moyen]:
    """Those without a line; of a form sent again, also those it spoke of."""
    return [m for m in moyens if m.pk not in prises or f"moyen-{m.pk}-id" in request.POST]


def proposer(request: Requete, exercice: Exercice, chantier: Chantier, formulaire: PropositionsForm) -> None:
    lignes = [proposition.ligne(exercice) for proposition in formulaire.choisies]
    feuille: Any = feuille_en_cours(chantier)
    motif = formulaire.cleaned_data["motif"]
    dire(request, actions.proposer_les_lignes(exercice, feuille, lignes, motif=motif, par=request.acces))


def dire(request: Requete, nouvelles: list[Ligne]) -> None:
    """How many lines there are now; nothing of a form sent twice."""
    if nouvelles:
        s = "s" if len(nouvelles) > 1 else ""
        messages.success(request, f"{entier(len(nouvelles))} ligne{s} ajoutée{s} au budget.")
    else:
        messages.info(request, "Ces lignes étaient déjà dans le budget : rien n’a été ajouté.")


@lire_ou_poster
def reprendre_les_lignes(request: Requete, annee: int, slug: str) -> HttpResponse:
    """The lines of the exercice before, all ticked at first; those already taken say so."""
    exercice, chantier = place(annee, slug)
    if refus := permissions.refus_de_tenir_les_besoins(request.acces, chantier):
        return formulaire_refuse(request, refus)
    avant = exercice_d_avant(exercice)
    if avant is None:
        raise Http404("Aucun exercice ne précède celui-ci.")
    formulaire = ReprendreForm(donnees(request), offertes=lignes_a_reprendre(chantier, avant, exercice))
    if request.method == "POST" and soumis(formulaire, lambda d: reprendre(request, exercice, chantier, formulaire)):
        return redirect("budget:lignes", annee, slug)
    contexte = entete(exercice, chantier, request.acces) | {"formulaire": formulaire, "avant": avant}
    return render(request, "budget/ligne/reprendre.html", contexte, status=formulaire.statut)


def reprendre(request: Requete, exercice: Exercice, chantier: Chantier, formulaire: ReprendreForm) -> None:
    motif = formulaire.cleaned_data["motif"]
    choisies = formulaire.choisies
    dire(request, actions.reprendre_les_lignes(exercice, chantier, choisies, motif=motif, par=request.acces))
