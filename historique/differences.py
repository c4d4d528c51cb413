"""What changed: in a text, word by word; between two states, thing by thing."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

MOTS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond, comparing costs more than it tells: the whole text is shown as changed.
MOTS_AU_PLUS = 4000


@dataclass(frozen=True)
class Morceau:
    """A run of text, kept or changed."""

    texte: str
    change: bool


def mot_a_mot(avant: str, apres: str) -> tuple[tuple[Morceau, ...], tuple[Morceau, ...]]:
    """Both texts in runs: what was removed from the first, what was added in the second."""
    ancien, nouveau = MOTS.findall(avant), MOTS.findall(apres)
    if len(ancien) + len(nouveau) > MOTS_AU_PLUS:
        return (Morceau(avant, True),), (Morceau(apres, True),)
    retires: list[Morceau] = []
    ajoutes: list[Morceau] = []
    for genre, debut_a, fin_a, debut_b, fin_b in SequenceMatcher(None, ancien, nouveau, autojunk=False).get_opcodes():
        for morceaux, texte in ((retires, ancien[debut_a:fin_a]), (ajoutes, nouveau[debut_b:fin_b])):
            if texte:
                morceaux.append(Morceau("".join(texte), genre != "equal"))
    return tuple(retires), tuple(ajoutes)


# What stands there at some moment: key → (its name, its state in words).
type Etats = Mapping[Any, tuple[str, str]]


@dataclass(frozen=True)
class Devenir:
    """What something was, and what it has become; None where it was not there."""

    quoi: str
    avant: str | None
    apres: str | None


def devenirs(avant: Etats, apres: Etats) -> tuple[Devenir, ...]:
    """What differs between two moments: what was there, in order, then what came."""
    trouves = []
    for cle in [*avant, *(cle for cle in apres if cle not in avant)]:
        ancien, nouveau = avant.get(cle), apres.get(cle)
        etats = (ancien[1] if ancien else None, nouveau[1] if nouveau else None)
        if etats[0] != etats[1]:
            trouves.append(Devenir((nouveau or ancien or ("", ""))[0], *etats))
    return tuple(trouves)


def devenu(cle: Hashable, avant: Etats, apres: Etats, *, parti: str) -> str:
    """« aujourd’hui : membre », `parti` for what is not there any more, nothing for what has not changed."""
    if cle not in apres:
        return parti
    etat = apres[cle][1]
    return "" if etat == avant[cle][1] else f"aujourd’hui : {etat[:1].lower()}{etat[1:]}"
