"""Locks of the budget: the exercices first, by key, then what is written; so sums are read by one act at a time."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from budget.models import Exercice
from historique.refus import ActionRefusee


class Perime(ActionRefusee):
    """The row was archived, or has changed in a way that leaves the form without object, since it was opened."""


def verrouiller_l_exercice(exercice_id: UUID) -> Exercice:
    """Every write to what an exercice holds starts here."""
    return Exercice.objects.select_for_update(of=("self",)).get(pk=exercice_id)


def verrouiller_les_exercices(ids: Iterable[UUID]) -> list[Exercice]:
    """Several exercices, always in the order of their keys (a funding spreads over several)."""
    return list(Exercice.objects.select_for_update(of=("self",)).filter(pk__in=set(ids)).order_by("pk"))


def relire(objet: Any, *liens: str) -> Any:
    """The row as it is now, under lock, with `liens` loaded."""
    modele = type(objet)
    lignes = (
        modele.objects.select_for_update(of=("self",)).select_related(*liens)
        if liens
        else modele.objects.select_for_update()
    )
    return lignes.get(pk=objet.pk)
