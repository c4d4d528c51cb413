"""What exists in demonstration mode only: trying an account, and reading the e-mails that would have been sent."""

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from membres.envoi import composer
from membres.lecture import comptes_de_demonstration, lire_les_courriels
from membres.models import Compte

PAR_PAGE = 10


@login_not_required
@require_POST
def essayer(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the accounts of the demonstration, in one click."""
    if not settings.MODE_DEMONSTRATION:
        raise Http404
    compte = get_object_or_404(
        Compte.objects.filter(comptes_de_demonstration()),
        email=request.POST.get("compte", "").replace("\0", "").lower(),
    )
    get_adapter().login(request, compte)
    UserSession.objects.create_from_request(request)
    messages.success(request, f"Vous essayez la plateforme avec le compte {compte.email}. Les données sont fictives.")
    suite = request.POST.get("next", "")
    sure = url_has_allowed_host_and_scheme(suite, {request.get_host()}, require_https=request.is_secure())
    return redirect(suite if sure else "pilotage:tableau_de_bord")


@login_not_required
@require_safe
def courriels(request: HttpRequest) -> HttpResponse:
    """The outbox of the demonstration, rendered as the worker sends it, newest first."""
    if not settings.MODE_DEMONSTRATION:
        raise Http404
    page = Paginator(lire_les_courriels(), PAR_PAGE).get_page(request.GET.get("page"))
    lus = [{"courriel": courriel, "message": composer(courriel)} for courriel in page]
    return render(request, "membres/courriels.html", {"page": page, "courriels": lus})
