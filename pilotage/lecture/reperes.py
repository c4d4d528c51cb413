"""The places of the journal that adoptions make."""

from historique.models import Acte
from historique.prises import Repere
from membres.acces import Acces


def derniere_adoption(acces: Acces) -> Repere | None:
    """The last one that this person may read of, in one query."""
    adoptions = Acte.objects.lisibles_par(acces).filter(verbe="adopter")
    acte = adoptions.order_by("-sequence").first()
    return Repere("adoption", "la dernière adoption", acte.sequence, acte.instant) if acte else None
