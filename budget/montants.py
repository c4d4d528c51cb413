"""Arithmetic on amounts: integer cents, never floats; no cent is lost in a split nor in a rounding."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

MONTANT_MAXIMAL = 10**13  # cents; a hundred billion euros
ECRITURE = re.compile(r"-?\d+(?:[.,]\d+)?")
GROUPES = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")


def lire_montant(texte: str) -> Decimal | None:
    """An amount or a quantity as people type or paste it (« 1 250,50 € », « 1250.5 »); None if it does not read."""
    simple = unicodedata.normalize("NFKC", texte).replace("€", "").replace("−", "-").replace("'", "")
    simple = re.sub(r"\s", "", simple)
    if GROUPES.fullmatch(simple) and ("," in simple or simple.count(".") > 1):
        simple = simple.replace(".", "")
    if not ECRITURE.fullmatch(simple):
        return None
    return Decimal(simple.replace(",", "."))


def en_centimes(euros: Decimal) -> int:
    """Euros to cents, half a cent up."""
    return int((euros * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def en_euros(centimes: int) -> Decimal:
    return Decimal(centimes).scaleb(-2)


def produit(quantite: Decimal, cout_centimes: int) -> int:
    """Quantity × unit cost, in cents, half a cent up."""
    return int((quantite * cout_centimes).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def valeur(nombre: int, quantite: Decimal, taux_milliemes: int, forfait_centimes: int = 0) -> int:
    """The value of a contribution in cents: `nombre` × (quantity × rate in thousandths of a euro + flat part)."""
    une = (quantite * taux_milliemes / 10).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return nombre * (int(une) + forfait_centimes)


def repartir(total: int, poids: Sequence[Decimal | int]) -> list[int]:
    """Split `total` by weights (clé de répartition), largest remainders first: the parts add up to it, to the unit.

    Raises ValueError when the weights are negative or all zero.
    """
    if any(p < 0 for p in poids) or not any(poids):
        raise ValueError("a clé de répartition needs weights that are not negative, one of them at least above zero")
    somme = sum(Decimal(p) for p in poids)
    exactes = [Decimal(total) * Decimal(p) / somme for p in poids]
    parts = [int(exacte // 1) for exacte in exactes]
    reste = total - sum(parts)
    ordre = sorted(range(len(poids)), key=lambda i: (parts[i] - exactes[i], i))
    for i in ordre[:reste]:
        parts[i] += 1
    return parts


def en_euros_entiers(centimes: Sequence[int], total: int | None = None) -> list[int]:
    """Whole euros for a form, roundings absorbed: the column adds up to `total` euros (by default its sum, rounded)."""
    somme = sum(centimes)
    vise = (somme + 50) // 100 if total is None else total
    entiers = [c // 100 for c in centimes]
    ecart = vise - sum(entiers)
    ordre = sorted(range(len(centimes)), key=lambda i: (-(centimes[i] % 100), i))
    for i in ordre[: max(ecart, 0)]:
        entiers[i] += 1
    return entiers


def pourcentage(part: int, total: int) -> Decimal:
    """« 58,3 »: `part` in % of `total`, one decimal, half up; 0 of nothing."""
    if total == 0:
        return Decimal("0.0")
    return (Decimal(part) * 100 / Decimal(total)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
