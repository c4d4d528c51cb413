"""Which funding pays which line: never more than the line, nor than what the funding counts for that exercice."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from budget import permissions
from budget.actions.verrous import relire, verrouiller_l_exercice
from budget.lecture.organisations import organisations_de
from budget.lecture.usage import affecte_a_la_ligne, affecte_du_financement, tranche_de
from budget.models import Affectation, Exercice, Financement, Ligne
from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import maintenant
from historique.mots import euros
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces


def affecter(
    ligne: Ligne, financement: Financement, *, cle: UUID, montant_centimes: int | None, motif: str = "", par: Acces
) -> Affectation:
    """Make `financement` pay `montant_centimes` of `ligne`; None: all that may be.

    The same form sent twice (same key) finds the row.
    """
    with consigner("affecter", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(ligne.exercice_id)
        deja = Affectation.objects.filter(pk=cle).first()
        if deja is not None:
            return deja
        ligne = relire(ligne, "chantier", "reversement_a")
        financement = _tenu(financement, par)
        affectation = Affectation(pk=cle, ligne=ligne, financement=financement)
        affectation.montant_centimes = (
            le_plus_possible(affectation, exercice) if montant_centimes is None else montant_centimes
        )
        _exiger_possible(affectation)
        _exiger_la_place(affectation, exercice)
        affectation.save()
        acte.objet = affectation
    return affectation


def modifier_une_affectation(
    affectation: Affectation, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces
) -> Fusion:
    """Change its amount."""
    with consigner("modifier", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(affectation.ligne.exercice_id)
        acte.objet = affectation = _presente(affectation, par)
        fusion = appliquer(affectation, version=version, saisi=saisi)
        _exiger_la_place(affectation, exercice)
        affectation.save()
    return fusion


def liberer(affectation: Affectation, *, motif: str = "", par: Acces) -> None:
    """The funding pays this line no more; the row stays in the journal."""
    with consigner("liberer", par=par, motif=motif) as acte:
        verrouiller_l_exercice(affectation.ligne.exercice_id)
        acte.objet = affectation = _presente(affectation, par)
        affectation.archive_le = maintenant()
        affectation.save()


def le_plus_possible(affectation: Affectation, exercice: Exercice) -> int:
    """The least of what remains to be found for the line and of what is free in the funding."""
    reste, libre = reste_et_libre(affectation, exercice)
    return max(min(reste, libre), 0)


def reste_et_libre(affectation: Affectation, exercice: Exercice) -> tuple[int, int]:
    """What remains to be found for its line, and what is free in its funding, itself apart."""
    tranche = tranche_de(affectation.financement_id, exercice.pk)
    reste = affectation.ligne.montant_centimes - affecte_a_la_ligne(affectation.ligne_id, affectation.pk)
    affecte = affecte_du_financement(affectation.financement_id, exercice.pk, affectation.pk)
    return reste, (tranche.prevu_centimes if tranche else 0) - affecte


def _tenu(financement: Financement, par: Acces) -> Financement:
    """The funding under lock; refused to who may not hold it."""
    financement = relire(financement, "financeur")
    exiger(permissions.refus_de_tenir_un_financement(par, financement, organisations_de(par)))
    return financement


def _presente(affectation: Affectation, par: Acces) -> Affectation:
    affectation = relire(affectation, "ligne__chantier")
    affectation.financement = _tenu(affectation.financement, par)
    if affectation.archive_le is not None:
        raise ActionRefusee("Ce financement ne paie déjà plus cette ligne : affectez-le de nouveau.")
    return affectation


def _exiger_possible(affectation: Affectation) -> None:
    """Whether this funding may pay this line at all."""
    ligne, financement = affectation.ligne, affectation.financement
    exiger(permissions.refus_d_archive(ligne, "Cette ligne"))
    exiger(permissions.refus_d_archive(financement, "Ce financement", ""))
    if financement.statut in Financement.Statut.perdus():
        statut = financement.get_statut_display().lower()
        raise ActionRefusee(f"« {financement} » ne paie rien : son statut est « {statut} ».", "financement")
    if ligne.reversement_a_id is not None and not financement.reversement_autorise:
        raise ActionRefusee(
            f"La convention n’autorise pas le reversement : cette ligne est reversée à {ligne.reversement_a}. "
            f"Citez dans « {financement} » l’article qui l’autorise, ou choisissez un autre financement.",
            "financement",
        )
    deja = Affectation.objects.presents().filter(ligne=ligne, financement=financement).first()
    if deja is not None:
        raise ActionRefusee(
            f"« {financement} » paie déjà {euros(deja.montant_centimes)} de cette ligne : modifiez ce montant.",
            "financement",
        )


def _exiger_la_place(affectation: Affectation, exercice: Exercice) -> None:
    """Whether the line and the funding have room for this amount, with the figures."""
    ligne, financement, montant = affectation.ligne, affectation.financement, affectation.montant_centimes
    tranche = tranche_de(financement.pk, exercice.pk)
    if tranche is None:
        raise ActionRefusee(
            f"« {financement} » n’a pas de montant pour {exercice.annee} : notez d’abord ce qui est demandé.",
            "financement",
        )
    reste, libre = reste_et_libre(affectation, exercice)
    if reste <= 0:
        raise ActionRefusee(f"Cette ligne de {euros(ligne.montant_centimes)} est déjà entièrement payée.", "montant")
    if libre <= 0:
        raise ActionRefusee(
            f"« {financement} » n’a plus rien de libre : ses {euros(tranche.prevu_centimes)} sont affectés.",
            "financement",
        )
    if montant <= 0:
        raise ActionRefusee("Une affectation porte un montant supérieur à zéro.", "montant")
    if montant > reste:
        raise ActionRefusee(
            f"Il reste {euros(reste)} à trouver pour cette ligne de {euros(ligne.montant_centimes)} : "
            f"{euros(montant)} la dépasseraient.",
            "montant",
        )
    if montant > libre:
        raise ActionRefusee(
            f"« {financement} » compte {euros(tranche.prevu_centimes)} pour {exercice.annee}, dont {euros(libre)} "
            f"libres : {euros(montant)} les dépasseraient.",
            "montant",
        )
