"""The days that a funding does not forgive; a granted exercice brings the day of its report."""

from calendar import monthrange
from datetime import date

from budget.actions.verrous import Perime
from budget.models import Echeance, Exercice, Financement, Tranche
from historique.horloge import aujourd_hui
from historique.refus import ActionRefusee

MOIS_DU_COMPTE_RENDU = 6
QUI_RENDENT_COMPTE = (
    Financement.Statut.CONVENTIONNEE,
    Financement.Statut.EN_VERSEMENT,
    Financement.Statut.A_JUSTIFIER,
)


def exiger_possible(echeance: Echeance) -> None:
    """Before a due date is written."""
    if echeance.faite_le is not None and echeance.faite_le > aujourd_hui():
        raise ActionRefusee("Ce jour n’est pas encore venu : une échéance se note faite une fois faite.", "faite_le")


def noter_faite(echeance: Echeance) -> None:
    """Today, in the open act."""
    if echeance.faite_le is not None:
        raise Perime("Cette échéance est déjà notée comme faite.")
    echeance.faite_le = aujourd_hui()


def prevoir_les_comptes_rendus(financement: Financement) -> None:
    """Once there is a convention, a report is due six months after the end of each exercice it grants, added once."""
    if financement.statut not in QUI_RENDENT_COMPTE:
        return
    nature = Echeance.Nature.COMPTE_RENDU
    # Those that people moved to another day, or archived, are not added again: their past states say so.
    passees = Echeance.history.filter(financement_id=financement.pk, nature=nature)  # type: ignore[attr-defined]
    notees = set(passees.values_list("le", flat=True))
    accordees = Tranche.objects.presents().filter(financement=financement, accorde_centimes__gt=0)
    for tranche in accordees.select_related("exercice").order_by("exercice__annee"):
        le = jour_du_compte_rendu(tranche.exercice)
        if le not in notees:
            precision = f"Exercice {tranche.exercice.annee}"
            Echeance(financement=financement, nature=nature, le=le, precision=precision).save()


def jour_du_compte_rendu(exercice: Exercice) -> date:
    """End of the exercice + 6 months (décret n° 2001-495 and order of 11 October 2006); ends of month stay so."""
    fin = exercice.fin
    mois = fin.month + MOIS_DU_COMPTE_RENDU
    annee, mois = fin.year + (mois - 1) // 12, (mois - 1) % 12 + 1
    dernier = monthrange(annee, mois)[1]
    return date(annee, mois, dernier if fin.day == monthrange(fin.year, fin.month)[1] else min(fin.day, dernier))
