"""The amount of a line, from what is typed of it: the form, the import and the actions follow the same rule."""

from decimal import Decimal
from typing import Any

from budget.models import Ligne
from budget.montants import MONTANT_MAXIMAL, produit
from historique.mots import euros
from historique.refus import ActionRefusee

SANS_MONTANT = "Écrivez le montant, ou bien la quantité et le coût unitaire."
TROP_GRAND = "Ce montant est trop grand : cent milliards d’euros au plus."


def montant_d_une_ligne(quantite: Decimal | None, cout_centimes: int | None, montant_centimes: int | None) -> int:
    """Quantity × unit cost when both are given, else the amount typed; in cents.

    Raises ActionRefusee, about « montant », when nothing gives the amount, or when all three disagree.
    """
    if quantite is None or cout_centimes is None:
        if montant_centimes is None:
            raise ActionRefusee(SANS_MONTANT, "montant")
        calcule = montant_centimes
    else:
        calcule = produit(quantite, cout_centimes)
    if calcule > MONTANT_MAXIMAL:
        raise ActionRefusee(TROP_GRAND, "montant")
    if montant_centimes is not None and montant_centimes != calcule:
        raise ActionRefusee(
            f"La quantité multipliée par le coût unitaire donne {euros(calcule)}, et le montant écrit est "
            f"{euros(montant_centimes)} : corrigez l’un des trois, ou videz le montant.",
            "montant",
        )
    return calcule


def se_calcule(ligne: Any) -> bool:
    """Whether the amount of this line comes from its quantity and its unit cost (`Ligne`, or one that is read)."""
    return ligne.quantite is not None and ligne.cout_unitaire_centimes is not None


def montant_de(ligne: Ligne) -> int:
    """What the amount of this line is to be, its columns being set."""
    return montant_d_une_ligne(ligne.quantite, ligne.cout_unitaire_centimes, ligne.montant_centimes)
