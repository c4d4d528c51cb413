"""What is asked of, and granted by, a funding for an exercice: never under what hangs on it."""

from budget.lecture.fiche_de_financement import Sommes, sommes_du_financement
from budget.models import Exercice, Financement, Tranche
from historique.mots import euros
from historique.refus import ActionRefusee

Statut = Financement.Statut


def exiger_possible(tranche: Tranche, champ: str = "accorde_centimes") -> None:
    """Before the amounts of an exercice are written; its exercice and its funding are locked.

    `champ`: the field of the form in which what is granted was typed.
    """
    _exiger_unique(tranche)
    sommes = sommes_du_financement(tranche.financement_id)
    siennes = sommes.get(tranche.exercice_id, Sommes())
    retire = tranche.archive_le is not None
    annee = Exercice.objects.values_list("annee", flat=True).get(pk=tranche.exercice_id)
    prevu = 0 if retire else tranche.prevu_centimes
    accorde = 0 if retire else tranche.accorde_centimes or 0
    if prevu < siennes.affecte:
        raise ActionRefusee(
            f"{euros(siennes.affecte)} de ce financement sont affectés à des lignes de {annee} : "
            "son montant ne descend pas au-dessous. Libérez d’abord ces affectations.",
            champ if tranche.accorde_centimes is not None else "demande_centimes",
        )
    if accorde < siennes.impute:
        raise ActionRefusee(
            f"{euros(siennes.impute)} de dépenses de {annee} justifient ce financement : le montant accordé "
            "ne descend pas au-dessous. Retirez d’abord ces imputations.",
            champ,
        )
    if siennes.recu and not accorde:
        raise ActionRefusee(
            f"{euros(siennes.recu)} ont été reçus pour {annee} : un montant y reste accordé. "
            "Archivez d’abord ces versements.",
            champ,
        )
    autres = _accordes_ailleurs(tranche)
    recu = sum(s.recu for s in sommes.values())
    if autres + accorde < recu:
        raise ActionRefusee(
            f"{euros(recu)} ont été reçus en tout : ce qui est accordé ne descend pas au-dessous.", champ
        )
    _exiger_un_accord(tranche, autres + accorde, champ)


def _exiger_unique(tranche: Tranche) -> None:
    if tranche.archive_le is not None:
        return
    memes = Tranche.objects.presents().filter(financement=tranche.financement_id, exercice=tranche.exercice_id)
    if memes.exclude(pk=tranche.pk).exists():
        raise ActionRefusee("Ce financement a déjà des montants pour cet exercice : modifiez-les.", "exercice")


def _accordes_ailleurs(tranche: Tranche) -> int:
    autres = Tranche.objects.presents().filter(financement=tranche.financement_id).exclude(pk=tranche.pk)
    return sum(autre.accorde_centimes or 0 for autre in autres)


def _exiger_un_accord(tranche: Tranche, accorde: int, champ: str) -> None:
    statut = Financement.objects.values_list("statut", flat=True).get(pk=tranche.financement_id)
    if statut in Statut.acquis() and not accorde:
        raise ActionRefusee(
            "Ce financement est accordé : il garde un montant accordé dans un exercice au moins.", champ
        )
