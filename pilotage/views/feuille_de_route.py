"""The global roadmap."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membres.acces import Requete
from pilotage.lecture.globale import lire_la_feuille_globale
from pilotage.prises import liens_d_impression
from pilotage.views.dates import au_demande


@login_not_required
@require_safe
def feuille_de_route(request: Requete) -> HttpResponse:
    """The roadmaps as they are for members, the adopted version for the public; `?au=` for another day."""
    au, avertissement = au_demande(request)
    adoptee = "adoptee" in request.GET
    lue = lire_la_feuille_globale(request.acces, au=au, adoptee=adoptee)
    impressions = liens_d_impression(lue.version_lue, request.acces)
    contexte = {"lue": lue, "globale": lue.globale, "avertissement": avertissement, "impressions": impressions}
    return render(request, "pilotage/feuille_de_route/page.html", contexte)
