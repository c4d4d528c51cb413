"""A sheet as data, whatever file it becomes: titles, typed columns, rows. The writers know types, not budgets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Genre(StrEnum):
    """What a column holds: `MONTANT` is cents (int), `EUROS` whole euros (int), `POURCENTAGE` 58.3 (Decimal)."""

    TEXTE = "texte"
    MONTANT = "montant"
    EUROS = "euros"
    ENTIER = "entier"
    NOMBRE = "nombre"
    DATE = "date"
    POURCENTAGE = "pourcentage"


type Valeur = str | int | Decimal | date | None
type Rangee = tuple[Valeur, ...]


@dataclass(frozen=True)
class Colonne:
    titre: str
    genre: Genre = Genre.TEXTE
    largeur: int = 14  # characters


@dataclass(frozen=True)
class Feuille:
    """`entete`: what every sheet says before its table (exercice, date…); `totaux`: the rows to show as totals."""

    titre: str
    colonnes: tuple[Colonne, ...]
    lignes: Sequence[Rangee]
    totaux: frozenset[int] = frozenset()
    entete: tuple[tuple[str, str], ...] = ()


@dataclass
class Composition:
    """Rows added one after the other, some of them totals."""

    lignes: list[Rangee] = field(default_factory=list)
    totaux: set[int] = field(default_factory=set)

    def ajouter(self, *valeurs: Valeur, total: bool = False) -> None:
        if total:
            self.totaux.add(len(self.lignes))
        self.lignes.append(valeurs)

    def feuille(self, titre: str, colonnes: Iterable[Colonne], entete: Mapping[str, str]) -> Feuille:
        return Feuille(titre, tuple(colonnes), self.lignes, frozenset(self.totaux), tuple(entete.items()))


def texte(titre: str, largeur: int = 30) -> Colonne:
    return Colonne(titre, Genre.TEXTE, largeur)


def montant(titre: str, largeur: int = 16) -> Colonne:
    return Colonne(titre, Genre.MONTANT, largeur)


def euros(titre: str, largeur: int = 14) -> Colonne:
    return Colonne(titre, Genre.EUROS, largeur)


def taux(titre: str, largeur: int = 10) -> Colonne:
    return Colonne(titre, Genre.POURCENTAGE, largeur)
