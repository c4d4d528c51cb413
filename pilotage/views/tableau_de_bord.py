"""The dashboard of whoever is signed in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membres.acces import Requete
from pilotage.lecture.tableau_de_bord import lire_le_tableau_de_bord


@require_safe
def tableau_de_bord(request: Requete) -> HttpResponse:
    contexte = {"lu": lire_le_tableau_de_bord(request.acces)}
    return render(request, "pilotage/tableau_de_bord/page.html", contexte)
