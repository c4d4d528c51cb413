"""Who takes part in which chantier: for what a person may do, and for how one speaks of someone not named."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from chantiers.models import Adhesion
from historique.horloge import aujourd_hui


def roles_de(personne_id: UUID) -> dict[str, Any]:
    """The part of `Acces` that comes from active adhésions; one query."""
    roles: dict[UUID, set[str]] = {}
    adhesions = Adhesion.objects.actives().filter(personne=personne_id, chantier__actif=True)
    for chantier_id, role in adhesions.values_list("chantier_id", "role"):
        roles.setdefault(chantier_id, set()).add(role)
    return {"roles": {chantier_id: frozenset(siens) for chantier_id, siens in roles.items()}}


def perimetres(ids: Collection[UUID], acces: Any) -> Mapping[UUID, str]:
    """« du chantier 2 » for each person who is or was its member (the present first); one query."""
    jour = aujourd_hui()
    adhesions = Adhesion.objects.filter(personne__in=ids).values_list("personne_id", "chantier__numero", "du", "au")
    places: dict[UUID, tuple[bool, int]] = {}
    for personne_id, numero, du, au in adhesions:
        ancienne = du > jour or (au is not None and au < jour)
        places[personne_id] = min(places.get(personne_id, (True, 10**6)), (ancienne, numero))
    return {personne_id: f"du chantier {numero}" for personne_id, (_, numero) in places.items()}
