"""What changed in a text, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

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
