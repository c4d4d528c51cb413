"""The chantiers, and the presentation of each: public."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chantiers import permissions
from chantiers.lecture.chantier import lire_la_presentation, lire_les_chantiers
from chantiers.pages import chantier_ou_404, entete
from historique.moment import moment_demande
from membres.acces import Requete


@login_not_required
@require_safe
def liste(request: Requete) -> HttpResponse:
    moment = moment_demande(request)
    contexte = {"moment": moment, "chantiers": lire_les_chantiers(request.acces, moment)}
    return render(request, "chantiers/chantier/liste.html", contexte)


@login_not_required
@require_safe
def chantier(request: Requete, slug: str) -> HttpResponse:
    lu, moment = chantier_ou_404(slug), moment_demande(request)
    contexte = entete(lu, request.acces, "chantier", moment)
    contexte["presentation"] = lire_la_presentation(lu, request.acces, moment)
    contexte["refus_de_tenir"] = permissions.refus_de_tenir_la_feuille(request.acces, lu)
    return render(request, "chantiers/chantier/presentation.html", contexte)


@login_not_required
@require_safe
def historique(request: Requete, slug: str) -> HttpResponse:
    """The journal of the chantier: the journal, filtered."""
    return redirect(f"{reverse('historique:journal')}?chantier={chantier_ou_404(slug).numero}")
