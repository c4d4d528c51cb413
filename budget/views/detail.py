"""The parts of a budget: an action, a poste, a line with all that hangs on it."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budget import pages, parties
from budget.models import Action, Ligne
from membres.acces import Requete


@login_not_required
@require_safe
def action(request: Requete, pk: UUID) -> HttpResponse:
    """The budget of an action or expérimentation, in the exercice that is asked (`?annee=`) or the current one."""
    action = get_object_or_404(Action.objects.select_related("chantier"), pk=pk)
    lecture = pages.lire(request, parties.exercice_demande(request, action))
    return render(request, "budget/budget/action.html", parties.contexte_d_une_action(request, lecture, action))


@require_safe
def poste(request: Requete, annee: int, cle: str) -> HttpResponse:
    """What stands on a poste of the grid (or on all of a side), by pages; for members."""
    pages.exiger_de_lire(request.acces)
    rubrique, lecture = parties.poste_ou_404(cle), pages.lire(request, pages.exercice_ou_404(annee))
    return render(request, "budget/budget/poste.html", parties.contexte_d_un_poste(request, lecture, rubrique))


@require_safe
def ligne(request: Requete, pk: UUID) -> HttpResponse:
    """One line: its étape, what pays it, its expenses and receipts; for members."""
    pages.exiger_de_lire(request.acces)
    ligne = get_object_or_404(Ligne.objects.select_related("chantier", "exercice", "action"), pk=pk)
    lecture = pages.lire(request, ligne.exercice)
    return render(request, "budget/budget/ligne.html", parties.contexte_d_une_ligne(request, lecture, ligne))
