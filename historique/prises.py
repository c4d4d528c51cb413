"""Sockets that upper apps fill in `ready()`, so that the journal can name people and chantiers without knowing them.

`portees` and `personnes` also are the choices of the journal's filters, in their order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Portee:
    """What entries are about: a chantier, its number (0: the interchantier) and its short name."""

    id: UUID
    numero: int
    nom: str


@dataclass(frozen=True)
class Nomme:
    """What a function given to `registre.nommer_par` may return in place of a text: with its page, and if archived."""

    texte: str
    adresse: str = ""
    archive: bool = False


# `() -> chantiers`, in one query each; public.
portees: list[Callable[[], Sequence[Portee]]] = []

# `(acces) -> [(person, name)]`: those this reader may choose among, in one query each.
personnes: list[Callable[[Any], Sequence[tuple[UUID, str]]]] = []

# The tracked models (`app.modele`) of which the authors of entries are objects; see `registre.nommer_par`.
types_des_auteurs: list[str] = []
