"""Sockets that upper apps fill in `ready()`: one call, and at most one query, per socket and page."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from historique.actes import ActeEnCours
from membres.identite import Identite

# `(ids, acces) -> {person: "du chantier 2"}`: how to speak of someone whose name is not public (« un·e membre … »).
perimetres: list[Callable[[Collection[UUID], Any], Mapping[UUID, str]]] = []

# `() -> people` who coordinate today: to whom requests are sent.
coordination: list[Callable[[], Sequence[Any]]] = []

# `(person or organisation)`, after it is saved, in the act: it is called otherwise, or no longer shows its name.
apres_un_changement_de_nom: list[Callable[[UUID], None]] = []

# `person -> {section: plain data}`: what a room holds of someone, for the file of her own data (ASCII keys).
donnees: list[Callable[[Any], Mapping[str, Any]]] = []


# Erasing a person -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effacement:
    """The erasure under way: the person as she is now named, what she was called before, its act and its day."""

    personne: Any
    identite: Identite
    acte: ActeEnCours
    jour: date


@dataclass(frozen=True)
class Bilan:
    """What an erasure changes in one room, in sentences: what goes, and what stays."""

    part: Sequence[str] = ()
    reste: Sequence[str] = ()


# `person -> reason`: why she cannot be erased yet (what she must hand over first), or None.
refus_d_effacer: list[Callable[[Any], str | None]] = []

# `person id -> None`: lock what the next one changes, in the order of the house; called first in the act.
verrous: list[Callable[[UUID], None]] = []

# `effacement -> None`: what a room does about it, in its act. Files and the like wait for `transaction.on_commit`.
effacer: list[Callable[[Effacement], None]] = []

# `person -> Bilan`, for the page that asks for confirmation.
bilans: list[Callable[[Any], Bilan]] = []


# Retention ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Conservation:
    """One line of the published table, and the function that applies it: what is shown is what is done.

    `appliquer(before)` takes away what is older than that instant and returns how many there were; with a `duree` of
    None it is kept as long as `mots` says, and nobody takes it away by itself.
    """

    cle: str
    quoi: str
    pourquoi: str
    fondement: str
    duree: timedelta | None = None
    mots: str = ""
    appliquer: Callable[[datetime], int] | None = None

    @property
    def combien_de_temps(self) -> str:
        """« 30 jours après l’envoi »."""
        if self.duree is None:
            return self.mots
        jours = self.duree.days
        return f"{jours} jour{'s' if jours > 1 else ''}{' ' if self.mots else ''}{self.mots}"


conservations: list[Conservation] = []


# Every day ------------------------------------------------------------------------------------------------------------

# `(what, do)`: what `manage.py entretenir` does besides; `do()` says in words what it did, and may be run again at any
# hour without doing it twice.
taches_quotidiennes: list[tuple[str, Callable[[], str]]] = []
