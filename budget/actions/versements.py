"""Money received from a funding: never more than it grants in all."""

from budget.models import Financement, Tranche, Versement
from historique.horloge import aujourd_hui
from historique.mots import euros
from historique.refus import ActionRefusee

Statut = Financement.Statut


def exiger_possible(versement: Versement) -> None:
    """Before a versement is written; its exercice and its funding are locked."""
    if versement.archive_le is not None:
        return
    financement = versement.financement
    if financement.statut not in Statut.acquis():
        raise ActionRefusee(
            f"Ce financement n’est pas accordé (« {financement.get_statut_display()} ») : changez d’abord son statut."
        )
    if versement.le > aujourd_hui():
        raise ActionRefusee(
            "Ce jour n’est pas encore venu : un versement se note une fois reçu. "
            "Pour un versement attendu, ajoutez une échéance.",
            "le",
        )
    _exiger_dans_l_accord(versement)


def _exiger_dans_l_accord(versement: Versement) -> None:
    accordes = {
        tranche.exercice_id: tranche.accorde_centimes or 0
        for tranche in Tranche.objects.presents().filter(financement=versement.financement_id)
    }
    if not accordes.get(versement.exercice_id):
        raise ActionRefusee(
            "Rien n’est accordé pour cet exercice : écrivez d’abord le montant accordé, ou choisissez-en un autre.",
            "exercice",
        )
    if versement.montant_centimes <= 0:
        raise ActionRefusee("Un versement porte un montant supérieur à zéro.", "montant_centimes")
    autres = Versement.objects.presents().filter(financement=versement.financement_id).exclude(pk=versement.pk)
    recu = sum(autre.montant_centimes for autre in autres)
    accorde = sum(accordes.values())
    if recu + versement.montant_centimes > accorde:
        raise ActionRefusee(
            f"{euros(accorde)} sont accordés et {euros(recu)} déjà reçus : il reste {euros(accorde - recu)} à recevoir."
            " Corrigez ce montant, ou d’abord le montant accordé.",
            "montant_centimes",
        )
