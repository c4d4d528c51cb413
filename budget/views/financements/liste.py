"""« Où en sont les financements »: the table, or the board by status; noting a lead."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budget import permissions
from budget.actions.financements import chercher as noter
from budget.forms.financements import ChercherForm
from budget.lecture.chargement import lire_budget
from budget.lecture.financements import lire_les_financements
from budget.models import Exercice, Financement
from budget.views.financements.envoi import donnees, envoyer, lire_ou_poster, page
from membres.acces import Requete
from membres.reponses import formulaire_refuse


@require_safe
def financements(request: Requete, annee: int) -> HttpResponse:
    if refus := permissions.refus_de_lire_le_travail(request.acces):
        raise PermissionDenied(refus)
    budget = lire_budget(request.acces, annee)
    if budget is None:
        raise Http404(f"Aucun budget n’est ouvert pour {annee}.")
    contexte = {
        "budget": budget,
        "lus": lire_les_financements(budget, request.acces),
        "en_tableau": request.GET.get("vue") == "tableau",
        "refus_de_chercher": permissions.refus_d_ouvrir_un_financement(request.acces),
        "detaille": permissions.refus_de_lire_les_financements(request.acces) is None,
    }
    return render(request, "budget/financement/liste.html", contexte)


@lire_ou_poster
def chercher(request: Requete, annee: int) -> HttpResponse:
    exercice = get_object_or_404(Exercice, annee=annee)
    if refus := permissions.refus_d_ouvrir_un_financement(request.acces):
        return formulaire_refuse(request, refus)
    formulaire = ChercherForm(donnees(request))
    if request.method == "POST" and envoyer(formulaire, lambda motif: _noter(request, exercice, formulaire, motif)):
        messages.success(request, "Le financement est noté : vous en menez la recherche.")
        return redirect("budget:financement", formulaire.cleaned_data["id"])
    retour = reverse("budget:financements", args=[annee])
    return page(request, formulaire, titre="Noter un financement", bouton="Noter ce financement", retour=retour)


def _noter(request: Requete, exercice: Exercice, formulaire: ChercherForm, motif: str) -> None:
    saisi: dict[str, Any] = formulaire.saisi
    demande = saisi.pop("demande", None)
    financement = Financement(**saisi)
    financement.pk = formulaire.cleaned_data["id"] = formulaire.cleaned_data["id"] or financement.pk
    noter(financement, exercice=exercice, demande_centimes=demande, motif=motif, par=request.acces)
