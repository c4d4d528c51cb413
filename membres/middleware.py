"""Who is asking, and that she is signed in: pages are private by default."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from membres.acces import ANONYME, Acces, acces_de
from membres.models import Personne
from membres.reponses import PHRASE_SANS_SESSION, reprendre


def charger_acces(request: HttpRequest) -> Acces:
    """The rights of the person who asks, in one query and one per source; a visitor has none, in no query."""
    if not request.user.is_authenticated:
        return ANONYME
    personne = Personne.objects.filter(compte=request.user).first()
    return acces_de(
        personne,
        administrateur=request.user.is_superuser,
        second_facteur=settings.MODE_DEMONSTRATION or a_un_second_facteur(request),
    )


def a_un_second_facteur(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed since, with an application's code, a recovery code or a passkey.

    A passkey alone is enough: it is held by a device that asks for a finger, a face or a code.
    """
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


class AccesMiddleware:
    """Put `request.acces` on every request; rights are loaded when first read, who asks is settled here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.acces = SimpleLazyObject(lambda: charger_acces(request))  # type: ignore[attr-defined]
        # Read now: ending a session that no longer holds is a write, and a page is then read in a read-only snapshot.
        connecte = request.user.is_authenticated
        reponse = self.get_response(request)
        if connecte and not reponse.has_header("Cache-Control"):
            # What one reads signed in is kept by no relay, and asked again on a shared computer.
            patch_cache_control(reponse, private=True, no_cache=True)
        return reponse


class ConnexionRequise(LoginRequiredMiddleware):
    """Ask to sign in and come back; what a form held is shown again, never lost.

    With the public side closed, only the routes of `TOUJOURS_OUVERTES` are for everybody.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse], view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        if not (settings.COTE_PUBLIC_OUVERT or request.user.is_authenticated or toujours_ouverte(request)):
            return self.handle_no_permission(request, view_func)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> HttpResponse:
        if request.method == "POST":
            return reprendre(request, phrase=PHRASE_SANS_SESSION)
        if request.headers.get("HX-Request"):
            # A fragment cannot hold the sign-in page: the whole page goes, and comes back.
            page = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(redirect_to_login(page, settings.LOGIN_URL).url)
        return super().handle_no_permission(request, view_func)


def toujours_ouverte(request: HttpRequest) -> bool:
    """Signing in, accepting an invitation, what the law asks for, and what tells whether the service is well."""
    route = request.resolver_match
    if route is None:
        return False
    return route.route.startswith("compte/") or route.view_name in settings.TOUJOURS_OUVERTES
