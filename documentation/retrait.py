"""Taking a text out of the roadmaps: the snapshots of reports that may hold it."""

from collections.abc import Iterable
from uuid import UUID

from documentation.models import Rapport
from historique.prises import Instantane


def instantanes_des_rapports(pk: UUID) -> Iterable[Instantane]:
    """Those of reports made of the roadmaps as they were; one that prints a version has the version's own."""
    touches = Rapport.objects.filter(version__isnull=True, instantane__contains=str(pk))
    for texte in touches.values_list("instantane", flat=True):
        yield Instantane(texte)


def tous_les_instantanes() -> Iterable[tuple[str, str]]:
    """Those of all the reports made of the roadmaps as they were, each with what it is called."""
    for pk, texte in Rapport.objects.filter(version__isnull=True).values_list("pk", "instantane").iterator(20):
        yield f"rapport {pk}", texte
