"""Expenses as they are read: the list of an exercice, and one with its receipts, imputations and history."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from budget.models import Depense, Imputation, Justificatif, Ligne
from chantiers.models import Etape
from historique.lecture.inscriptions import Inscription, lire_inscriptions
from historique.models import Acte
from membres.acces import Acces
from membres.noms import nommer

DERNIERES = 10
LIGNES_AU_PLUS = 500


def depenses_de(
    exercice_id: UUID, *, chantier: str = "", ligne: UUID | None = None, archivees: bool = False
) -> QuerySet[Depense]:
    """Those of an exercice, the last paid first, each with `impute` (cents) and `pieces` (how many receipts)."""
    imputes = Imputation.objects.filter(archive_le__isnull=True, depense=OuterRef("pk")).order_by().values("depense")
    trouvees = Depense.objects.filter(ligne__exercice=exercice_id, archive_le__isnull=not archivees)
    if chantier:
        trouvees = trouvees.filter(ligne__chantier__slug=chantier)
    if ligne:
        trouvees = trouvees.filter(ligne=ligne)
    return (
        trouvees.select_related("ligne__chantier", "ligne__action")
        .annotate(
            impute=Coalesce(Subquery(imputes.values(n=Sum("montant_centimes"))), 0),
            pieces=Count("justificatifs", filter=Q(justificatifs__archive_le__isnull=True)),
        )
        .order_by("-le", "id")
    )


@dataclass(frozen=True)
class DepenseLue:
    """`justificatifs` and `archives` are empty for who may not read them; `pieces` says how many there are."""

    depense: Depense
    etape: Etape | None
    abandonnee_par: str
    lisibles: bool
    pieces: int
    justificatifs: list[Justificatif]
    archives: list[Justificatif]
    imputations: list[Imputation]
    inscriptions: list[Inscription]

    @property
    def impute(self) -> int:
        return sum(imputation.montant_centimes for imputation in self.imputations)

    @property
    def reste(self) -> int:
        """What justifies no funding yet."""
        return self.depense.montant_centimes - self.impute


def lire_la_depense(depense: Depense, acces: Acces, *, lisibles: bool) -> DepenseLue:
    """`depense` has its line loaded, with the étape; `lisibles`: whether this person reads its receipts."""
    ligne = depense.ligne
    toutes = list(Justificatif.objects.filter(depense=depense).order_by("nom", "pk"))
    presents = [piece for piece in toutes if piece.archive_le is None]
    imputations = list(
        Imputation.objects.presents().filter(depense=depense).select_related("financement__financeur").order_by("pk")
    )
    objets = [depense.pk, *(piece.pk for piece in toutes if lisibles), *(i.pk for i in imputations)]
    actes = Acte.objects.lisibles_par(acces).filter(changements__objet_id__in=objets).distinct()
    return DepenseLue(
        depense=depense,
        etape=ligne.moyen.etape if ligne.moyen else ligne.etape,
        abandonnee_par=nommer([depense.abandonnee_par_id], acces).get(depense.abandonnee_par_id, ""),  # type: ignore[arg-type]
        lisibles=lisibles,
        pieces=len(presents),
        justificatifs=presents if lisibles else [],
        archives=[piece for piece in toutes if piece.archive_le is not None] if lisibles else [],
        imputations=imputations,
        inscriptions=lire_inscriptions(actes[:DERNIERES], acces),
    )


def lignes_ou_placer(ligne: Ligne, chantiers: list[UUID]) -> list[tuple[Any, Any]]:
    """The present lines of the same exercice where this expense may go, by chantier; its own chantier when too many."""
    possibles = Ligne.objects.presents().filter(exercice=ligne.exercice_id, chantier__in=chantiers)
    if possibles.count() > LIGNES_AU_PLUS:
        possibles = possibles.filter(chantier=ligne.chantier_id)
    groupes: dict[str, list[tuple[UUID, str]]] = {}
    for une in possibles.select_related("chantier", "action").order_by(
        "chantier__numero", "action__numero", "rang", "id"
    ):
        nom = f"{une.action}, {une}" if une.action else str(une)
        groupes.setdefault(str(une.chantier), []).append((une.pk, nom))
    return list(groupes.items())
