"""The adopted budget, beside the one that is being worked on."""

import json
from typing import Any
from uuid import UUID

from budget.lecture.budget import BudgetLu
from budget.lecture.instantane import depuis_instantane
from budget.prises import Adopte
from membres.acces import Acces

PIECES = ("actions", "lignes", "contributions", "financements", "affectations")


def lire_l_adopte(adopte: Adopte, acces: Acces) -> BudgetLu:
    """The budget as it was frozen; names are today's."""
    return depuis_instantane(adopte.instantane, acces)


def modifie_depuis(adopte: Adopte, budget: BudgetLu) -> bool:
    """Whether anything of the budget was written since it was frozen, whatever it is."""
    gele = json.loads(adopte.instantane)["budget"]
    alors = {(UUID(piece["id"]), piece["version"]) for nom in PIECES for piece in gele[nom]}
    pieces: tuple[Any, ...] = (
        *budget.actions,
        *budget.lignes,
        *budget.contributions,
        *budget.financements,
        *budget.affectations,
    )
    return alors != {(piece.id, piece.version) for piece in pieces}
