"""What anyone downloads to verify the journal: its entries, its present point, its keys, and the script."""

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from historique import verifier
from historique.forms import FiltreDuJournal
from historique.lecture.exports import en_csv, en_ndjson
from historique.points import RuptureDuJournal, cles, signer

TEXTE = "text/plain; charset=utf-8"
type Vue = Callable[..., HttpResponseBase]


def ou_rupture(vue: Vue) -> Vue:
    """Answer 503 with why and what to do when the journal cannot be signed."""

    @wraps(vue)
    def repondre(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return vue(request, *args, **kwargs)
        except RuptureDuJournal as rupture:
            return HttpResponse(f"{rupture}\n", content_type=TEXTE, status=503)

    return repondre


@login_not_required
@require_safe
@ou_rupture
def ndjson(request):
    """Signed before it is streamed: nothing may fail once the answer has begun."""
    note = signer()
    lignes = en_ndjson(note, str(cles()[0]), request.acces)
    return a_telecharger(request, lignes, "application/x-ndjson", "journal.ndjson")


@login_not_required
@require_safe
def csv(request):
    """With the filters of the page of the journal, which says what is wrong in them."""
    formulaire = FiltreDuJournal(request.GET or {}, acces=request.acces)
    if not formulaire.is_valid():
        return redirect(f"{reverse('historique:journal')}?{request.GET.urlencode()}")
    lignes = en_csv(formulaire.filtre, request.acces, formulaire.connus)
    return a_telecharger(request, lignes, "text/csv; charset=utf-8", "journal.csv")


@login_not_required
@require_safe
def script(request):
    octets = Path(verifier.__file__).read_bytes()
    return a_telecharger(request, iter([octets]), "text/x-python; charset=utf-8", "verifier.py")


@login_not_required
@require_safe
@ou_rupture
def point_de_controle(request):
    return HttpResponse(signer(), content_type=TEXTE)


@login_not_required
@require_safe
@ou_rupture
def cle(request):
    """The public keys, the present one first; made with the first point."""
    if not cles():
        signer()
    return HttpResponse("".join(f"{connue}\n" for connue in cles()), content_type=TEXTE)


def a_telecharger(
    request: HttpRequest, contenu: Iterator[str] | Iterator[bytes], genre: str, nom: str
) -> HttpResponseBase:
    """A file sent as it is made; who asks for the headers alone does not have it made."""
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"'}
    if request.method == "HEAD":
        return HttpResponse(content_type=genre, headers=entetes)
    return StreamingHttpResponse(contenu, content_type=genre, headers=entetes)
