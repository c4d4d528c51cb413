"""What was really spent: recorded on a line, modified, archived; above the threshold, the gap is explained."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from budget import permissions
from budget.actions.verrous import relire, verrouiller_l_exercice
from budget.lecture.usage import depasse, depense_de_la_ligne, impute_de_la_depense, phrase_d_ecart, reste_en_deca
from budget.models import Depense, Exercice, Ligne
from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import aujourd_hui, maintenant
from historique.mots import date_longue, euros
from historique.refus import ActionRefusee, exiger
from historique.retrait import a_rendre
from membres.acces import Acces

# How far from its exercice an expense may be paid: farther, a year was mistyped.
UN_AN = timedelta(days=366)
# What people write of an expense.
CONTENU = ("ligne_id", "le", "libelle", "fournisseur", "montant_centimes", "abandon_de_frais", "abandonnee_par_id")


def depenser(depense: Depense, *, explication: str = "", motif: str = "", par: Acces) -> Depense:
    """Record an unsaved expense; `explication`: of the gap, required if it crosses the threshold of the exercice.

    The same form sent twice (same key) finds the row.
    """
    with consigner("depenser", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(depense.ligne.exercice_id)
        deja = Depense.objects.filter(pk=depense.pk).first()
        if deja is not None:
            return deja
        _placer(depense, exercice, par)
        _exiger_juste(depense)
        _exiger_l_explication(depense, exercice, explication)
        depense.save()
        acte.objet = depense
    return depense


def modifier_une_depense(
    depense: Depense, *, version: int, saisi: Mapping[str, Any], explication: str = "", motif: str = "", par: Acces
) -> Fusion:
    """Merge `saisi` (column → value), typed from `version`; raises Conflit when both changed a field differently."""
    with consigner("modifier", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(depense.ligne.exercice_id)
        acte.objet = depense = _presente(depense, par)
        fusion = appliquer(depense, version=version, saisi=saisi)
        _placer(depense, exercice, par)
        _exiger_juste(depense)
        _exiger_l_explication(depense, exercice, explication)
        depense.save()
    return fusion


def archiver_une_depense(depense: Depense, *, motif: str = "", par: Acces) -> None:
    """It counts no more; its receipts stay with it. Nothing is deleted."""
    with consigner("archiver", par=par, motif=motif) as acte:
        verrouiller_l_exercice(depense.ligne.exercice_id)
        acte.objet = depense = _presente(depense, par)
        if impute := impute_de_la_depense(depense.pk):
            raise ActionRefusee(
                f"{euros(impute)} de cette dépense justifient des financements : retirez d’abord ces imputations."
            )
        depense.archive_le = maintenant()
        depense.save()


def retablir_une_depense(depense: Depense, *, explication: str = "", motif: str = "", par: Acces) -> None:
    with consigner("retablir", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(depense.ligne.exercice_id)
        acte.objet = depense = relire(depense, "ligne__chantier")
        exiger(permissions.refus_de_noter_une_depense(par, depense.ligne.chantier))
        if depense.archive_le is None:
            raise ActionRefusee("Cette dépense n’est pas archivée.")
        _placer(depense, exercice, par)
        _exiger_l_explication(depense, exercice, explication)
        depense.archive_le = None
        depense.save()


def restaurer_une_depense(depense: Depense, *, etat: Any, motif: str = "", par: Acces) -> Depense:
    """Bring back what was written of it at an earlier state (a historical row)."""
    with consigner("restaurer", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(depense.ligne.exercice_id)
        acte.objet = depense = _presente(depense, par)
        etat = a_rendre(etat)
        for colonne in CONTENU:
            setattr(depense, colonne, getattr(etat, colonne))
        _placer(depense, exercice, par)
        _exiger_juste(depense)
        _exiger_l_explication(depense, exercice, "")
        depense.save()
    return depense


def expliquer_l_ecart(ligne: Ligne, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces) -> Fusion:
    """Write why more, or less, was spent on this line than planned (`ecart_explique`)."""
    with consigner("expliquer_l_ecart", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(ligne.exercice_id)
        acte.objet = ligne = relire(ligne, "chantier")
        exiger(permissions.refus_de_noter_une_depense(par, ligne.chantier))
        exiger(permissions.refus_d_archive(ligne, "Cette ligne"))
        fusion = appliquer(ligne, version=version, saisi=saisi)
        prevu, depense = ligne.montant_centimes, depense_de_la_ligne(ligne.pk)
        finie = aujourd_hui() > exercice.fin and reste_en_deca(prevu, depense, exercice.seuil_d_ecart)
        if not ligne.ecart_explique.strip() and (finie or depasse(prevu, depense, exercice.seuil_d_ecart)):
            raise ActionRefusee(f"{phrase_d_ecart(prevu, depense)} : dites pourquoi.", "ecart_explique")
        ligne.save()
    return fusion


def _presente(depense: Depense, par: Acces) -> Depense:
    """The expense under lock, not archived, and of a chantier whose expenses this person keeps."""
    depense = relire(depense, "ligne__chantier")
    exiger(permissions.refus_de_noter_une_depense(par, depense.ligne.chantier))
    exiger(permissions.refus_d_archive(depense, "Cette dépense"))
    return depense


def _placer(depense: Depense, exercice: Exercice, par: Acces) -> None:
    """Its line under lock: a present one of the same exercice, where this person may record an expense."""
    depense.ligne = Ligne.objects.select_for_update(of=("self",)).select_related("chantier").get(pk=depense.ligne_id)
    if depense.ligne.exercice_id != exercice.pk:
        raise ActionRefusee(f"Une dépense reste dans son exercice : choisissez une ligne de {exercice.annee}.", "ligne")
    exiger(permissions.refus_de_noter_une_depense(par, depense.ligne.chantier))
    exiger(permissions.refus_d_archive(depense.ligne, "Cette ligne"))
    if not exercice.debut - UN_AN <= depense.le <= exercice.fin + UN_AN:
        raise ActionRefusee(
            f"Le {date_longue(depense.le)} est à plus d’un an de l’exercice {exercice.annee} : vérifiez l’année.", "le"
        )


def _exiger_juste(depense: Depense) -> None:
    """An amount above zero, that covers what it justifies; a waived expense says by whom, and justifies nothing."""
    if depense.montant_centimes <= 0:
        raise ActionRefusee("Une dépense porte un montant supérieur à zéro.", "montant")
    if depense.abandon_de_frais != (depense.abandonnee_par_id is not None):
        raise ActionRefusee("Un abandon de frais dit qui renonce, et lui seul.", "abandonnee_par")
    impute = impute_de_la_depense(depense.pk)
    if impute and depense.abandon_de_frais:
        raise ActionRefusee(
            f"{euros(impute)} de cette dépense justifient des financements : un abandon de frais n’en justifie aucun. "
            "Retirez d’abord ces imputations.",
            "abandonnee_par",
        )
    if depense.montant_centimes < impute:
        raise ActionRefusee(
            f"{euros(impute)} de cette dépense justifient des financements : son montant ne descend pas au-dessous. "
            "Retirez d’abord des imputations.",
            "montant",
        )


def _exiger_l_explication(depense: Depense, exercice: Exercice, explication: str) -> None:
    """Above the threshold, the line says why; what is said now is written on it, in the same act."""
    ligne = depense.ligne
    if explication.strip():
        ligne.ecart_explique = explication.strip()
        ligne.save()
    total = depense_de_la_ligne(ligne.pk, depense.pk) + depense.montant_centimes
    if depasse(ligne.montant_centimes, total, exercice.seuil_d_ecart) and not ligne.ecart_explique.strip():
        raise ActionRefusee(
            f"Cette ligne en serait à {phrase_d_ecart(ligne.montant_centimes, total)} : au-delà de "
            f"{exercice.seuil_d_ecart} % d’écart, expliquez-le.",
            "explication",
        )
