"""For which organisations a person acts today: what confirms a contribution, and what makes a funder stand aside."""

from uuid import UUID

from budget.models import Financement
from chantiers.models import Adhesion
from membres.acces import Acces
from membres.models import Rattachement


def organisations_de(acces: Acces) -> frozenset[UUID]:
    """Those she is attached to, or for which she is in a chantier; two queries, none for nobody."""
    if acces.personne_id is None:
        return frozenset()
    siennes = Rattachement.objects.actives().filter(personne=acces.personne_id)  # type: ignore[attr-defined]
    chantiers = Adhesion.objects.actives().filter(personne=acces.personne_id)  # type: ignore[attr-defined]
    liens = [
        *siennes.values_list("organisation", flat=True),
        *chantiers.exclude(organisation=None).values_list("organisation", flat=True),
    ]
    return frozenset(liens)


def notes_reservees(acces: Acces) -> frozenset[UUID]:
    """The fundings whose working note she does not read, in the journal either: she acts for their funder."""
    siennes = organisations_de(acces)
    if not siennes:
        return frozenset()
    return frozenset(Financement.objects.filter(financeur__in=siennes).values_list("pk", flat=True))
