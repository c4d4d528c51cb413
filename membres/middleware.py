"""Who is asking, and that she is signed in: pages are private by default."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from membres.acces import ANONYME, Acces, acces_de
from membres.models import Personne
from membres.views.reprise import reprendre

FACTEURS_FORTS = {"mfa"}


def charger_acces(request: HttpRequest) -> Acces:
    """The rights of the person who asks; a visitor has none."""
    if not request.user.is_authenticated:
        return ANONYME
    personne = Personne.objects.filter(compte=request.user).first()
    return acces_de(
        personne,
        administrateur=request.user.is_superuser,
        second_facteur=settings.MODE_DEMONSTRATION or a_un_second_facteur(request),
    )


def a_un_second_facteur(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed, with a second factor or a passkey."""
    return any(record.get("method") in FACTEURS_FORTS for record in get_authentication_records(request))


class AccesMiddleware:
    """Put `request.acces` on every request; it is loaded when first read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acces = SimpleLazyObject(lambda: charger_acces(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class ConnexionRequise(LoginRequiredMiddleware):
    """Ask to sign in and come back; what a form held is shown again, never lost."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponse:
        if request.method == "POST":
            return reprendre(request, status=403)
        return super().handle_no_permission(request, view_func)
