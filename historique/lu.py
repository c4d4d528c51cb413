"""« Marquer comme lu »: how far a person has read, which is hers alone and no act of the journal."""

from uuid import UUID

from django.db import transaction

from historique.horloge import maintenant
from historique.models import DerniereLecture, Tete


def marquer_comme_lu(personne_id: UUID, sequence: int) -> None:
    """She has read up to this entry; never less than before, nor more than there is."""
    with transaction.atomic():
        dernier = Tete.objects.values_list("dernier", flat=True).get(pk=1)
        sequence = min(max(sequence, 0), dernier)
        lecture, nouvelle = DerniereLecture.objects.select_for_update().get_or_create(
            personne_id=personne_id, defaults={"sequence": sequence}
        )
        if not nouvelle:
            lecture.sequence, lecture.le = max(lecture.sequence, sequence), maintenant()
            lecture.save()
