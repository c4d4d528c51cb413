"""What a person may do: one frozen object, loaded once per request in a fixed number of queries.

It is the first argument of every refusal function and of `visibles_par(acces)`; none of them queries.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from historique.models import Visibilite
from membres.models import Personne

ROLES_AU_COMITE = frozenset({"animateur", "referent"})


@dataclass(frozen=True)
class Acces:
    """A person and her roles. `roles`: chantier → roles of her active adhésions; `sieges`: functions of her sièges."""

    personne_id: UUID | None = None
    nom: str = ""
    connecte: bool = False
    roles: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    sieges: frozenset[str] = frozenset()
    administrateur: bool = False
    second_facteur: bool = False

    @property
    def comite(self) -> bool:
        """An active siège, or an active adhésion as animateur·rice or référent·e (charter)."""
        return bool(self.sieges) or any(roles & ROLES_AU_COMITE for roles in self.roles.values())

    @property
    def coordination(self) -> bool:
        return "coordination" in self.sieges

    @property
    def membre(self) -> bool:
        """Member of any chantier or of the comité: reads what is being worked on."""
        return bool(self.roles) or self.comite

    @property
    def visibilites(self) -> frozenset[str]:
        """The kinds of journal entries this person reads."""
        lues = {Visibilite.PUBLIQUE.value}
        if self.membre:
            lues.add(Visibilite.MEMBRES.value)
        if self.comite:
            lues.add(Visibilite.COMITE.value)
        if self.coordination or self.administrateur:
            lues.add(Visibilite.RESTREINTE.value)
        return frozenset(lues)

    def membre_de(self, chantier_id: UUID) -> bool:
        return bool(self.roles.get(chantier_id))

    def a_un_role(self, chantier_id: UUID, *roles: str) -> bool:
        """Whether she holds one of `roles` in this chantier today."""
        return bool(self.roles.get(chantier_id, frozenset()) & set(roles))


ANONYME = Acces()


class Requete(HttpRequest):
    """What views are given once the middlewares have read the request (for type checkers: nobody makes one)."""

    acces: Acces
    htmx: HtmxDetails


# Upper apps add theirs in `ready()`: `source(personne_id) -> {"roles": …}` or `{"sieges": …}`, one query each.
sources: list[Callable[[UUID], Mapping[str, Any]]] = []


def acces_de(personne: Personne | None, *, administrateur: bool = False, second_facteur: bool = False) -> Acces:
    """The rights of `personne` today: one query per registered source."""
    if personne is None:
        return Acces(connecte=True, administrateur=administrateur, second_facteur=second_facteur)
    acces = Acces(
        personne_id=personne.pk,
        nom=str(personne),
        connecte=True,
        administrateur=administrateur,
        second_facteur=second_facteur,
    )
    for source in sources:
        acces = replace(acces, **source(personne.pk))
    return acces
