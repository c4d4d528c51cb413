"""The budgets that the chantiers adopted, as `budget` shows them to everyone (its socket `budgets_adoptes`)."""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from budget.prises import Adopte
from historique.lecture import presentes_au
from membres.acces import Acces
from pilotage.models import Decision


def budgets_adoptes(ids: Collection[UUID], acces: Acces, sequence: int | None) -> dict[UUID, Adopte]:
    """Exercice → the adoption of its budget that is in force, today or after an entry of the journal; one query."""
    decisions = presentes_au(Decision, sequence).filter(proposition__exercice__in=ids)
    en_vigueur = decisions.exclude(remplacee_par__in=presentes_au(Decision, sequence))
    lignes = en_vigueur.select_related("version_adoptee__proposition").order_by("constatee_le", "numero")
    return {(adopte := _adopte(decision)).exercice_id: adopte for decision in lignes}


def _adopte(decision: Decision) -> Adopte:
    version = decision.version_adoptee
    return Adopte(
        exercice_id=version.proposition.exercice_id,
        etiquette=version.etiquette,
        decision=decision.numero,
        adresse=decision.get_absolute_url(),
        version=reverse("pilotage:version", args=[version.proposition.numero, version.numero]),
        le=decision.en_vigueur_le,
        sequence=version.sequence,
        instantane=version.instantane,
    )
