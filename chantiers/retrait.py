"""Taking a text out of a roadmap: under its lock, so that no version freezes the text meanwhile."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from chantiers.actions.verrous import ASCENDANCE, feuille_id_de
from chantiers.models import FeuilleDeRoute


def verrouiller(cles: Collection[tuple[str, UUID]]) -> None:
    """Lock the roadmaps that these objects belong to, in the order of their keys."""
    feuilles: set[UUID] = set()
    modeles: dict[Any, str] = {**ASCENDANCE}
    for modele, ascendance in modeles.items():
        siens = [pk for cle, pk in cles if cle == modele._meta.label_lower]
        if siens:
            feuilles |= {feuille_id_de(o) for o in modele._base_manager.select_related(ascendance).filter(pk__in=siens)}
    if feuilles:
        list(FeuilleDeRoute.objects.select_for_update(of=("self",)).filter(pk__in=feuilles).order_by("pk"))
