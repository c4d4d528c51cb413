"""Locks, always the roadmap first, then the item; and the refusals that say a form has become out of date."""

from typing import Any
from uuid import UUID

from chantiers import permissions
from chantiers.models import Dependance, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.refus import ActionRefusee
from membres.acces import Acces

type Item = Objectif | Etape | Livrable | Moyen | Dependance
type Modifiable = FeuilleDeRoute | Item

# What an item is loaded with: its parents, up to the chantier.
ASCENDANCE: dict[type, str] = {
    FeuilleDeRoute: "chantier",
    Objectif: "feuille_de_route__chantier",
    Moyen: "feuille_de_route__chantier",
    Etape: "objectif__feuille_de_route__chantier",
    Livrable: "etape__objectif__feuille_de_route__chantier",
    Dependance: "etape__objectif__feuille_de_route__chantier",
}


class DroitRetire(ActionRefusee):
    """This person may not do it (any more)."""


class Perime(ActionRefusee):
    """The item was archived, or its roadmap closed, since the form was opened."""


def feuille_id_de(objet: Modifiable) -> UUID:
    """The roadmap of an item, saved or not: it never changes."""
    match objet:
        case FeuilleDeRoute():
            return objet.pk
        case Objectif() | Moyen():
            return objet.feuille_de_route_id
        case Etape():
            return objet.objectif.feuille_de_route_id
    return objet.etape.objectif.feuille_de_route_id


def verrouiller_la_feuille(objet: Modifiable, *, par: Acces) -> FeuilleDeRoute:
    """Lock the roadmap `objet` belongs to. Raises DroitRetire, or Perime when it is closed."""
    feuille = (
        FeuilleDeRoute.objects.select_for_update(of=("self",)).select_related("chantier").get(pk=feuille_id_de(objet))
    )
    if refus := permissions.refus_d_ecrire(par, feuille.chantier):
        raise DroitRetire(refus)
    exiger_a_jour(permissions.refus_de_close(feuille))
    return feuille


def verrouiller(objet: Any, *, par: Acces) -> Any:
    """Lock the roadmap, then the item, and give the item as it is now, its parents loaded."""
    verrouiller_la_feuille(objet, par=par)
    return relire(objet)


def relire(objet: Any) -> Any:
    """The row as it is now, under lock, its parents loaded."""
    modele = type(objet)
    return modele.objects.select_for_update(of=("self",)).select_related(ASCENDANCE[modele]).get(pk=objet.pk)


def exiger_a_jour(refus: str | None) -> None:
    if refus is not None:
        raise Perime(refus)
