"""The ceiling of public aid: its share of a budget on both bases, and whether it nears the ceiling.

Funders count it their own way, so both rates are always given: on the budget in money alone (`taux_hors`), and on the
budget with its valued contributions (`taux_avec`).
"""

from dataclasses import dataclass
from decimal import Decimal

from budget.models import Financement
from budget.montants import pourcentage

Base = Financement.Base
SEUIL_ORANGE = 75  # % of the base, for the usual ceiling of 80 %
MARGE = 5  # points below a lower ceiling
SANS, ORANGE, ROUGE = "", "orange", "rouge"


@dataclass(frozen=True)
class TauxPublic:
    """`taux_hors` and `taux_avec` in % (one decimal), `plafond` in %, counted on `base`; `niveau` "", orange, rouge."""

    taux_hors: Decimal
    taux_avec: Decimal
    plafond: int
    niveau: str = SANS
    base: str = Base.HORS_CONTRIBUTIONS

    @property
    def taux(self) -> Decimal:
        """The rate that the ceiling is about."""
        return self.taux_avec if self.base == Base.CONTRIBUTIONS_COMPRISES else self.taux_hors

    @property
    def mots_de_la_base(self) -> str:
        """« hors contributions valorisées »."""
        return Base(self.base).label.lower()

    @property
    def phrase(self) -> str:
        """What to know of it, or nothing while it stays far below."""
        taux = str(self.taux).replace(".", ",")
        if self.niveau == ROUGE:
            return (
                f"Les aides publiques prévues font {taux} % du budget, {self.mots_de_la_base} : "
                f"le plafond de {self.plafond} % est atteint."
            )
        if self.niveau == ORANGE:
            return (
                f"Les aides publiques prévues font {taux} % du budget, {self.mots_de_la_base} : "
                f"le plafond est de {self.plafond} %."
            )
        return ""


def taux_public(
    public: int, total: int, contributions: int, plafond: int, base: str = Base.HORS_CONTRIBUTIONS
) -> TauxPublic:
    """Of `public` aid in a budget of `total` and its `contributions` (all cents); red at the ceiling, orange at 75 %.

    Below a ceiling that is lower than the usual one, orange stands five points under it. Without any budget, 0 %.
    """
    avec = total + contributions
    compte = avec if base == Base.CONTRIBUTIONS_COMPRISES else total
    niveau = SANS
    if public and public * 100 >= plafond * compte:
        niveau = ROUGE
    elif public and public * 100 >= min(SEUIL_ORANGE, plafond - MARGE) * compte:
        niveau = ORANGE
    return TauxPublic(pourcentage(public, total), pourcentage(public, avec), plafond, niveau, base)
