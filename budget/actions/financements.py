"""What people do to a funding: note a lead, say who carries it and under which conditions, archive it, bring it back.

Each locks the exercices it has amounts in, then the funding; checks the right (a funder's person stands aside), then
writes. Raises Perime, Conflit, or another ActionRefusee with the field to mend.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from budget import permissions
from budget.actions.liberations import liberer_tout, obstacle_a_la_perte
from budget.actions.verrous import Perime, relire, verrouiller_les_exercices
from budget.lecture.organisations import organisations_de
from budget.models import PUBLICS, Affectation, Exercice, Financement, Tranche
from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import maintenant
from historique.mots import euros
from historique.refus import ActionRefusee, exiger
from historique.retrait import a_rendre
from membres.acces import Acces

# What people write of a funding: not its status, nor whether it is archived.
CONTENU = (
    "intitule",
    "financeur_id",
    "dispositif",
    "poste",
    "porteur_administratif_id",
    "porteur_financier_id",
    "mene_par_id",
    "plafond_public",
    "base_du_plafond",
    "reference",
    "conventionne_le",
    "reversement_autorise",
    "article_de_reversement",
    "note",
)
SUBVENTIONS = (*PUBLICS, "aides_privees")


def chercher(
    financement: Financement, *, exercice: Exercice, demande_centimes: int | None = None, motif: str = "", par: Acces
) -> Financement:
    """Note an unsaved lead, and what one would ask for this exercice; who notes it leads the search.

    The same form sent twice (same key) finds the row.
    """
    with consigner("chercher", par=par, motif=motif) as acte:
        [exercice] = verrouiller_les_exercices([exercice.pk])
        deja = Financement.objects.filter(pk=financement.pk).first()
        if deja is not None:
            return deja
        exiger(permissions.refus_d_ouvrir_un_financement(par))
        if refus := permissions.refus_de_deport(financement, organisations_de(par)):
            raise ActionRefusee(refus, "financeur")
        financement.mene_par_id = par.personne_id
        mettre_en_coherence(financement)
        financement.save()
        if demande_centimes is not None:
            Tranche(financement=financement, exercice=exercice, demande_centimes=demande_centimes).save()
        acte.objet = financement
    return financement


def modifier_un_financement(
    financement: Financement, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces
) -> Fusion:
    """Merge `saisi` (column → value), typed from `version`, with what others did meanwhile."""
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = financement = tenir(financement, par=par)
        fusion = appliquer(financement, version=version, saisi=saisi)
        mettre_en_coherence(financement)
        financement.save()
    return fusion


def archiver_un_financement(financement: Financement, *, motif: str = "", par: Acces) -> int:
    """Take it out of the budget; what it paid is to be found again: returns how much, in cents."""
    with consigner("archiver", par=par, motif=motif) as acte:
        acte.objet = financement = tenir(financement, par=par)
        exiger(obstacle_a_la_perte(financement))
        libere = liberer_tout(financement)
        financement.archive_le = maintenant()
        financement.save()
    return libere


def retablir_un_financement(financement: Financement, *, motif: str = "", par: Acces) -> None:
    """Bring it back as it was; what it paid stays to be affected again."""
    with consigner("retablir", par=par, motif=motif) as acte:
        acte.objet = financement = tenir(financement, par=par, archive=True)
        if financement.archive_le is None:
            raise Perime("Ce financement n’est pas archivé : il n’y a rien à rétablir.")
        financement.archive_le = None
        financement.save()


def restaurer_un_financement(financement: Financement, *, etat: Any, motif: str = "", par: Acces) -> Financement:
    """Bring back what was written of it at an earlier state (a historical row): neither its status nor its amounts."""
    with consigner("restaurer", par=par, motif=motif) as acte:
        acte.objet = financement = tenir(financement, par=par)
        etat = a_rendre(etat)
        for colonne in CONTENU:
            setattr(financement, colonne, getattr(etat, colonne))
        mettre_en_coherence(financement)
        financement.save()
    return financement


# Shared with its amounts, due dates and versements --------------------------------------------------------------------


def tenir(
    financement: Financement, *, par: Acces, exercices: Collection[UUID] = (), archive: bool = False
) -> Financement:
    """Lock its exercices (and those given), then the funding as it is now; check the right, and that it is present."""
    siens = Tranche.objects.filter(financement=financement.pk).values_list("exercice", flat=True)
    verrouiller_les_exercices({*siens, *exercices})
    financement = relire(financement, "financeur")
    exiger(permissions.refus_de_tenir_un_financement(par, financement, organisations_de(par)))
    if not archive and (refus := permissions.refus_d_archive(financement, "Ce financement", "")):
        raise Perime(refus)
    return financement


def mettre_en_coherence(financement: Financement) -> None:
    """What the database asks of the row, with a sentence and its field."""
    if not financement.intitule.strip():
        raise ActionRefusee("Donnez un intitulé à ce financement.", "intitule")
    if financement.poste in SUBVENTIONS and financement.financeur_id is None:
        raise ActionRefusee("Une subvention vient d’un financeur : choisissez-le.", "financeur")
    _exiger_l_article(financement)
    if not financement.reversement_autorise:
        _exiger_sans_reversement(financement)


def _exiger_l_article(financement: Financement) -> None:
    article = financement.article_de_reversement.strip()
    if financement.reversement_autorise and not article:
        raise ActionRefusee(
            "Citez l’article de la convention qui autorise le reversement, ou décochez « Reversement autorisé ».",
            "article_de_reversement",
        )
    if article and not financement.reversement_autorise:
        raise ActionRefusee(
            "Un article est cité : cochez « Reversement autorisé », ou retirez l’article.", "reversement_autorise"
        )


def _exiger_sans_reversement(financement: Financement) -> None:
    reversee = (
        Affectation.objects.presents()
        .filter(financement=financement.pk, ligne__reversement_a__isnull=False)
        .select_related("ligne__reversement_a")
        .order_by("-montant_centimes")
        .first()
    )
    if reversee is not None:
        raise ActionRefusee(
            f"Ce financement paie {euros(reversee.montant_centimes)} de « {reversee.ligne} », reversés à "
            f"{reversee.ligne.reversement_a} : libérez d’abord cette affectation.",
            "reversement_autorise",
        )
