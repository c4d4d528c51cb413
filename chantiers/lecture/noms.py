"""How the journal names what its `__str__` does not name in full, and the choices of its filters."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from chantiers.models import Adhesion, Chantier, FeuilleDeRoute
from historique.prises import Nomme, Portee
from membres.acces import Acces
from membres.noms import nommer


def nommer_les_feuilles(ids: Iterable[UUID], acces: Any) -> Mapping[UUID, Nomme]:
    feuilles = FeuilleDeRoute.objects.filter(pk__in=set(ids)).select_related("chantier")
    return {f.pk: Nomme(f"{f.debut.year}–{f.fin.year} ({_du(f.chantier)})", f.get_absolute_url()) for f in feuilles}


def nommer_les_adhesions(ids: Iterable[UUID], acces: Acces) -> Mapping[UUID, str]:
    """« Camille Roussel, membre du chantier 2 »: the person as this reader may know her."""
    adhesions = list(Adhesion.objects.filter(pk__in=set(ids)).select_related("chantier", "organisation"))
    personnes = nommer([a.personne_id for a in adhesions], acces)
    noms = {}
    for a in adhesions:
        qui = personnes.get(a.personne_id) if a.personne_id else str(a.organisation)
        noms[a.pk] = f"{qui}, {a.get_role_display().lower()} {_du(a.chantier)}"
    return noms


def _du(chantier: Chantier) -> str:
    return "de l’interchantier" if chantier.est_interchantier else f"du chantier {chantier.numero}"


def portees() -> Sequence[Portee]:
    return [Portee(c.pk, c.numero, c.nom_court) for c in Chantier.objects.order_by("numero")]
