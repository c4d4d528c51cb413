"""The roadmap page: under way, adopted, closed, as it was on a past day, or two days compared."""

from datetime import MAXYEAR, MINYEAR
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chantiers import permissions, prises
from chantiers.lecture import FeuilleLue, comparer, lire_feuilles
from chantiers.lecture.activite import archives_depuis
from chantiers.models import Chantier, FeuilleDeRoute
from chantiers.pages import (
    PAGE,
    Jours,
    chantier_ou_404,
    contexte_de_la_feuille,
    entete,
    exiger_de_lire,
    feuille_en_cours,
    jours_demandes,
)
from historique.lecture import sequence_au
from membres.acces import Acces, Requete


@login_not_required
@require_safe
def feuille_de_route(request: Requete, slug: str) -> HttpResponse:
    """Members read what is being worked on; the public reads what was adopted."""
    if not request.acces.membre:
        return feuille_adoptee(request, chantier_ou_404(slug))
    jours = jours_demandes(request)
    if jours.au and not jours.erreur:
        return feuille_au(request, chantier_ou_404(slug), jours)
    chantier, feuille = feuille_en_cours(slug, request.acces)
    return render(request, PAGE, contexte_de_la_feuille(request, chantier, feuille, alerte=jours.erreur))


def feuille_adoptee(request: Requete, chantier: Chantier) -> HttpResponse:
    adoptee = prises.adoptee(chantier.pk, request.acces)
    contexte = contexte_de_la_feuille(request, chantier, adoptee.feuille if adoptee else None)
    phrase = permissions.refus_de_lire_le_travail(request.acces)
    return render(request, PAGE, contexte | {"publique": True, "adoptee": adoptee, "refus_de_lire": phrase})


def feuille_au(request: Requete, chantier: Chantier, jours: Jours) -> HttpResponse:
    feuille = next(iter(lues_au(chantier.pk, jours, request.acces)), None)
    archivees = archives_depuis(feuille) if feuille else frozenset()
    contexte = contexte_de_la_feuille(request, chantier, feuille)
    contexte |= {"au": jours.au, "peut_modifier": False, "contributions": (), "archivees_depuis": archivees}
    return render(request, PAGE, contexte)


def lues_au(chantier_id: UUID, jours: Jours, acces: Acces) -> tuple[FeuilleLue, ...]:
    """The roadmap of the chantier under way at the end of that day."""
    en_cours = FeuilleDeRoute.Etat.EN_COURS
    sequence = sequence_au(jours.jour)
    return lire_feuilles(acces, jour=jours.au, sequence=sequence, chantier_id=chantier_id, etat=en_cours)


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


@require_safe
def comparer_deux_dates(request: Requete, slug: str) -> HttpResponse:
    """What changed between two days, in words, item by item; the second is today when it is not given."""
    if refus := permissions.refus_de_lire_le_travail(request.acces):
        raise PermissionDenied(refus)
    chantier, jours = chantier_ou_404(slug), jours_demandes(request)
    contexte = entete(chantier, request.acces, "feuille_de_route") | {"jours": jours, "differences": None}
    if jours.au and not jours.erreur:
        avant, apres = (lues_au(chantier.pk, bout, request.acces) for bout in (jours, jours.second))
        contexte["differences"] = comparer(avant, apres)
    return render(request, "chantiers/feuille_de_route/comparaison.html", contexte)
