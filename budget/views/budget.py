"""The budget of an exercice as a whole, and that of a chantier."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budget import pages, permissions
from chantiers.lecture import ChantierLu
from chantiers.pages import chantier_ou_404
from historique.moment import moment_demande
from membres.acces import Requete


@login_not_required
@require_safe
def accueil(request: Requete) -> HttpResponse:
    """The budget of the current exercice (for the public: adopted); the way to open one when there is none."""
    exercice = pages.exercice_a_lire(request.acces)
    if exercice is not None:
        return redirect("budget:budget", exercice.annee)
    refus = permissions.refus_de_tenir_l_exercice(request.acces)
    return render(request, "budget/budget/aucun.html", {"refus": refus})


@login_not_required
@require_safe
def du_chantier(request: Requete, slug: str) -> HttpResponse:
    """The tab of a chantier: its budget in the current exercice, at the day that is asked."""
    exercice, suite = pages.exercice_a_lire(request.acces), request.GET.urlencode()
    if exercice is None:
        lu = ChantierLu.de(chantier_ou_404(slug))
        contexte = pages.contexte_du_chantier(lu, request.acces, moment_demande(request))
        contexte["refus"] = permissions.refus_de_tenir_l_exercice(request.acces)
        return render(request, "budget/budget/aucun.html", contexte)
    adresse = reverse("budget:chantier", args=[exercice.annee, chantier_ou_404(slug).slug])
    return redirect(f"{adresse}?{suite}" if suite else adresse)


@login_not_required
@require_safe
def budget(request: Requete, annee: int) -> HttpResponse:
    """The whole; `?chantier=` (a form without JavaScript) leads to that of a chantier."""
    if slug := request.GET.get("chantier"):
        return redirect("budget:chantier", annee, chantier_ou_404(slug).slug)
    lecture = pages.lire(request, pages.exercice_ou_404(annee))
    return render(request, "budget/budget/page.html", pages.contexte_global(request, lecture))


@login_not_required
@require_safe
def chantier(request: Requete, annee: int, slug: str) -> HttpResponse:
    lu, exercice = ChantierLu.de(chantier_ou_404(slug)), pages.exercice_ou_404(annee)
    lecture = pages.lire(request, exercice)
    return render(request, "budget/budget/chantier.html", pages.contexte_d_un_chantier(request, lecture, lu))


@require_safe
def comparer(request: Requete, annee: int) -> HttpResponse:
    """What changed since the version adopted, or between two days; for members."""
    pages.exiger_de_lire(request.acces)
    contexte = pages.contexte_de_la_comparaison(request, pages.exercice_ou_404(annee))
    return render(request, "budget/budget/comparaison.html", contexte)
