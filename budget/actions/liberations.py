"""What must be undone before a funding is lost or archived, and what is undone with it."""

from django.db.models import Sum

from budget.models import Affectation, Financement, Imputation, Versement
from historique.horloge import maintenant
from historique.mots import euros


def obstacle_a_la_perte(financement: Financement) -> str | None:
    """Expenses that justify it, or money received: those are undone one by one, by people."""
    if impute := _total(Imputation, financement):
        return f"{euros(impute)} de dépenses justifient ce financement : retirez d’abord ces imputations."
    if recu := _total(Versement, financement):
        return f"{euros(recu)} ont déjà été reçus : archivez d’abord ces versements, s’ils ont été rendus."
    return None


def affecte_en_tout(financement: Financement) -> int:
    """What it pays of all lines, in cents: to be found again once it is lost."""
    return _total(Affectation, financement)


def liberer_tout(financement: Financement) -> int:
    """Archive each of its affectations, in the open act; returns their sum, in cents."""
    siennes = Affectation.objects.presents().select_for_update().filter(financement=financement.pk).order_by("pk")
    libere = 0
    for affectation in siennes:
        affectation.archive_le = maintenant()
        affectation.save()
        libere += affectation.montant_centimes
    return libere


def _total(modele: type[Affectation] | type[Imputation] | type[Versement], financement: Financement) -> int:
    presents = modele.objects.presents().filter(financement=financement.pk)  # type: ignore[attr-defined]
    return presents.aggregate(n=Sum("montant_centimes"))["n"] or 0
