"""Valued contributions: declared by a member, confirmed by who gives; the scale and its rate are frozen on each.

Raises Perime, Conflit, or another ActionRefusee with the field to mend.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from budget import permissions
from budget.actions.evaluation import DON, SAISIE, colonnes, evaluer, exiger_un_donneur
from budget.actions.verrous import Perime, relire, verrouiller_l_exercice
from budget.lecture.organisations import organisations_de
from budget.models import Action, Contribution, Exercice
from chantiers.models import Chantier
from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import maintenant
from historique.mots import date_longue
from historique.refus import ActionRefusee, exiger
from historique.retrait import a_rendre
from membres.acces import Acces

LIENS = ("chantier", "action", "organisation", "personne", "bareme", "exercice")
# What its value depends on: it is valued again when one of them changes.
VALUE = ("le", "nombre", "quantite", "bareme_id", "valeur_centimes")


def declarer(
    exercice: Exercice, chantier: Chantier, *, id: UUID, saisi: Mapping[str, Any], motif: str = "", par: Acces
) -> Contribution:
    """Declare what someone gives. If she who declares is the giver, or acts for it, it is confirmed at once.

    `saisi`: libelle, le, bareme (the code of a scale, or « don_en_nature »), nombre, quantite, valeur_centimes (of a
    gift in kind only), organisation_id, personne_id, action_id, precision. The same form sent twice finds the row.
    """
    with consigner("declarer", par=par, motif=motif) as acte:
        exercice = verrouiller_l_exercice(exercice.pk)
        exiger(permissions.refus_de_declarer(par, chantier))
        if deja := Contribution.objects.filter(pk=id).first():
            return deja
        contribution = _evaluee(Contribution(pk=id, exercice=exercice, chantier=chantier), saisi)
        _confirmer_si_elle_donne(contribution, par)
        contribution.save()
        acte.objet = contribution
    return contribution


def estimer(exercice: Exercice, chantier: Chantier, saisi: Mapping[str, Any]) -> Contribution:
    """What `declarer` would write, written nowhere: the computation is shown before sending. Raises ActionRefusee."""
    with transaction.atomic():  # scales are read under lock, here as there
        return _evaluee(Contribution(exercice=exercice, chantier=chantier), saisi)


def modifier(
    contribution: Contribution, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces
) -> Fusion:
    """Merge what is typed, from `version`, with what others did meanwhile; valued again if it has to be."""
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = contribution = _presente(contribution)
        exiger(permissions.refus_de_modifier_une_contribution(par, contribution))
        avant = _valeurs(contribution)
        fusion = appliquer(contribution, version=version, saisi=colonnes(saisi, contribution))
        _accorder(contribution, avant)
        contribution.save()
    return fusion


def confirmer(contribution: Contribution, *, motif: str = "", par: Acces) -> Contribution:
    """Who gives says so: nothing of its value changes any more. Two at the same instant confirm once."""
    with consigner("confirmer", par=par, motif=motif) as acte:
        acte.objet = contribution = _verrouillee(contribution)
        exiger(permissions.refus_de_confirmer(par, contribution, organisations_de(par)))
        _confirmee(contribution, par)
        contribution.save()
    return contribution


def archiver(contribution: Contribution, *, motif: str = "", par: Acces) -> None:
    """Take it out of the budget, confirmed or not. Nothing is deleted."""
    with consigner("archiver", par=par, motif=motif) as acte:
        acte.objet = contribution = _presente(contribution)
        exiger(permissions.refus_d_archiver_une_contribution(par, contribution, organisations_de(par)))
        contribution.archive_le = maintenant()
        contribution.save()


def retablir(contribution: Contribution, *, motif: str = "", par: Acces) -> None:
    """Bring it back as it was, its rate and its confirmation with it."""
    with consigner("retablir", par=par, motif=motif) as acte:
        acte.objet = contribution = _verrouillee(contribution)
        exiger(permissions.refus_de_retablir_une_contribution(par, contribution, organisations_de(par)))
        if contribution.archive_le is None:
            raise Perime("Cette contribution n’est plus archivée.")
        contribution.archive_le = None
        contribution.save()


def restaurer(contribution: Contribution, *, etat: Any, motif: str = "", par: Acces) -> Contribution:
    """Bring back what was written of it at an earlier state (a historical row), while it is only declared."""
    with consigner("restaurer", par=par, motif=motif) as acte:
        acte.objet = contribution = _presente(contribution)
        exiger(permissions.refus_de_modifier_une_contribution(par, contribution))
        avant, etat = _valeurs(contribution), a_rendre(etat)
        for champ in SAISIE:
            setattr(contribution, champ, getattr(etat, champ))
        _accorder(contribution, avant)
        contribution.save()
    return contribution


# The row --------------------------------------------------------------------------------------------------------------


def _verrouillee(contribution: Contribution) -> Contribution:
    """The exercice, then the contribution as it is now, both locked."""
    verrouiller_l_exercice(contribution.exercice_id)
    relue: Contribution = relire(contribution, *LIENS)
    return relue


def _presente(contribution: Contribution) -> Contribution:
    relue = _verrouillee(contribution)
    if refus := permissions.refus_d_archive(relue, "Cette contribution"):
        raise Perime(refus)
    return relue


def _evaluee(contribution: Contribution, saisi: Mapping[str, Any]) -> Contribution:
    for champ, valeur in colonnes(saisi).items():
        setattr(contribution, champ, valeur)
    _mettre_en_coherence(contribution)
    evaluer(contribution)
    return contribution


def _valeurs(contribution: Contribution) -> dict[str, Any]:
    return {champ: getattr(contribution, champ) for champ in VALUE}


def _accorder(contribution: Contribution, avant: Mapping[str, Any]) -> None:
    """After its columns have changed: what they say together, and its value if it depends on one of them."""
    _mettre_en_coherence(contribution)
    if _valeurs(contribution) != avant:
        evaluer(contribution)


def _mettre_en_coherence(contribution: Contribution) -> None:
    """What no column says alone: who may give this, on which day, for which action. Raises ActionRefusee."""
    bareme = contribution.bareme
    contribution.nature = DON if bareme is None else bareme.famille
    exiger_un_donneur(contribution)
    exercice = contribution.exercice
    if not exercice.debut <= contribution.le <= exercice.fin:
        bornes = f"du {date_longue(exercice.debut)} au {date_longue(exercice.fin)}"
        raise ActionRefusee(f"Choisissez un jour de l’exercice {exercice.annee}, {bornes}.", "le")
    _exiger_une_action_presente(contribution)


def _exiger_une_action_presente(contribution: Contribution) -> None:
    if contribution.action_id is None:
        return
    action = Action.objects.filter(pk=contribution.action_id, chantier=contribution.chantier_id).first()
    if action is None:
        raise ActionRefusee("Cette action est celle d’un autre chantier : choisissez-en une de la liste.", "action")
    if action.archive_le is not None and contribution._state.adding:
        raise ActionRefusee("Cette action est archivée : choisissez-en une autre.", "action")


def _confirmer_si_elle_donne(contribution: Contribution, par: Acces) -> None:
    if permissions.refus_de_confirmer(par, contribution, organisations_de(par)) is None:
        _confirmee(contribution, par)


def _confirmee(contribution: Contribution, par: Acces) -> None:
    contribution.etat = Contribution.Etat.CONFIRMEE
    contribution.confirmee_le = maintenant()
    contribution.confirmee_par_id = par.personne_id
