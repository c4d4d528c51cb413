"""How an earlier state of a funding, of its amounts, due dates and versements is brought back, from their history."""

from typing import Any

from budget import permissions
from budget.actions.financements import restaurer_un_financement
from budget.actions.suivi import NOMS, restaurer_au_financement
from budget.lecture.organisations import organisations_de
from budget.models import Echeance, Financement, Tranche, Versement
from historique.registre import Restauration
from membres.acces import Acces


def refus_pour_un_financement(acces: Acces, financement: Financement) -> str | None:
    return permissions.refus_de_tenir_un_financement(
        acces, financement, organisations_de(acces)
    ) or permissions.refus_d_archive(financement, "Ce financement", "")


def refus_au_financement(acces: Acces, piece: Any) -> str | None:
    return refus_pour_un_financement(acces, piece.financement) or permissions.refus_d_archive(piece, *NOMS[type(piece)])


RESTAURATIONS: dict[Any, Restauration] = {
    Financement: Restauration(refus_pour_un_financement, restaurer_un_financement),
    **dict.fromkeys((Tranche, Echeance, Versement), Restauration(refus_au_financement, restaurer_au_financement)),
}
