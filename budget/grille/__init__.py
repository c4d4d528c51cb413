"""The reference grid of the French grant form (CERFA n° 12156), and what each kind of contribution stands on in it.

A poste has a key in words: the number printed for it depends on the profile (`cerfa`, `anc`), where 870 and 875 are
swapped. Both tables are files beside this one.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DOSSIER = Path(__file__).parent


class Sens(StrEnum):
    """The side of the budget a poste stands on; those of contributions (86, 87) never mix with money."""

    CHARGE = "charge"
    PRODUIT = "produit"
    EMPLOI_CVN = "emploi_cvn"
    RESSOURCE_CVN = "ressource_cvn"


class Profil(StrEnum):
    """Whose numbers are printed: the grant form's, or the chart of accounts' (ANC 2018-06)."""

    CERFA = "cerfa"
    ANC = "anc"


@dataclass(frozen=True)
class Poste:
    """One row of the grid. `genre` is section, poste (two digits), ligne (what amounts stand on), total or solde."""

    cle: str
    libelle: str
    sens: Sens
    genre: str
    parent: str
    cerfa: str
    anc: str
    rang: int
    au_projet_seul: bool
    par_financeur: bool
    au_15059: bool

    def numero(self, profil: Profil = Profil.CERFA) -> str:
        return self.cerfa if profil == Profil.CERFA else self.anc

    def intitule(self, profil: Profil = Profil.CERFA) -> str:
        """« 622 Rémunérations intermédiaires et honoraires »."""
        return f"{self.numero(profil)} {self.libelle}".strip()

    @property
    def indirect(self) -> bool:
        """A shared charge, which a written clé de répartition must explain (CERFA n° 15059, annexe)."""
        return self.parent == "charges_indirectes"


@dataclass(frozen=True)
class Emploi:
    """The pair of postes a kind of contribution stands on, and the family of its scales ("": valued by hand)."""

    emploi: str
    ressource: str
    famille: str


def _lire(nom: str) -> list[dict[str, str]]:
    with (DOSSIER / f"{nom}.csv").open(newline="") as fichier:
        return list(csv.DictReader(fichier))


def _poste(rang: int, ligne: dict[str, str]) -> Poste:
    return Poste(
        cle=ligne["cle"],
        libelle=ligne["libelle"].replace("'", "’"),
        sens=Sens(ligne["sens"]),
        genre=ligne["genre"],
        parent=ligne["parent"],
        cerfa=ligne["cerfa"],
        anc=ligne["anc"],
        rang=rang,
        au_projet_seul=ligne["au_projet_seul"] == "oui",
        par_financeur=ligne["par_financeur"] == "oui",
        au_15059=ligne["au_15059"] == "oui",
    )


POSTES: dict[str, Poste] = {ligne["cle"]: _poste(rang, ligne) for rang, ligne in enumerate(_lire("postes"))}
# Kind of contribution → where it stands on both sides.
NATURES: dict[str, Emploi] = {
    ligne["nature"]: Emploi(ligne["emploi"], ligne["ressource"], ligne["famille"]) for ligne in _lire("natures")
}


def choix(sens: Sens) -> list[tuple[str, str]]:
    """The postes on which an amount of this side may stand, in the order of the form."""
    return [(p.cle, p.intitule()) for p in POSTES.values() if p.sens == sens and p.genre == "ligne"]


def groupe(cle: str) -> Poste:
    """The two-digit poste (or the section) that holds this line of the grid: « 62 Autres services extérieurs »."""
    poste = POSTES[cle]
    return POSTES[poste.parent] if poste.genre == "ligne" else poste


def baremes_de_depart() -> list[dict[str, str]]:
    """The scales to begin with: rows of `baremes.csv`, amounts in euros as texts."""
    return _lire("baremes")
