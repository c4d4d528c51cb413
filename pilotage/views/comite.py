"""The comité: its composition, what the charter asks and what is missing, and the sièges the coordination keeps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from historique.moment import moment_demande
from membres.acces import Requete
from membres.reponses import formulaire_refuse, soumis
from pilotage import actions, permissions
from pilotage.forms import FinForm, SiegeForm
from pilotage.lecture.comite import lire_le_comite
from pilotage.models import College, Siege

RESERVE = "La composition du comité est lue par les membres des chantiers et du comité."


@require_safe
def comite(request: Requete) -> HttpResponse:
    lisible, moment = request.acces.membre or request.acces.administrateur, moment_demande(request)
    contexte = {
        "moment": moment,
        "refus": None if lisible else RESERVE,
        "lu": lire_le_comite(request.acces, moment) if lisible else None,
        "refus_de_composer": permissions.refus_de_composer_le_comite(request.acces),
    }
    return render(request, "pilotage/comite/page.html", contexte, status=200 if lisible else 403)


@require_http_methods(["GET", "HEAD", "POST"])
def attribuer_un_siege(request: Requete, cle: str) -> HttpResponse:
    college = get_object_or_404(College, cle=cle)
    if refus := permissions.refus_de_composer_le_comite(request.acces):
        return formulaire_refuse(request, refus)
    formulaire = SiegeForm(request.POST or None)
    if request.method == "POST" and soumis(formulaire, lambda d: _attribuer(request, college, d)):
        messages.success(request, f"Le siège est attribué dans le collège « {college} ».")
        return redirect("pilotage:comite")
    contexte = {"formulaire": formulaire, "college": college}
    return render(request, "pilotage/comite/siege.html", contexte, status=formulaire.statut)


def _attribuer(request: Requete, college: College, donnees: dict[str, Any]) -> None:
    actions.attribuer_un_siege(college, id=donnees["id"], saisi=donnees, motif=donnees["motif"], par=request.acces)


@require_http_methods(["GET", "HEAD", "POST"])
def finir_un_siege(request: Requete, pk: UUID) -> HttpResponse:
    siege = get_object_or_404(Siege.objects.select_related("personne", "college"), pk=pk)
    if refus := permissions.refus_de_composer_le_comite(request.acces):
        return formulaire_refuse(request, refus)
    formulaire = FinForm(request.POST or None)
    if request.method == "POST" and soumis(formulaire, lambda d: _finir(request, siege, d)):
        messages.success(request, f"Le mandat de {siege.personne} prend fin.")
        return redirect("pilotage:comite")
    contexte = {"formulaire": formulaire, "siege": siege}
    return render(request, "pilotage/comite/fin.html", contexte, status=formulaire.statut)


def _finir(request: Requete, siege: Siege, donnees: dict[str, Any]) -> None:
    actions.finir_un_siege(siege, au=donnees["au"], motif=donnees["motif"], par=request.acces)
