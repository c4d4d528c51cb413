"""The register of decisions: public, as everything that is adopted."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membres.acces import Requete
from pilotage.lecture.decisions import lire_la_decision, lire_les_decisions


@login_not_required
@require_safe
def decisions(request: Requete) -> HttpResponse:
    return render(request, "pilotage/decision/liste.html", {"decisions": lire_les_decisions()})


@login_not_required
@require_safe
def decision(request: Requete, numero: str) -> HttpResponse:
    lue = lire_la_decision(numero, request.acces)
    if lue is None:
        raise Http404
    return render(request, "pilotage/decision/page.html", {"lue": lue})
