"""How much of an expense justifies which funding: never more than the expense, nor than what is granted."""

from uuid import UUID

from budget import permissions
from budget.actions.verrous import relire, verrouiller_l_exercice
from budget.lecture.organisations import organisations_de
from budget.lecture.usage import impute_de_la_depense, impute_du_financement, tranche_de
from budget.models import Depense, Exercice, Financement, Imputation
from historique.actes import consigner
from historique.horloge import maintenant
from historique.mots import euros
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces


def imputer(
    depense: Depense, financement: Financement, *, cle: UUID, montant_centimes: int | None, motif: str = "", par: Acces
) -> Imputation:
    """Say that `montant_centimes` of `depense` justify `financement`; None: all that may be.

    The same form sent twice (same key) finds the row.
    """
    with consigner("imputer", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(depense.ligne.exercice_id)
        deja = Imputation.objects.filter(pk=cle).first()
        if deja is not None:
            return deja
        depense, financement = relire(depense, "ligne__chantier"), _tenu(financement, par)
        imputation = Imputation(pk=cle, depense=depense, financement=financement)
        _exiger_possible(imputation)
        imputation.montant_centimes = (
            max(min(reste_et_accorde(imputation, exercice)), 0) if montant_centimes is None else montant_centimes
        )
        _exiger_la_place(imputation, exercice)
        imputation.save()
        acte.objet = imputation
    return imputation


def desimputer(imputation: Imputation, *, motif: str = "", par: Acces) -> None:
    """This expense justifies this funding no more; the row stays in the journal."""
    with consigner("desimputer", par=par, motif=motif) as acte:
        verrouiller_l_exercice(imputation.depense.ligne.exercice_id)
        acte.objet = imputation = relire(imputation, "depense__ligne")
        imputation.financement = _tenu(imputation.financement, par)
        if imputation.archive_le is not None:
            raise ActionRefusee("Cette imputation est déjà retirée : imputez de nouveau la dépense s’il le faut.")
        imputation.archive_le = maintenant()
        imputation.save()


def reste_et_accorde(imputation: Imputation, exercice: Exercice) -> tuple[int, int]:
    """What of its expense justifies nothing yet, and what of its funding is not justified yet, itself apart."""
    reste = imputation.depense.montant_centimes - impute_de_la_depense(imputation.depense_id, imputation.pk)
    tranche = tranche_de(imputation.financement_id, exercice.pk)
    accorde = (tranche.accorde_centimes if tranche else None) or 0
    return reste, accorde - impute_du_financement(imputation.financement_id, exercice.pk, imputation.pk)


def _tenu(financement: Financement, par: Acces) -> Financement:
    """The funding under lock; refused to who may not say what justifies it."""
    financement = relire(financement, "financeur")
    exiger(permissions.refus_d_imputer(par))
    exiger(permissions.refus_de_deport(financement, organisations_de(par)))
    return financement


def _exiger_possible(imputation: Imputation) -> None:
    """Whether this expense may justify this funding at all."""
    depense, financement = imputation.depense, imputation.financement
    exiger(permissions.refus_d_archive(depense, "Cette dépense"))
    exiger(permissions.refus_d_archive(financement, "Ce financement", ""))
    if depense.abandon_de_frais:
        raise ActionRefusee("Un abandon de frais est un don : il ne justifie aucun financement.")
    if financement.statut not in Financement.Statut.acquis():
        raise ActionRefusee(f"« {financement} » n’est pas accordé : rien ne le justifie encore.", "financement")
    deja = Imputation.objects.presents().filter(depense=depense, financement=financement).first()
    if deja is not None:
        raise ActionRefusee(
            f"{euros(deja.montant_centimes)} de cette dépense justifient déjà « {financement} » : "
            "pour changer ce montant, retirez d’abord l’imputation.",
            "financement",
        )


def _exiger_la_place(imputation: Imputation, exercice: Exercice) -> None:
    """Whether the expense and the grant have room for this amount, with the figures."""
    depense, financement, montant = imputation.depense, imputation.financement, imputation.montant_centimes
    reste, libre = reste_et_accorde(imputation, exercice)
    if reste <= 0:
        raise ActionRefusee(
            f"Cette dépense de {euros(depense.montant_centimes)} est déjà entièrement imputée.", "montant"
        )
    if libre <= 0:
        raise ActionRefusee(
            f"« {financement} » n’a plus rien à justifier pour {exercice.annee} : "
            "rien ne lui est accordé, ou tout est déjà justifié.",
            "financement",
        )
    if montant <= 0:
        raise ActionRefusee("Une imputation porte un montant supérieur à zéro.", "montant")
    if montant > reste:
        raise ActionRefusee(
            f"Il reste {euros(reste)} à imputer sur cette dépense de {euros(depense.montant_centimes)} : "
            f"{euros(montant)} la dépasseraient.",
            "montant",
        )
    if montant > libre:
        raise ActionRefusee(
            f"« {financement} » a encore {euros(libre)} à justifier pour {exercice.annee} : "
            f"{euros(montant)} les dépasseraient.",
            "montant",
        )
