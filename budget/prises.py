"""Sockets that upper apps fill in `ready()`: one call, and at most one query, per socket and page."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Adopte:
    """The budget of an exercice as the chantiers adopted it, and the decision that says so.

    `etiquette` is that of the version (« 2.1 »), `version` the page where it is read as it was frozen;
    `instantane` is its frozen text, for `budget.lecture.instantane.depuis_instantane`.
    """

    exercice_id: UUID
    etiquette: str
    decision: str
    adresse: str
    version: str
    le: date
    sequence: int
    instantane: str


# `(exercice ids, acces, sequence) -> {exercice id: Adopte}`: what a visitor reads of a budget, today or after an entry
# of the journal; absent when none was adopted.
budgets_adoptes: list[Callable[[Collection[UUID], Any, int | None], Mapping[UUID, Adopte]]] = []


def adoptes(exercices: Collection[UUID], acces: Any, sequence: int | None = None) -> dict[UUID, Adopte]:
    """Exercice → its budget in force, for those that have one; `sequence`: the entry after which one looks."""
    trouves: dict[UUID, Adopte] = {}
    for prise in budgets_adoptes:
        trouves |= prise(exercices, acces, sequence)
    return trouves


def adopte(exercice_id: UUID, acces: Any, sequence: int | None = None) -> Adopte | None:
    """The budget in force of this exercice, or None."""
    return adoptes([exercice_id], acces, sequence).get(exercice_id)


@dataclass(frozen=True)
class DecisionConnue:
    """A decision of the register, which may adopt a scale."""

    id: UUID
    numero: str
    enonce: str
    adresse: str


# `() -> decisions`, the newest first.
decisions: list[Callable[[], Sequence[DecisionConnue]]] = []


def decisions_connues() -> list[DecisionConnue]:
    """All the decisions of the register."""
    return [decision for prise in decisions for decision in prise()]


# `(exercice, acces) -> [(address, label)]`: what other rooms make of the budget of an exercice, for this person.
suites: list[Callable[[Any, Any], Sequence[tuple[str, str]]]] = []


def suites_de(exercice: Any, acces: Any) -> list[tuple[str, str]]:
    """All the links that the rooms above give from the page of this budget; no query."""
    return [lien for prise in suites for lien in prise(exercice, acces)]
