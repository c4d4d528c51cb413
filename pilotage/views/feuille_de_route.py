"""The global roadmap, today or at a date, and two dates of it compared."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from chantiers.lecture import comparer
from historique.moment import moment_demande
from membres.acces import Requete
from pilotage.lecture.globale import lire_la_feuille_globale, lire_les_feuilles
from pilotage.prises import liens_d_impression

ADOPTEE = "adoptee"


@login_not_required
@require_safe
def feuille_de_route(request: Requete) -> HttpResponse:
    """The roadmaps as they are for members, the adopted version for the public; `?au=`: then."""
    moment, adoptee = moment_demande(request), ADOPTEE in request.GET
    lue = lire_la_feuille_globale(request.acces, moment, adoptee=adoptee)
    choisie = ADOPTEE if adoptee and request.acces.membre else ""
    contexte = {
        "moment": moment,
        "lue": lue,
        "globale": lue.globale,
        "archivees_depuis": lue.archivees_depuis,
        "impressions": [] if moment.au else liens_d_impression(lue.version_lue, request.acces),
        "garder": choisie,
        "comparer": _vers(reverse("pilotage:comparer_la_feuille_de_route"), moment.suffixe, choisie),
    }
    return render(request, "pilotage/feuille_de_route/page.html", contexte)


def _vers(adresse: str, suffixe: str, choisie: str) -> str:
    return f"{adresse}{suffixe}{'&' if suffixe else '?'}{choisie}=1" if choisie else f"{adresse}{suffixe}"


@login_not_required
@require_safe
def comparer_deux_dates(request: Requete) -> HttpResponse:
    """What changed between two days in what this reader may read; the second is today when it is not given."""
    moment, second, adoptee = moment_demande(request), moment_demande(request, "et"), ADOPTEE in request.GET
    contexte = {"moment": moment, "second": second, "adoptee": adoptee, "differences": None}
    if moment.demande and moment.valable and second.valable:
        bouts = (lire_les_feuilles(request.acces, bout, adoptee=adoptee) for bout in (moment, second))
        contexte["differences"] = comparer(*bouts)
    return render(request, "pilotage/feuille_de_route/comparaison.html", contexte)
