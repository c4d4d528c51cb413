"""Taking a text out of roadmaps and budgets: the snapshots of reports that may hold it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from documentation.models import Rapport
from historique.prises import Instantane

# Those that print a version have the version's own, but for whole reports, which join two.
LES_LEURS = Q(version__isnull=True) | Q(nature=Rapport.Nature.COMPLET)


def instantanes_des_rapports(pk: UUID) -> Iterable[Instantane]:
    """Those that may hold the object."""
    touches = Rapport.objects.filter(LES_LEURS, instantane__contains=str(pk))
    for texte in touches.values_list("instantane", flat=True):
        yield Instantane(texte)


def tous_les_instantanes() -> Iterable[tuple[str, str]]:
    """All of them, each with what it is called."""
    for pk, texte in Rapport.objects.filter(LES_LEURS).values_list("pk", "instantane").iterator(20):
        yield f"rapport {pk}", texte
