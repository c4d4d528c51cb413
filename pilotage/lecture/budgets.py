"""The budgets that the chantiers adopted, and which exercice may be put to them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse

from budget.models import Exercice, Ligne
from budget.prises import Adopte
from historique.horloge import aujourd_hui
from historique.lecture import presentes_au
from membres.acces import Acces
from pilotage.models import Decision

AUCUN_EXERCICE = (
    "Aucun exercice n’est ouvert : il n’y a rien à figer. La coordination ouvre d’abord l’exercice du budget."
)
SANS_LIGNE = (
    "Le budget {annee} n’a encore aucune ligne : il n’y a rien à figer. Écrivez d’abord les besoins des chantiers."
)


def exercice_propose() -> UUID | None:
    """The next exercice that has lines, else the last one that has some."""
    lignes = Ligne.objects.filter(exercice=OuterRef("pk"), archive_le__isnull=True)
    pourvus = list(Exercice.objects.filter(Exists(lignes)).order_by("debut"))
    a_venir = [exercice.pk for exercice in pourvus if exercice.debut > aujourd_hui()]
    return next(iter(a_venir or [exercice.pk for exercice in pourvus[-1:]]), None)


def refus_d_exercice(exercice_id: UUID | None) -> str | None:
    """Why the budget of this exercice cannot be put to the chantiers."""
    exercice = Exercice.objects.filter(pk=exercice_id).first() if exercice_id else None
    if exercice is None:
        ouverts = Exercice.objects.exists()
        return "Choisissez l’exercice dont le budget sera figé." if ouverts else AUCUN_EXERCICE
    if not Ligne.objects.filter(exercice=exercice, archive_le__isnull=True).exists():
        return SANS_LIGNE.format(annee=exercice.annee)
    return None


def budgets_adoptes(ids: Collection[UUID], acces: Acces, sequence: int | None) -> dict[UUID, Adopte]:
    """Exercice → the adoption of its budget that is in force, today or after an entry of the journal; one query.

    (Socket of `budget`.)
    """
    decisions = presentes_au(Decision, sequence).filter(proposition__exercice__in=ids)
    en_vigueur = decisions.exclude(remplacee_par__in=presentes_au(Decision, sequence))
    lignes = en_vigueur.select_related("version_adoptee__proposition", "proposition").order_by("constatee_le", "numero")
    adoptes = (_adopte(decision.proposition.exercice_id, decision) for decision in lignes)
    return {adopte.exercice_id: adopte for adopte in adoptes}


def decision_du_budget() -> Decision | None:
    """The adoption in force of the latest exercice that has one; without its frozen text, in one query."""
    decisions = Decision.objects.en_vigueur().filter(proposition__exercice__isnull=False)
    lignes = decisions.select_related("version_adoptee__proposition", "proposition__exercice")
    return (
        lignes.defer("version_adoptee__instantane").order_by("-proposition__exercice__annee", "-constatee_le").first()
    )


def _adopte(exercice_id: UUID, decision: Decision) -> Adopte:
    version = decision.version_adoptee
    return Adopte(
        exercice_id=exercice_id,
        etiquette=version.etiquette,
        decision=decision.numero,
        adresse=decision.get_absolute_url(),
        version=reverse("pilotage:version", args=[version.proposition.numero, version.numero]),
        le=decision.en_vigueur_le,
        sequence=version.sequence,
        instantane=version.instantane,
    )
