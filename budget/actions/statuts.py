"""Change where a funding stands, by the table of transitions only; what each status brings with it is done at once."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from budget.actions.echeances import prevoir_les_comptes_rendus
from budget.actions.financements import tenir
from budget.actions.liberations import liberer_tout, obstacle_a_la_perte
from budget.actions.montants_annuels import exiger_possible
from budget.actions.verrous import Perime
from budget.models import TRANSITIONS, Financement, Tranche
from historique.actes import consigner
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces

Statut = Financement.Statut


def changer_le_statut(
    financement: Financement,
    *,
    depuis: str,
    vers: str,
    accorde: Mapping[UUID, int] | None = None,
    reference: str = "",
    conventionne_le: date | None = None,
    motif: str = "",
    par: Acces,
) -> int:
    """From the status that the person saw to `vers`; returns what is to be found again, in cents.

    `accorde`: exercice → granted cents, written in the same act. Of two changes at once, the second is refused.
    """
    with consigner("changer_le_statut", par=par, motif=motif) as acte:
        acte.objet = financement = tenir(financement, par=par, exercices=list(accorde or {}))
        _exiger_la_suite(financement, depuis, vers)
        libere = 0
        if vers in Statut.perdus():
            exiger(obstacle_a_la_perte(financement))
            libere = liberer_tout(financement)
        _noter_les_accords(financement, accorde or {})
        financement.statut = vers
        financement.reference = reference or financement.reference
        financement.conventionne_le = conventionne_le or financement.conventionne_le
        _exiger_un_accord(financement)
        financement.save()
        prevoir_les_comptes_rendus(financement)
    return libere


def passer_en_versement(financement: Financement) -> None:
    """In the act of a first versement, when the table allows it."""
    if Statut.EN_VERSEMENT in TRANSITIONS[Statut(financement.statut)]:
        financement.statut = Statut.EN_VERSEMENT
        financement.save()


def _exiger_la_suite(financement: Financement, depuis: str, vers: str) -> None:
    present = financement.get_statut_display()
    if financement.statut != depuis:
        raise Perime(
            f"Le statut a changé depuis l’affichage de cette page : il est maintenant « {present} ». "
            "Relisez ce financement, puis choisissez de nouveau."
        )
    suites = TRANSITIONS[Statut(financement.statut)]
    if vers not in suites:
        possibles = " ou ".join(f"« {suite.label} »" for suite in suites) or "aucun autre"
        raise ActionRefusee(f"« {present} » ne peut être suivi que de : {possibles}.", "vers")


def _noter_les_accords(financement: Financement, accorde: Mapping[UUID, int]) -> None:
    """The granted amounts typed in the same form; an exercice without amounts yet is asked what is granted."""
    tranches = {
        t.exercice_id: t for t in Tranche.objects.presents().select_for_update().filter(financement=financement)
    }
    for exercice_id, centimes in sorted(accorde.items(), key=lambda paire: str(paire[0])):
        tranche = tranches.get(exercice_id) or Tranche(
            financement=financement, exercice_id=exercice_id, demande_centimes=centimes
        )
        tranche.accorde_centimes = centimes
        exiger_possible(tranche, champ=f"accorde_{exercice_id}")
        tranche.save()


def _exiger_un_accord(financement: Financement) -> None:
    if financement.statut != Statut.ACCORDEE:
        return
    if not Tranche.objects.presents().filter(financement=financement, accorde_centimes__gt=0).exists():
        raise ActionRefusee("Un financement accordé porte un montant accordé dans un exercice au moins : écrivez-le.")
