"""What the law asks once public money is granted or received: thresholds in sentences, each with its source.

A convention above 23 000 € a year from one funder; published accounts and an auditor above 153 000 € received.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum

from budget.models import PUBLICS, Exercice, Financement, Tranche, Versement
from historique.mots import euros

SEUIL_DE_CONVENTION = 23_000_00
SEUIL_DE_COMMISSAIRE = 153_000_00
LOI_2000 = "Loi n° 2000-321 du 12 avril 2000, article 10 ; décret n° 2001-495 du 6 juin 2001."
CODE_DE_COMMERCE = "Code de commerce, articles L612-4 et D612-5."


@dataclass(frozen=True)
class Obligation:
    """A sentence and its source. `financements`: those it is about."""

    phrase: str
    source: str
    annee: int
    financements: frozenset[UUID]


def lire_les_obligations(exercices: Collection[Exercice]) -> list[Obligation]:
    """For these exercices, the earliest first; two queries."""
    if not exercices:
        return []
    trouvees = [*_conventions(_accordees(exercices)), *_comptes(_recus(exercices))]
    return sorted(trouvees, key=lambda o: (o.annee, o.phrase))


def _accordees(exercices: Collection[Exercice]) -> Iterable[dict[str, Any]]:
    """What public funders grant, one row per funding and exercice."""
    return (
        Tranche.objects.presents()
        .filter(
            exercice__in=exercices,
            accorde_centimes__gt=0,
            financement__archive_le__isnull=True,
            financement__poste__in=PUBLICS,
            financement__statut__in=Financement.Statut.acquis(),
        )
        .values(
            "accorde_centimes",
            "financement",
            "financement__reference",
            "financement__financeur",
            "financement__financeur__nom",
            "exercice__annee",
        )
    )


def _conventions(lignes: Iterable[dict[str, Any]]) -> Iterable[Obligation]:
    par_financeur: dict[tuple[int, str, UUID], list[dict[str, Any]]] = {}
    for ligne in lignes:
        cle = (ligne["exercice__annee"], ligne["financement__financeur__nom"], ligne["financement__financeur"])
        par_financeur.setdefault(cle, []).append(ligne)
    for (annee, nom, _), siennes in par_financeur.items():
        total = sum(ligne["accorde_centimes"] for ligne in siennes)
        sans = frozenset(ligne["financement"] for ligne in siennes if not ligne["financement__reference"])
        if total > SEUIL_DE_CONVENTION and sans:
            yield Obligation(
                phrase=f"{nom} accorde {euros(total)} de subventions publiques en {annee}, sans référence de convention"
                " : une convention est obligatoire au-delà de 23 000 €.",
                source=LOI_2000,
                annee=annee,
                financements=sans,
            )


def _recus(exercices: Collection[Exercice]) -> Iterable[dict[str, Any]]:
    """Public subsidies received, one row per funding, carrier and exercice."""
    return (
        Versement.objects.presents()
        .filter(
            exercice__in=exercices,
            financement__archive_le__isnull=True,
            financement__poste__in=PUBLICS,
            financement__porteur_financier__isnull=False,
        )
        .order_by()
        .values("financement", "financement__porteur_financier", "financement__porteur_financier__nom")
        .annotate(total=Sum("montant_centimes"))
        .values(
            "total",
            "financement",
            "financement__porteur_financier",
            "financement__porteur_financier__nom",
            "exercice__annee",
        )
    )


def _comptes(lignes: Iterable[dict[str, Any]]) -> Iterable[Obligation]:
    par_porteur: dict[tuple[int, str, UUID], list[dict[str, Any]]] = {}
    for ligne in lignes:
        cle = (
            ligne["exercice__annee"],
            ligne["financement__porteur_financier__nom"],
            ligne["financement__porteur_financier"],
        )
        par_porteur.setdefault(cle, []).append(ligne)
    for (annee, nom, _), siennes in par_porteur.items():
        total = sum(ligne["total"] for ligne in siennes)
        if total > SEUIL_DE_COMMISSAIRE:
            yield Obligation(
                phrase=f"{nom} a reçu {euros(total)} de subventions publiques en {annee} : au-delà de 153 000 €,"
                " ses comptes annuels sont publiés et certifiés par un commissaire aux comptes.",
                source=CODE_DE_COMMERCE,
                annee=annee,
                financements=frozenset(ligne["financement"] for ligne in siennes),
            )
