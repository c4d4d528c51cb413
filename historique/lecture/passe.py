"""Reading the past: which entry a date stands for, and what the rows were then."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Max, OuterRef, Subquery

from historique import registre
from historique.horloge import fin_de_journee
from historique.models import Acte


def sequence_au(jour: date) -> int:
    """« Au 12 mars 2026 »: the largest entry number whose instant is at most the end of that day in Paris, or 0."""
    return Acte.objects.filter(instant__lte=fin_de_journee(jour)).aggregate(n=Max("sequence"))["n"] or 0


def derniere_sequence() -> int:
    """The number of the last entry, 0 when the journal is empty."""
    return Acte.objects.aggregate(n=Max("sequence"))["n"] or 0


def etats_au(modele: type[models.Model], sequence: int, **filtres: Any) -> list[Any]:
    """The rows of a tracked model as they were after entry `sequence`, as historical rows, in one query.

    `filtres` apply to the state of that time. Rows are chosen through their act's number, never by their date.
    """
    historique = registre.declaration_de(modele).historique
    actes = Acte.objects.filter(sequence__lte=sequence).values("id")
    recente = historique._default_manager.filter(id=OuterRef("id"), acte__in=actes).order_by("-version")
    return list(
        historique._default_manager.filter(
            acte__in=actes, version=Subquery(recente.values("version")[:1]), **filtres
        ).order_by()
    )


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
