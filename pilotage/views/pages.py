"""The page of a proposition, as every view that acts on it shows it again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from chantiers.models import Chantier
from membres.acces import Acces
from pilotage import permissions
from pilotage.forms import InterventionForm, MaintienForm, PositionForm
from pilotage.lecture.comparaison import comparer_a_la_precedente
from pilotage.lecture.proposition import PropositionLue, lire_proposition
from pilotage.lecture.tableau import LigneDuTableau, Tableau
from pilotage.models import Position, Proposition
from pilotage.views.conduite import boutons


def trouver(request: HttpRequest, numero: int) -> Proposition:
    """The proposition of this number, if this person may know that it exists (404 otherwise)."""
    return get_object_or_404(Proposition.objects.visibles_par(request.acces), numero=numero)


def page(request: HttpRequest, proposition: Proposition, *, status: int = 200, **remplacements: Any) -> HttpResponse:
    """The page of a proposition; `remplacements` show again a form that was refused."""
    lue = lire_proposition(proposition, request.acces)
    if not lue.complete:
        return render(request, "pilotage/proposition/reservee.html", {"lue": lue}, status=status)
    contexte = _contexte(request.acces, lue) | remplacements
    return render(request, "pilotage/proposition/page.html", contexte, status=status)


def _contexte(acces: Acces, lue: PropositionLue) -> dict[str, Any]:
    """All that the page shows; each refusal is the sentence of `permissions`."""
    proposition, tableau = lue.proposition, lue.tableau
    return {
        "lue": lue,
        "proposition": proposition,
        "tableau": tableau,
        "lignes": _lignes(acces, tableau) if tableau else [],
        "comparaison": comparer_a_la_precedente(tableau.version, acces) if tableau else None,
        "boutons": boutons(acces, lue),
        "obstacle": permissions.obstacle_a_l_adoption(tableau) if tableau else None,
        "refus_d_adopter": permissions.refus_de_constater_l_adoption(acces, tableau) if tableau else None,
        "refus_de_minorite": permissions.refus_de_refuser_la_minorite(acces, tableau) if tableau else None,
        **_debat(acces, proposition),
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


def _lignes(acces: Acces, tableau: Tableau) -> list[dict[str, Any]]:
    """Each chantier of the board, with the form of those who speak for it and have not answered."""
    lignes = []
    for ligne in tableau.lignes:
        refus = permissions.refus_de_donner_la_position(acces, tableau, ligne.chantier.id)
        sienne = permissions.parle_pour(acces, ligne)
        repond = refus is None and sienne and ligne.position is None
        lignes.append(
            {
                "ligne": ligne,
                "refus": refus,
                "sienne": sienne,
                "formulaire": formulaire_de_position(tableau, ligne) if repond else None,
                "maintien": maintien(tableau, ligne) if repond else None,
            }
        )
    return lignes


def maintien(tableau: Tableau, ligne: LigneDuTableau) -> MaintienForm | None:
    if ligne.precedente is None:
        return None
    return MaintienForm(initial={"vue_version": tableau.version.pk}, auto_id=False)


def formulaire_de_position(
    tableau: Tableau, ligne: LigneDuTableau, donnees: Any = None, porte_parole: Any = None
) -> PositionForm:
    """The form of a chantier, made for the version and the position that are shown."""
    position = ligne.position
    initial: dict[str, Any] = {"vue_version": tableau.version.pk, "vue_position": position.id if position else None}
    if position is not None:
        initial |= {"avis": position.avis, "argument": position.argument, "decidee_avec": position.decidee_avec}
    precedente = ligne.precedente
    return PositionForm(
        donnees,
        initial=initial,
        porte_parole=porte_parole,
        apres_objection=precedente is not None and precedente.avis == Position.Avis.OBJECTION,
        auto_id=f"{ligne.chantier.slug}-%s",
    )
