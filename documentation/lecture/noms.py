"""How the journal calls reports."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from documentation.models import Rapport
from historique.prises import Nomme
from membres.acces import Acces


def nommer_les_rapports(ids: Iterable[UUID], acces: Acces) -> Mapping[UUID, Nomme]:
    """The title and page of those this person may read."""
    rapports = Rapport.objects.visibles_par(acces).filter(pk__in=ids).select_related("chantier", "version__proposition")
    return {rapport.pk: Nomme(f"« {rapport.titre} »", rapport.get_absolute_url()) for rapport in rapports}
