"""The page « reprise »: a form refused for want of a session or of a fresh token is shown whole, to be sent again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from membres.reponses import CLE_DE_SESSION, PHRASE_JETON_PERIME, ChampPoste, reprendre


def jeton_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: the page was open too long, or the form comes from elsewhere."""
    return reprendre(request, phrase=PHRASE_JETON_PERIME)


@require_safe
def reprise(request: HttpRequest) -> HttpResponse:
    """What one had typed before signing in, to be checked and sent."""
    garde = request.session.get(CLE_DE_SESSION)
    if garde is None:
        return redirect("pilotage:tableau_de_bord")
    contexte = {
        "phrase": "Vous êtes connecté·e. Voici ce que vous aviez écrit : vérifiez, puis envoyez.",
        "adresse": garde["adresse"],
        "champs": [ChampPoste(nom, valeur) for nom, valeur in garde["champs"]],
        "connecte": True,
        "garde": False,
        "fichiers": False,
    }
    return render(request, "membres/reprise.html", contexte)
