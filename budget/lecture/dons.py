"""Contributions as the public reads them: by organisation and nature, never by person. Amounts are cents."""

from dataclasses import dataclass

from budget.lecture.budget import BudgetLu

SANS_ORGANISATION = "Des personnes, en leur nom"


@dataclass(frozen=True)
class Don:
    """What an organisation gives, of one nature."""

    qui: str
    nature: str
    valeur_centimes: int


def dons(budget: BudgetLu) -> tuple[Don, ...]:
    """The largest first, organisation by organisation; people are one row for each nature, whoever they are."""
    sommes: dict[tuple[str, str], int] = {}
    for contribution in budget.contributions:
        cle = (contribution.organisation or SANS_ORGANISATION, contribution.libelle_nature)
        sommes[cle] = sommes.get(cle, 0) + contribution.valeur_centimes
    par_qui: dict[str, int] = {}
    for (qui, _), valeur in sommes.items():
        par_qui[qui] = par_qui.get(qui, 0) + valeur
    trouves = [Don(qui, nature, valeur) for (qui, nature), valeur in sommes.items()]
    return tuple(sorted(trouves, key=lambda d: (-par_qui[d.qui], d.qui, -d.valeur_centimes)))
