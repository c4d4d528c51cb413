"""How the journal calls reports."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from documentation.models import DE_SON_TITRE, Rapport
from historique.mots import date_longue
from historique.prises import Nomme
from membres.acces import Acces


def nommer_les_rapports(ids: Iterable[UUID], acces: Acces) -> Mapping[UUID, Nomme]:
    """The title and page of those this person may read."""
    rapports = Rapport.objects.visibles_par(acces).filter(pk__in=ids).select_related(*DE_SON_TITRE)
    return {rapport.pk: Nomme(f"« {rapport.titre} »", rapport.get_absolute_url()) for rapport in rapports}


def nommer_le_fichier(sha256: str, acces: Acces) -> Nomme | None:
    """The report whose PDF has these bytes today, if this person may read it."""
    rapports = Rapport.objects.visibles_par(acces).select_related(*DE_SON_TITRE)
    rapport = rapports.filter(fichier=sha256).first()
    if rapport is None:
        return None
    return Nomme(f"« {rapport.titre} », données au {date_longue(rapport.jour)}", rapport.get_absolute_url())
