"""What people do to actions and expérimentations, and to the étapes they carry out."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from budget import permissions
from budget.actions.verrous import Perime, relire
from budget.models import Action, EtapeDAction
from chantiers.models import Chantier, Etape
from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import maintenant
from historique.refus import ActionRefusee, exiger
from historique.retrait import a_rendre
from membres.acces import Acces

CONTENU = ("nature", "titre", "description", "territoire")


def ajouter(action: Action, *, etapes: list[Etape] | None = None, motif: str = "", par: Acces) -> Action:
    """Add an unsaved action, numbered after those of its chantier, with the étapes it carries out.

    The same form sent twice (same key) finds the row. Raises ActionRefusee.
    """
    with consigner("ajouter", par=par, motif=motif) as acte:
        action.chantier = Chantier.objects.select_for_update().get(pk=action.chantier_id)
        exiger(permissions.refus_de_tenir_les_besoins(par, action.chantier))
        deja = Action.objects.filter(pk=action.pk).first()
        if deja is None:
            dernier = Action.objects.filter(chantier=action.chantier_id).aggregate(n=Max("numero"))["n"]
            action.numero = (dernier or 0) + 1
            mettre_en_coherence(action)
            action.save()
            _lier(action, etapes or [])
            acte.objet = action
    return deja or action


def modifier(action: Action, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces) -> Fusion:
    """Merge `saisi`, typed from `version`; raises Conflit when both changed a field differently."""
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = action = _presente(action, par)
        fusion = appliquer(action, version=version, saisi=saisi)
        mettre_en_coherence(action)
        action.save()
    return fusion


def choisir_les_etapes(action: Action, etapes: list[Etape], *, motif: str = "", par: Acces) -> None:
    """The étapes the action carries out are these: what is missing is linked, what is not there any more unlinked."""
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = action = _presente(action, par)
        _lier(action, etapes)


def archiver(action: Action, *, motif: str = "", par: Acces) -> None:
    """Take an action out of the budget, once nothing of a budget is under it."""
    with consigner("archiver", par=par, motif=motif) as acte:
        acte.objet = action = _presente(action, par)
        lignes = action.lignes.presents().count()  # type: ignore[attr-defined]
        contributions = action.contributions.presents().count()  # type: ignore[attr-defined]
        if refus := permissions.refus_d_archiver_une_action(lignes, contributions):
            raise Perime(refus)
        action.archive_le = maintenant()
        action.save()


def retablir(action: Action, *, motif: str = "", par: Acces) -> None:
    with consigner("retablir", par=par, motif=motif) as acte:
        acte.objet = action = _verrouillee(action, par)
        if action.archive_le is None:
            raise Perime("Cette action n’est pas archivée.")
        action.archive_le = None
        action.save()


def restaurer(action: Action, *, etat: Any, motif: str = "", par: Acces) -> Action:
    """Bring back what was written of an action at an earlier state (a historical row)."""
    with consigner("restaurer", par=par, motif=motif) as acte:
        acte.objet = action = _presente(action, par)
        etat = a_rendre(etat)
        for champ in CONTENU:
            setattr(action, champ, getattr(etat, champ))
        mettre_en_coherence(action)
        action.save()
    return action


def mettre_en_coherence(action: Action) -> None:
    if not action.titre.strip():
        raise ActionRefusee("Donnez un intitulé à l’action.", "titre")
    if action.nature not in Action.Nature.values:
        raise ActionRefusee("Choisissez « Action » ou « Expérimentation ».", "nature")


def _lier(action: Action, etapes: list[Etape]) -> None:
    for etape in etapes:
        if etape.objectif.feuille_de_route.chantier_id != action.chantier_id:
            raise ActionRefusee("Cette étape est d’un autre chantier : choisissez dans la liste.", "etapes")
    voulues = {etape.pk: etape for etape in etapes}
    liens = {lien.etape_id: lien for lien in EtapeDAction.objects.presents().filter(action=action).order_by("id")}
    for cle, lien in liens.items():
        if cle not in voulues:
            lien.archive_le = maintenant()
            lien.save()
    for cle, etape in voulues.items():
        if cle not in liens:
            EtapeDAction(action=action, etape=etape).save()


def _verrouillee(action: Action, par: Acces) -> Action:
    relue: Action = relire(action, "chantier")
    exiger(permissions.refus_de_tenir_les_besoins(par, relue.chantier))
    return relue


def _presente(action: Action, par: Acces) -> Action:
    relue = _verrouillee(action, par)
    if refus := permissions.refus_d_archive(relue, "Cette action"):
        raise Perime(refus)
    return relue
