"""Taking a text out of the budget: under the lock of its exercices, so that no version freezes the text meanwhile."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from budget.actions.verrous import verrouiller_les_exercices
from budget.models import (
    Action,
    Affectation,
    Contribution,
    Depense,
    Echeance,
    Exercice,
    Financement,
    Imputation,
    Justificatif,
    Ligne,
    Tranche,
    Versement,
)

# How each of these models leads to the exercices that hold it.
VERS_L_EXERCICE: dict[Any, str] = {
    Exercice: "pk",
    Ligne: "exercice",
    Action: "lignes__exercice",
    Contribution: "exercice",
    Financement: "tranches__exercice",
    Tranche: "exercice",
    Echeance: "financement__tranches__exercice",
    Affectation: "ligne__exercice",
    Versement: "exercice",
    Depense: "ligne__exercice",
    Justificatif: "depense__ligne__exercice",
    Imputation: "depense__ligne__exercice",
}


def verrouiller(cles: Collection[tuple[str, UUID]]) -> None:
    """Lock the exercices that these objects belong to, in the order of their keys."""
    exercices: set[UUID | None] = set()
    for modele, chemin in VERS_L_EXERCICE.items():
        siens = [pk for cle, pk in cles if cle == modele._meta.label_lower]
        if siens:
            exercices |= set(modele._base_manager.filter(pk__in=siens).values_list(chemin, flat=True))
    if exercices := exercices - {None}:
        verrouiller_les_exercices(pk for pk in exercices if pk is not None)
