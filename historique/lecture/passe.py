"""Reading the past: which entry a date stands for, and what the rows were then."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects

from historique import registre
from historique.horloge import fin_de_journee
from historique.models import Acte


def sequence_au(jour: date) -> int:
    """« Au 12 mars 2026 »: the largest entry number whose instant is at most the end of that day in Paris, or 0."""
    return Acte.objects.filter(instant__lte=fin_de_journee(jour)).aggregate(n=Max("sequence"))["n"] or 0


def derniere_sequence() -> int:
    """The number of the last entry, 0 when the journal is empty."""
    return Acte.objects.aggregate(n=Max("sequence"))["n"] or 0


def etats_au(modele: type[models.Model], sequence: int, *conditions: Q, **filtres: Any) -> list[Any]:
    """The rows of a tracked model as they were after entry `sequence`, as historical rows, in one query.

    `conditions` and `filtres` apply to the state of that time. Rows are chosen through their act's number, never by
    their date.
    """
    historique = registre.declaration_de(modele).historique
    actes = Acte.objects.filter(sequence__lte=sequence).values("id")
    recente = historique._default_manager.filter(id=OuterRef("id"), acte__in=actes).order_by("-version")
    return list(
        historique._default_manager.filter(
            *conditions, acte__in=actes, version=Subquery(recente.values("version")[:1]), **filtres
        ).order_by()
    )


def lignes_au(
    modele: type[models.Model], sequence: int | None, *conditions: Q, liens: Sequence[str] = (), **filtres: Any
) -> list[Any]:
    """The rows as they are (`sequence` None), or as they were after entry `sequence`: instances of the model itself.

    `liens` are foreign keys whose rows come with them, as they are today. One query, and in the past one per link.
    """
    if sequence is None:
        presentes = modele._default_manager.filter(*conditions, **filtres).order_by()
        return list(presentes.select_related(*liens) if liens else presentes)
    lignes = [etat.instance for etat in etats_au(modele, sequence, *conditions, **filtres)]
    prefetch_related_objects(lignes, *liens)
    return lignes


def presentes_au(modele: type[models.Model], sequence: int | None) -> QuerySet[Any]:
    """Of a model whose rows are added and never edited, those that were there after entry `sequence` (None: all)."""
    lignes = modele._default_manager.all()
    if sequence is None:
        return lignes
    historique = registre.declaration_de(modele).historique
    actes = Acte.objects.filter(sequence__lte=sequence).values("id")
    return lignes.filter(pk__in=historique._default_manager.filter(acte__in=actes).values("id"))


def dernier_acte_sur(objets: list[UUID]) -> dict[UUID, Acte]:
    """The last entry that changed each object, in one query."""
    plus_recent = (
        Acte.objects.filter(changements__objet_id=OuterRef("changements__objet_id"))
        .order_by("-sequence")
        .values("sequence")[:1]
    )
    actes = (
        Acte.objects.filter(changements__objet_id__in=objets, sequence=Subquery(plus_recent))
        .annotate(pour=models.F("changements__objet_id"))
        .distinct()
    )
    return {acte.pour: acte for acte in actes}  # type: ignore[attr-defined]
