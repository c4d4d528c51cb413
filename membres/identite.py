"""How one recognises someone in a text: the names and addresses she has had, whatever the accents and the case."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

# A name of two letters is in too many words to be looked for by itself.
LETTRES_D_UN_NOM = 3


class Indice(StrEnum):
    """What makes one think that a text speaks of her, the surest first."""

    ADRESSE = "son adresse"
    NOM_ENTIER = "son prénom et son nom"
    NOM = "son nom"
    PRENOM = "son prénom seul"


# The signs that a name is written with, by keyboards and by typography: « N'Diaye », « N’Diaye », « Jean‑Luc ».
SIGNES = {**dict.fromkeys("’‘ʼ′", "'"), **dict.fromkeys("‐‑–", "-")}


class _Lettres(dict[int, str]):
    """What each letter becomes, found once: a whole journal is read through it."""

    def __missing__(self, code: int) -> str:
        lettre = chr(code)
        simple = SIGNES.get(lettre) or unicodedata.normalize("NFD", lettre)[:1].casefold()
        self[code] = simple if len(simple) == 1 else lettre
        return self[code]


_LETTRES = _Lettres()


def plier(texte: str) -> str:
    """`texte` without accents nor case, each letter in its place."""
    return texte.translate(_LETTRES)


@dataclass(frozen=True)
class Identite:
    """Every name (first name, name) and address by which someone was ever known here."""

    noms: frozenset[tuple[str, str]]
    adresses: frozenset[str]

    @property
    def textes(self) -> frozenset[str]:
        """Each of them as it stands in a column."""
        return frozenset(mot for nom in self.noms for mot in nom if mot) | self.adresses

    def indice(self, texte: str) -> Indice | None:
        """The surest sign that `texte` speaks of her, or None."""
        plie = plier(unicodedata.normalize("NFC", texte))
        if not any(fragment in plie for fragment in self._fragments):
            return None
        return next((indice for indice, motif in self._motifs.items() if motif.search(plie)), None)

    def place(self, texte: str) -> tuple[int, int]:
        """Where the surest sign of her is in `texte`; at its start when there is none."""
        plie = plier(unicodedata.normalize("NFC", texte))
        return next((ici.span() for motif in self._motifs.values() if (ici := motif.search(plie))), (0, 0))

    def masquer(self, texte: str, par: str) -> str:
        """`texte` with `par` in the place of her addresses, of her full names and of her family names."""
        texte = unicodedata.normalize("NFC", texte)
        for indice in (Indice.ADRESSE, Indice.NOM_ENTIER, Indice.NOM):
            if motif := self._motifs.get(indice):
                trouves = list(motif.finditer(plier(texte)))
                for ici in reversed(trouves):
                    texte = texte[: ici.start()] + par + texte[ici.end() :]
        return texte

    @cached_property
    def _fragments(self) -> tuple[str, ...]:
        """A word of each name and address: most texts hold none, which is quickly seen."""
        mots = [*(f"{prenom} {nom}" for prenom, nom in self.noms), *self.textes]
        return tuple({max(plier(mot).split(), key=len) for mot in mots if mot.strip()})

    @cached_property
    def _motifs(self) -> dict[Indice, re.Pattern[str]]:
        entiers = {f"{prenom} {nom}" for prenom, nom in self.noms} | {f"{nom} {prenom}" for prenom, nom in self.noms}
        cherches = {
            Indice.ADRESSE: self.adresses,
            Indice.NOM_ENTIER: entiers,
            Indice.NOM: {nom for _, nom in self.noms if len(nom) >= LETTRES_D_UN_NOM},
            Indice.PRENOM: {prenom for prenom, _ in self.noms if len(prenom) >= LETTRES_D_UN_NOM},
        }
        presents = {indice: {mot for mot in mots if mot.strip()} for indice, mots in cherches.items()}
        return {indice: _motif(mots) for indice, mots in presents.items() if mots}


def _motif(mots: set[str]) -> re.Pattern[str]:
    """Any of these, as whole words; spaces may be several."""
    choix = "|".join(r"\s+".join(re.escape(part) for part in plier(mot).split()) for mot in sorted(mots, key=len)[::-1])
    return re.compile(rf"(?<!\w)(?:{choix})(?!\w)")
