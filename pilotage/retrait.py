"""Taking a text out of what was proposed, said or decided: snapshots that may hold it, locks, rows kept as they are."""

import json
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from historique.prises import Instantane
from pilotage.gardes import JAMAIS_MODIFIEES
from pilotage.lecture.versions import TEXTE
from pilotage.models import Decision, Intervention, Position, Proposition, RefusDeMinorite, Version

# How each of these models leads to its proposition.
VERS_LA_PROPOSITION: dict[Any, str] = {
    Proposition: "pk",
    Version: "proposition",
    Intervention: "proposition",
    Decision: "proposition",
    Position: "version_proposee__proposition",
    RefusDeMinorite: "version_proposee__proposition",
}


def versions_figees(pk: UUID) -> Iterable[Instantane]:
    """The frozen versions that may hold the object: its key is in them, or it is the proposition they freeze."""
    touchees = Version.objects.filter(Q(instantane__contains=str(pk)) | Q(proposition_id=pk))
    for proposition, texte in touchees.values_list("proposition_id", "instantane"):
        # A version of roadmaps or of a budget has no text of its own.
        yield Instantane(texte, racine=proposition if TEXTE in json.loads(texte) else None)


def toutes_les_versions() -> Iterable[tuple[str, str]]:
    """Every frozen version, with what it is called."""
    for version in Version.objects.select_related("proposition").iterator(chunk_size=20):
        yield f"proposition {version.proposition.numero}, {version}", version.instantane


def verrouiller(cles: Collection[tuple[str, UUID]]) -> None:
    """Lock the propositions that these objects are about, in the order of their keys."""
    propositions: set[UUID] = set()
    for modele, chemin in VERS_LA_PROPOSITION.items():
        siens = [pk for cle, pk in cles if cle == modele._meta.label_lower]
        if siens:
            propositions |= set(modele._base_manager.filter(pk__in=siens).values_list(chemin, flat=True))
    if propositions:
        list(Proposition.objects.select_for_update(of=("self",)).filter(pk__in=propositions).order_by("pk"))


def est_fige(ligne: Any) -> bool:
    """Whether the database keeps this row as it is (see `pilotage.gardes`)."""
    return ligne._meta.db_table in JAMAIS_MODIFIEES or (isinstance(ligne, Proposition) and ligne.finie)
