"""The public home page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membres.acces import Requete
from pilotage.lecture.accueil import lire_l_accueil


@login_not_required
@require_safe
def accueil(request: Requete) -> HttpResponse:
    return render(request, "pilotage/accueil/page.html", {"lu": lire_l_accueil(request.acces)})
