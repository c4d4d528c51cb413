"""The page « reprise »: a form refused for want of a session or of a fresh token is shown whole, to be sent again."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views import defaults
from django.views.decorators.http import require_safe

from membres.reponses import CLE_DE_SESSION, PHRASE_JETON_PERIME, ChampPoste, champs_postes, reprendre

PHRASE_INTROUVABLE = (
    "Ce que vous vouliez modifier n’existe plus, ou ne vous est plus ouvert. Votre texte est conservé : copiez-le "
    "avant de quitter cette page."
)
PHRASE_REFUSEE = (
    "Cette page ne vous est pas, ou plus, ouverte. Votre texte est conservé : copiez-le avant de la quitter."
)


def jeton_refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`: the page was open too long, or the form comes from elsewhere."""
    return reprendre(request, phrase=PHRASE_JETON_PERIME)


def introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler404`: what was archived, closed or reserved while one was writing gives the text back."""
    if _porte_un_texte(request):
        return reprendre(request, phrase=PHRASE_INTROUVABLE, status=HTTPStatus.NOT_FOUND)
    return defaults.page_not_found(request, exception)


def refusee(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler403`: the same for a page that refuses as a whole."""
    if _porte_un_texte(request):
        return reprendre(request, phrase=str(exception) or PHRASE_REFUSEE)
    return defaults.permission_denied(request, exception)


def _porte_un_texte(request: HttpRequest) -> bool:
    """Whether someone who is signed in posted more than a button."""
    connecte = hasattr(request, "user") and request.user.is_authenticated
    return request.method == "POST" and connecte and any(c.valeur and not c.technique for c in champs_postes(request))


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
