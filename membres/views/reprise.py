"""The page « reprise »: a form refused for want of a session or of a fresh token is shown whole, to be sent again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

JAMAIS_MONTRES = ("csrfmiddlewaretoken", "password", "mot_de_passe", "code", "credential")


def reprendre(request: HttpRequest, *, status: int) -> HttpResponse:
    """Show the posted fields (never passwords nor files) in a form to the same address; nothing is sent by itself."""
    champs = [
        (nom, valeur)
        for nom, valeurs in request.POST.lists()
        for valeur in valeurs
        if not any(interdit in nom for interdit in JAMAIS_MONTRES)
    ]
    contexte = {"champs": champs, "adresse": request.get_full_path()}
    return render(request, "membres/reprise.html", contexte, status=status)


def jeton_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: the page was open too long, or comes from elsewhere."""
    return reprendre(request, status=403)
