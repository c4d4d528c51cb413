"""Sockets that upper apps fill in `ready()`: one call, and at most one query, per socket and page."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Adoptee:
    """The roadmap of a chantier as the chantiers adopted it: a `lecture.FeuilleLue`, and the decision that says so."""

    feuille: Any
    decision: str
    adresse: str
    le: date


# `(chantier ids, acces, sequence) -> {chantier id: Adoptee}`: what a visitor reads of a roadmap, today or after an
# entry of the journal; absent when none was adopted.
feuilles_adoptees: list[Callable[[Collection[UUID], Any, int | None], Mapping[UUID, Adoptee]]] = []

# `(chantier, acces) -> [(address, label)]`: tabs that upper apps add to the pages of a chantier; no query.
onglets: list[Callable[[Any, Any], Sequence[tuple[str, str]]]] = []


@dataclass(frozen=True)
class EurosPrevus:
    """What a budget plans for a means or an étape (`pour`): a line, or an action that carries it out."""

    pour: UUID
    annee: int
    libelle: str
    montant_centimes: int
    adresse: str


# `(chantier ids, acces) -> what is planned for their means and étapes`: from a roadmap to its euros, today.
lignes_du_budget: list[Callable[[Collection[UUID], Any], Sequence[EurosPrevus]]] = []


def euros_prevus(chantier_id: UUID, acces: Any) -> list[EurosPrevus]:
    """What the budgets plan for the means and the étapes of this chantier; nothing for who reads no work."""
    return [prevu for prise in lignes_du_budget for prevu in prise([chantier_id], acces)]


def adoptee(chantier_id: UUID, acces: Any, sequence: int | None = None) -> Adoptee | None:
    """The adopted roadmap of this chantier, or None; `sequence`: the entry of the journal after which one looks."""
    for prise in feuilles_adoptees:
        if trouvee := prise([chantier_id], acces, sequence).get(chantier_id):
            return trouvee
    return None
