"""Where dates fall on a timeline, in percent of its width; no HTML, so page and PDF share it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# Beyond these numbers of quarters, only every other label, then only the years, leave room to read.
TOUS_LES_TRIMESTRES, UN_SUR_DEUX = 8, 16


def debut_de_trimestre(jour: date) -> date:
    """First day of the quarter that holds `jour`."""
    return date(jour.year, jour.month - (jour.month - 1) % 3, 1)


def trimestre_suivant(jour: date) -> date:
    """First day of the quarter after the one that holds `jour`."""
    return debut_de_trimestre(debut_de_trimestre(jour) + timedelta(days=93))


@dataclass(frozen=True)
class Echelle:
    """A period, both ends included, and today when it is worth a mark."""

    debut: date
    fin: date
    aujourdhui: date | None = None

    @classmethod
    def couvrir(cls, dates: Iterable[date | None], aujourdhui: date | None = None) -> "Echelle | None":
        """The whole quarters that hold all the known `dates`, or None when there is none."""
        connues = [jour for jour in dates if jour is not None]
        if not connues:
            return None
        fin = trimestre_suivant(max(connues)) - timedelta(days=1)
        return cls(debut_de_trimestre(min(connues)), fin, aujourdhui)

    @property
    def jours(self) -> int:
        """Length in days, never less than one."""
        return max((self.fin - self.debut).days + 1, 1)

    def position(self, jour: date) -> float:
        """Left edge of `jour`, from 0 to 100, held inside the period."""
        return min(max((jour - self.debut).days / self.jours * 100, 0.0), 100.0)

    def segment(self, debut: date | None, fin: date | None) -> tuple[float, float] | None:
        """(left, width) of the days from `debut` to `fin` included; one known date makes a one-day mark.

        None when both are unknown, when they are reversed or when all of it is outside the period.
        """
        premier, dernier = debut or fin, fin or debut
        if premier is None or dernier is None or dernier < premier:
            return None
        if dernier < self.debut or premier > self.fin:
            return None
        gauche = self.position(premier)
        return gauche, self.position(dernier + timedelta(days=1)) - gauche

    @property
    def repere(self) -> float | None:
        """Where today stands, or None when it is unknown or outside the period."""
        if self.aujourdhui is None or not self.debut <= self.aujourdhui <= self.fin:
            return None
        return self.position(self.aujourdhui)

    def trimestres(self) -> list[tuple[float, str]]:
        """(position, label) of each quarter begun in the period: the year for the first of a year, else T2 to T4.

        Labels that would overlap are empty: the mark stays.
        """
        debuts = []
        jour = self.debut if self.debut == debut_de_trimestre(self.debut) else trimestre_suivant(self.debut)
        while jour <= self.fin:
            debuts.append(jour)
            jour = trimestre_suivant(jour)
        return [(self.position(jour), _libelle(jour, len(debuts))) for jour in debuts]


def _libelle(jour: date, combien: int) -> str:
    if jour.month == 1:
        return str(jour.year)
    if combien <= TOUS_LES_TRIMESTRES or (combien <= UN_SUR_DEUX and jour.month == 7):
        return f"T{(jour.month + 2) // 3}"
    return ""
