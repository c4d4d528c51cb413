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


# `(chantier ids, acces) -> {chantier id: Adoptee}`: what a visitor reads of a roadmap; absent when none was adopted.
feuilles_adoptees: list[Callable[[Collection[UUID], Any], Mapping[UUID, Adoptee]]] = []

# `(chantier, acces) -> [(address, label)]`: tabs that upper apps add to the pages of a chantier; no query.
onglets: list[Callable[[Any, Any], Sequence[tuple[str, str]]]] = []


def adoptee(chantier_id: UUID, acces: Any) -> Adoptee | None:
    """The adopted roadmap of this chantier, or None."""
    for prise in feuilles_adoptees:
        if trouvee := prise([chantier_id], acces).get(chantier_id):
            return trouvee
    return None
