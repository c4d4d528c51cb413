"""Questions, answers and reactions; a refused one shows the page again, with what was typed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from chantiers.models import Chantier
from membres.acces import Requete
from membres.reponses import soumis
from pilotage import actions
from pilotage.forms import InterventionForm
from pilotage.models import Intervention
from pilotage.views.pages import page, trouver


def _formulaire(request: Requete, prefixe: str) -> InterventionForm:
    chantiers = Chantier.objects.filter(pk__in=request.acces.roles) if request.acces.roles else ()
    return InterventionForm(request.POST, prefix=prefixe, chantiers=chantiers)


def _dit(formulaire: InterventionForm) -> dict[str, Any]:
    donnees = formulaire.cleaned_data
    chantier = formulaire.chantiers.get(donnees.get("chantier", ""))
    return {"id": donnees["id"], "texte": donnees["texte"], "chantier": chantier}


@require_POST
def questionner(request: Requete, numero: int) -> HttpResponse:
    proposition, formulaire = trouver(request, numero), _formulaire(request, "question")
    if soumis(formulaire, lambda d: actions.questionner(proposition, **_dit(formulaire), par=request.acces)):
        return redirect(f"{proposition.get_absolute_url()}#questions")
    return page(request, proposition, status=formulaire.statut, question=formulaire)


@require_POST
def reagir(request: Requete, numero: int) -> HttpResponse:
    proposition, formulaire = trouver(request, numero), _formulaire(request, "reaction")
    if soumis(formulaire, lambda d: actions.reagir(proposition, **_dit(formulaire), par=request.acces)):
        return redirect(f"{proposition.get_absolute_url()}#reactions")
    return page(request, proposition, status=formulaire.statut, reaction=formulaire)


@require_POST
def repondre(request: Requete, numero: int, pk: UUID) -> HttpResponse:
    proposition = trouver(request, numero)
    question = get_object_or_404(Intervention.objects.select_related("proposition"), pk=pk, proposition=proposition)
    formulaire = InterventionForm(request.POST, prefix=f"reponse-{question.pk}")

    def agir(donnees: dict[str, Any]) -> None:
        actions.repondre(question, id=donnees["id"], texte=donnees["texte"], par=request.acces)

    if soumis(formulaire, agir):
        return redirect(f"{proposition.get_absolute_url()}#questions")
    return page(request, proposition, status=formulaire.statut, reponse=formulaire, reponse_a=question.pk)
