"""What an act changes: one `Ecart` per field that differs between the state before it and the state after it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models

from historique.canonique import canonique

# Types of which equal values have equal texts (a decimal may be equal and written otherwise: 1.0, 1.00).
SANS_DETOUR = (str, int, UUID, date, type(None))

type Engager = Callable[[str], str]


@dataclass(frozen=True)
class Ecart:
    """One changed field: canonical JSON before and after (None: the row did not exist)."""

    objet_type: str
    objet_id: UUID
    champ: str
    avant: str | None
    apres: str | None


def ecarts(modele: type[models.Model], engages: Iterable[str], avant: Any, apres: Any, engager: Engager) -> list[Ecart]:
    """The fields of `modele` that differ between two historical rows; `avant` is None for a creation.

    A text named in `engages` is replaced by its commitment, which `engager` makes.
    """

    def valeur(contenu: Any, engage: bool) -> str:
        if engage and isinstance(contenu, str) and contenu:
            return canonique({"engagement": engager(contenu)})
        return canonique(contenu)

    differences = []
    for champ in modele._meta.concrete_fields:
        nouveau = getattr(apres, champ.attname)
        ancien = getattr(avant, champ.attname) if avant is not None else None
        if champ.primary_key or (avant is not None and _semblables(ancien, nouveau)):
            continue
        engage = champ.name in engages
        differences.append(
            Ecart(
                objet_type=modele._meta.label_lower,
                objet_id=apres.id,
                champ=champ.name,
                avant=None if avant is None else valeur(ancien, engage),
                apres=valeur(nouveau, engage),
            )
        )
    return differences


def _semblables(ancien: Any, nouveau: Any) -> bool:
    """Whether two values have one canonical text; what is plainly equal is not written twice to see it."""
    if type(ancien) is type(nouveau) and isinstance(ancien, SANS_DETOUR) and ancien == nouveau:
        return True
    return canonique(ancien) == canonique(nouveau)


def change_quelque_chose(differences: Iterable[Ecart]) -> bool:
    """Whether anything but version numbers differs: a save that changes nothing is not a change."""
    return any(ecart.champ != "version" or ecart.avant is None for ecart in differences)
