"""What the journal knows of the chantiers: their numbers and short names."""

from chantiers.models import Chantier
from historique.prises import Portee


def portees() -> list[Portee]:
    """All the chantiers, the interchantier last, in one query."""
    lus = Chantier.objects.order_by("numero").values_list("pk", "numero", "nom_court")
    return sorted((Portee(pk, numero, nom) for pk, numero, nom in lus), key=lambda portee: portee.numero or 1_000)
