"""The page of a proposition, as every view that acts on it shows it again."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from chantiers.models import Chantier
from historique.moment import AUJOURDHUI, Moment
from membres.acces import Acces, Requete
from pilotage import permissions
from pilotage.forms import InterventionForm
from pilotage.forms.tableau import LigneEtFormulaire, lignes_et_formulaires
from pilotage.lecture import conditions
from pilotage.lecture.comparaison import comparer_a_la_precedente
from pilotage.lecture.depuis import depuis
from pilotage.lecture.proposition import PropositionLue, lire_proposition
from pilotage.lecture.tableau import Tableau
from pilotage.models import Proposition
from pilotage.prises import liens_d_impression
from pilotage.views.conduite import boutons

REVOLU = "Ce jour est passé : rien ne s’y donne plus."
# What the page of a past day offers: nothing to send.
SANS_GESTES: dict[str, Any] = {
    "boutons": [],
    "impressions": [],
    "lignes": [],
    "comparaison": None,
    "obstacle": None,
    "refus_d_adopter": REVOLU,
    "refus_de_minorite": REVOLU,
    "question": None,
    "reaction": None,
    "reponse": None,
    "reponse_a": None,
}


def trouver(request: Requete, numero: int) -> Proposition:
    """The proposition of this number, if this person may know that it exists (404 otherwise)."""
    return get_object_or_404(Proposition.objects.visibles_par(request.acces), numero=numero)


def page(request: Requete, proposition: Proposition, *, status: int = 200, **remplacements: Any) -> HttpResponse:
    """The page of a proposition; `remplacements` show again a form that was refused."""
    lue = _lue(proposition, request.acces)
    contexte = {
        "lue": lue,
        "moment": AUJOURDHUI,
        "depuis": (),
        "publiee": False,
        "adresse": proposition.get_absolute_url(),
    }
    if not lue.complete:
        return render(request, "pilotage/proposition/reservee.html", contexte | remplacements, status=status)
    contexte |= _contexte(request.acces, lue) | remplacements
    return render(request, "pilotage/proposition/page.html", contexte, status=status)


def _lue(proposition: Proposition, acces: Acces) -> PropositionLue:
    lue = lire_proposition(proposition, acces)
    if lue is None:
        raise Http404
    return lue


def page_passee(request: Requete, proposition: Proposition, moment: Moment) -> HttpResponse:
    """The page of a proposition as it was on a past day, with what has become of it; nothing there is sent."""
    alors, aujourdhui = lire_proposition(proposition, request.acces, moment), _lue(proposition, request.acces)
    contexte: dict[str, Any] = {"moment": moment, "adresse": proposition.get_absolute_url(), "lue": alors}
    if alors is None:
        contexte["nom"] = aujourdhui.nom
        return render(request, "pilotage/proposition/pas_encore.html", contexte)
    contexte |= {"depuis": depuis(alors, aujourdhui), "publiee": aujourdhui.complete}
    if not alors.complete:
        return render(request, "pilotage/proposition/reservee.html", contexte)
    contexte |= {"proposition": alors.proposition, "tableau": alors.tableau, **SANS_GESTES}
    if alors.tableau:
        contexte["comparaison"] = comparer_a_la_precedente(alors.tableau.version, request.acces)
        contexte["lignes"] = [LigneEtFormulaire(ligne, REVOLU, False, None, None) for ligne in alors.tableau.lignes]
    return render(request, "pilotage/proposition/page.html", contexte)


def _contexte(acces: Acces, lue: PropositionLue) -> dict[str, Any]:
    """All that the page shows; each refusal is the sentence of `permissions`."""
    return {
        "proposition": lue.proposition,
        "tableau": lue.tableau,
        "boutons": boutons(acces, lue),
        **(_consentement(acces, lue.tableau) if lue.tableau else {}),
        **_debat(acces, lue.proposition),
    }


def _consentement(acces: Acces, tableau: Tableau) -> dict[str, Any]:
    return {
        "lignes": lignes_et_formulaires(acces, tableau),
        "comparaison": comparer_a_la_precedente(tableau.version, acces),
        "obstacle": conditions.obstacle_a_l_adoption(tableau),
        "refus_d_adopter": permissions.refus_de_constater_l_adoption(acces, tableau),
        "refus_de_minorite": permissions.refus_de_refuser_la_minorite(acces, tableau),
        "impressions": liens_d_impression(tableau.version, acces) if tableau.proposition.fige_les_feuilles else [],
    }


def _debat(acces: Acces, proposition: Proposition) -> dict[str, Any]:
    refus_de_questionner = permissions.refus_de_questionner(acces, proposition)
    refus_de_reagir = permissions.refus_de_reagir(acces, proposition)
    ouvert = not (refus_de_questionner and refus_de_reagir)
    chantiers = list(Chantier.objects.filter(pk__in=acces.roles)) if ouvert and acces.roles else []
    return {
        "refus_de_questionner": refus_de_questionner,
        "refus_de_reagir": refus_de_reagir,
        "question": None if refus_de_questionner else InterventionForm(prefix="question", chantiers=chantiers),
        "reaction": None if refus_de_reagir else InterventionForm(prefix="reaction", chantiers=chantiers),
        "reponses": not refus_de_questionner,
        "reponse_a": None,
        "reponse": None,
    }
