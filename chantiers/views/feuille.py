"""The roadmap page: under way, adopted, closed, as it was on a past day, or two days compared."""

from datetime import MAXYEAR, MINYEAR

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chantiers import permissions, prises
from chantiers.lecture import FeuilleLue, comparer, lire_feuilles
from chantiers.lecture.activite import archives_depuis, closes_depuis
from chantiers.models import Chantier, FeuilleDeRoute
from chantiers.pages import (
    PAGE,
    chantier_ou_404,
    contexte_de_la_feuille,
    entete,
    exiger_de_lire,
    feuille_en_cours,
)
from historique.moment import Moment, moment_demande
from membres.acces import Acces, Requete


@login_not_required
@require_safe
def feuille_de_route(request: Requete, slug: str) -> HttpResponse:
    """Members read what is being worked on; the public reads what was adopted. `?au=`: then."""
    moment = moment_demande(request)
    if not request.acces.membre:
        return feuille_adoptee(request, chantier_ou_404(slug), moment)
    if moment.au:
        return feuille_au(request, chantier_ou_404(slug), moment)
    chantier, feuille = feuille_en_cours(slug, request.acces)
    return render(request, PAGE, contexte_de_la_feuille(request, chantier, feuille, moment=moment))


def feuille_adoptee(request: Requete, chantier: Chantier, moment: Moment) -> HttpResponse:
    adoptee = prises.adoptee(chantier.pk, request.acces, moment.sequence)
    contexte = contexte_de_la_feuille(request, chantier, adoptee.feuille if adoptee else None, moment=moment)
    phrase = permissions.refus_de_lire_le_travail(request.acces)
    return render(request, PAGE, contexte | {"publique": True, "adoptee": adoptee, "refus_de_lire": phrase})


def feuille_au(request: Requete, chantier: Chantier, moment: Moment) -> HttpResponse:
    lues = lues_au(chantier, moment, request.acces)
    depuis = {"archivees_depuis": archives_depuis(lues), "close_depuis": closes_depuis(lues)}
    contexte = contexte_de_la_feuille(request, chantier, next(iter(lues), None), moment=moment, **depuis)
    return render(request, PAGE, contexte)


def lues_au(chantier: Chantier, moment: Moment, acces: Acces) -> tuple[FeuilleLue, ...]:
    """The roadmap of the chantier that this reader may read at that moment: under way, or adopted."""
    if not acces.membre:
        adoptee = prises.adoptee(chantier.pk, acces, moment.sequence)
        return (adoptee.feuille,) if adoptee else ()
    en_cours = FeuilleDeRoute.Etat.EN_COURS
    return lire_feuilles(acces, jour=moment.au, sequence=moment.sequence, chantier_id=chantier.pk, etat=en_cours)


@require_safe
def feuille_close(request: Requete, slug: str, annee: int) -> HttpResponse:
    """A roadmap by the year it began."""
    exiger_de_lire(request.acces)
    connue = MINYEAR <= annee <= MAXYEAR
    lues = lire_feuilles(request.acces, chantier__slug=slug, debut__year=annee) if connue else ()
    if not lues:
        raise Http404("Ce chantier n’a pas eu de feuille de route cette année-là.")
    feuille = max(lues, key=lambda lue: (lue.close, lue.debut))
    return render(request, PAGE, contexte_de_la_feuille(request, feuille.chantier, feuille))


@login_not_required
@require_safe
def comparer_deux_dates(request: Requete, slug: str) -> HttpResponse:
    """What changed between two days, in words, item by item; the second is today when it is not given."""
    chantier, moment, second = chantier_ou_404(slug), moment_demande(request), moment_demande(request, "et")
    contexte = entete(chantier, request.acces, "feuille_de_route", moment) | {"second": second, "differences": None}
    if moment.demande and moment.valable and second.valable:
        contexte["differences"] = comparer(*(lues_au(chantier, bout, request.acces) for bout in (moment, second)))
    return render(request, "chantiers/feuille_de_route/comparaison.html", contexte)
