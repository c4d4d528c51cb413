"""Sockets that upper apps fill in `ready()`, so that the journal can name people and chantiers without knowing them.

`portees` and `personnes` also are the choices of the journal's filters, in their order.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True)
class Repere:
    """A place in the journal that people read on from: « depuis la dernière adoption » (`nom`: what follows depuis)."""

    cle: str
    nom: str
    sequence: int
    instant: datetime


# `(acces) -> repère | None`, in one query each.
reperes: list[Callable[[Any], Repere | None]] = []

# What other rooms write in `acte.faits`: the name of the fact → its French noun, and its value in words ("": not said).
faits: dict[str, tuple[str, Callable[[Any], str]]] = {}

# (tracked model, field) → `(acces) -> ids`: the objects of which this reader, who may read the others, does not read
# that field; asked for once, where such a change is shown.
champs_reserves: dict[tuple[str, str], Callable[[Any], Collection[UUID]]] = {}

# The names of the pages (`app:name`) that show the state at a day: `?au=2026-03-12`.
pages_datees: set[str] = set()

# The tracked models (`app.modele`) of which the authors of entries are objects; see `registre.nommer_par`.
types_des_auteurs: list[str] = []


@dataclass(frozen=True)
class Instantane:
    """A frozen snapshot: its canonical JSON, and the object whose fields stand at its root, if it is one's.

    Elsewhere in it, an object is a JSON object that has its `id`, and its texts have the names of its fields.
    """

    texte: str
    racine: UUID | None = None


@dataclass(frozen=True)
class RetraitInscrit:
    """What an act took out, once its entry is written: commitments, and where the texts were (type, key, field)."""

    acte_id: UUID
    sequence: int
    engagements: frozenset[str]
    passages: tuple[tuple[str, UUID, str], ...]


# `(object) -> snapshots that may hold it`: a text that is taken out of it is taken out of them (`historique.retrait`).
instantanes: list[Callable[[UUID], Iterable[Instantane]]] = []

# `() -> [(how a person calls it, snapshot)]`: all of them, for the check of their texts (`historique.ouvertures`).
instantanes_figes: list[Callable[[], Iterable[tuple[str, str]]]] = []

# `(objects)`: take, in the order of the house, the locks under which these `(type, key)` are edited and frozen.
verrouiller: list[Callable[[Collection[tuple[str, UUID]]], None]] = []

# `(row) -> bool`: whether the database keeps this row as it is, so that a text of it may only become the marker.
figes: list[Callable[[Any], bool]] = []

# `(acces) -> sentence | None`: why this person may not take a text out; without anyone to ask, nobody may.
refus_de_retirer: list[Callable[[Any], str | None]] = []

# `(SHA-256, acces) -> name | None`: the file of these bytes that this person may read, in one query each; what the page
# that verifies says of a PDF that someone drops there.
fichiers_connus: list[Callable[[str, Any], Nomme | None]] = []

# Called when texts have been taken out, in the transaction of the act, after its entry is written and the openings are
# gone (a reading made here shows the marker already): make again what was made from them (PDFs), forget copies.
# No tracked row can be saved there; jobs are enqueued as everywhere, and run once the act is committed.
apres_un_retrait: list[Callable[[RetraitInscrit], None]] = []

# `(person, legal reason)`: erase this person again, by an act of `Agent.SYSTEME` of its own; called when the backup
# that was restored is older than her erasure (`historique.effacements.rejouer_les_effacements`). Safe to repeat.
effacer_de_nouveau: list[Callable[[UUID, str], None]] = []
