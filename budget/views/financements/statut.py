"""Changing the status of a funding: what comes with it is said before it is done."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from budget.actions.liberations import affecte_en_tout, obstacle_a_la_perte
from budget.actions.statuts import changer_le_statut
from budget.forms.financements import StatutForm
from budget.models import TRANSITIONS, Exercice, Financement, Tranche
from budget.views.financements.envoi import donnees, envoyer, financement_ou_404, lire_ou_poster, refus_de_tenir
from budget.views.financements.fiche import phrase_liberee
from membres.acces import Requete

Statut = Financement.Statut


@lire_ou_poster
def statut(request: Requete, pk: UUID) -> HttpResponse:
    """« ?vers= » on a GET; the form bears it, with the status that the person saw."""
    lu = financement_ou_404(pk)
    if refusee := refus_de_tenir(request, lu):
        return refusee
    vers = _vers(request, lu)
    initial = {"vers": vers.value, "depuis": lu.statut}
    formulaire = StatutForm(donnees(request), initial=initial, vers=vers, accords=_accords(lu))
    if request.method == "POST" and envoyer(formulaire, lambda motif: _changer(request, lu, formulaire, motif)):
        return redirect(lu)
    contexte = {
        "financement": lu,
        "formulaire": formulaire,
        "vers": vers,
        "perdu": vers in Statut.perdus(),
        "a_trouver": affecte_en_tout(lu) if vers in Statut.perdus() else 0,
        "obstacle": obstacle_a_la_perte(lu) if vers in Statut.perdus() else None,
    }
    return render(request, "budget/financement/statut.html", contexte, status=formulaire.statut)


def _vers(request: Requete, lu: Financement) -> Financement.Statut:
    """On a GET, one of those that may follow; what was posted is judged by the action."""
    demande = request.POST.get("vers", "") if request.method == "POST" else request.GET.get("vers", "")
    if demande in Statut.values and (request.method == "POST" or demande in TRANSITIONS[Statut(lu.statut)]):
        return Statut(demande)
    if request.method == "POST" or not TRANSITIONS[Statut(lu.statut)]:
        return Statut(lu.statut)
    if not demande:
        return TRANSITIONS[Statut(lu.statut)][0]
    raise Http404("Ce statut ne suit pas celui d’aujourd’hui.")


def _accords(lu: Financement) -> list[tuple[Exercice, int | None]]:
    """The exercices it has amounts in, else those that are open."""
    tranches = Tranche.objects.presents().filter(financement=lu).select_related("exercice")
    siens = [(tranche.exercice, tranche.accorde_centimes) for tranche in tranches.order_by("exercice__annee")]
    return siens or [(exercice, None) for exercice in Exercice.objects.order_by("annee")]


def _changer(request: Requete, lu: Financement, formulaire: StatutForm, motif: str) -> None:
    saisi = formulaire.cleaned_data
    libere = changer_le_statut(
        lu,
        depuis=saisi["depuis"],
        vers=saisi["vers"],
        accorde=formulaire.accorde,
        reference=saisi.get("reference", ""),
        conventionne_le=saisi.get("conventionne_le"),
        motif=motif,
        par=request.acces,
    )
    messages.success(request, f"Le statut est « {Statut(saisi['vers']).label} »." + phrase_liberee(libere))
