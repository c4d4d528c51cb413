"""Erasing someone's data at her request: asking for it, giving it up, and doing it. What she signed stays, unnamed."""

from typing import Any
from uuid import UUID

from historique import retrait
from historique.actes import ActeEnCours, Agent, consigner
from historique.horloge import aujourd_hui
from historique.models import Serie, Visibilite
from historique.refus import ActionRefusee, exiger
from membres import courriels, permissions, prises, traces
from membres.acces import Acces
from membres.demandes import DEMANDER, EFFACER, RENONCER, Fondement, demande_de, obstacles_a_l_effacement
from membres.dossier import identite_de
from membres.models import Compte, Invitation, Personne, Rattachement

SERIE = "membres-retires"
PRENOM, NOM = "Membre retiré·e", "n° {numero}"


def demander_l_effacement(*, par: Acces) -> None:
    """Ask, for oneself, that one's data be erased: the coordination is told. Asked again, it does nothing more."""
    exiger(permissions.refus_de_demander_l_effacement(par))
    with consigner(DEMANDER, par=par, visibilite=Visibilite.RESTREINTE) as acte:
        acte.objet = personne = _verrouiller(par.personne_id)
        if demande_de(personne) is not None:
            raise ActionRefusee("Votre demande est déjà enregistrée : la coordination en a été prévenue.")
        destinataires = {une for prise in prises.coordination for une in prise()}
        courriels.deposer(
            "demande_d_effacement",
            destinataires=sorted(destinataires, key=lambda une: une.pk),
            objet=personne,
            discriminant=str(acte.id),
        )


def renoncer_a_l_effacement(*, par: Acces) -> None:
    """Take one's request back, as long as it was not done. Raises ActionRefusee."""
    exiger(permissions.refus_de_demander_l_effacement(par))
    with consigner(RENONCER, par=par, visibilite=Visibilite.RESTREINTE) as acte:
        acte.objet = personne = _verrouiller(par.personne_id)
        if demande_de(personne) is None:
            raise ActionRefusee("Aucune demande d’effacement n’est en attente.")


def effacer(personne: Personne, *, fondement: str, par: Acces) -> Personne:
    """Erase what names `personne`, for a reason of law; returns her as she is now called. Raises ActionRefusee.

    Her account, her addresses, her open adhésions, sièges and invitations end at once; what she decided, said and
    gave stays, signed « Membre retiré·e n° 3 ». It cannot be undone.
    """
    with consigner(EFFACER, par=par, visibilite=Visibilite.RESTREINTE) as acte:
        _verrouiller_ce_qui_finit(personne.pk)
        personne = _verrouiller(personne.pk)
        # Two people erased at the same instant do not leave nobody to administer.
        list(Compte.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
        exiger(permissions.refus_d_effacer(par, personne))
        exiger(next(iter(obstacles_a_l_effacement(personne)), None))
        if fondement not in Fondement.values:
            raise ActionRefusee("Choisissez ce que dit la loi.", "fondement")
        _effacer(acte, personne, numero=Serie.prochain(SERIE), fondement=fondement)
    return personne


def effacer_de_nouveau(personne_id: UUID, motif_legal: str) -> None:
    """Once an older backup is restored, which still names her: the same erasure, by the platform. Safe to repeat.

    Erasures are done again in their order, so each person finds her number again.
    """
    if not Personne.objects.presentes().filter(pk=personne_id).exists():
        return
    with consigner(EFFACER, par=Agent.SYSTEME, visibilite=Visibilite.RESTREINTE) as acte:
        _verrouiller_ce_qui_finit(personne_id)
        personne = _verrouiller(personne_id)
        _effacer(acte, personne, numero=Serie.prochain(SERIE), fondement="", motif_legal=motif_legal)


def _effacer(
    acte: ActeEnCours, personne: Personne, *, numero: int, fondement: str, motif_legal: str = "effacement"
) -> None:
    identite, compte = identite_de(personne), personne.compte
    acte.objet = personne
    retrait.motiver(acte, motif_legal, personne.pk)
    acte.faits |= {"fondement": fondement, "numero": numero}
    personne.prenom, personne.nom, personne.courriel = PRENOM, NOM.format(numero=numero), ""
    personne.nom_public, personne.compte, personne.retiree_le = False, None, acte.instant
    personne.save()
    retrait.retirer_le_passe(acte, Personne, personne.pk, ("prenom", "nom", "courriel"))
    _finir_les_rattachements(personne, acte)
    _fermer_les_invitations(personne, acte)
    for prise in prises.effacer:
        prise(prises.Effacement(personne=personne, identite=identite, acte=acte, jour=aujourd_hui()))
    traces.effacer_les_envois(personne, identite)
    if compte is not None:
        traces.effacer_le_compte(compte)
    traces.nettoyer_les_sessions(identite)


def _finir_les_rattachements(personne: Personne, acte: ActeEnCours) -> None:
    """Her ties to organisations end today; what she did there is said no more."""
    jour = aujourd_hui()
    for rattachement in Rattachement.objects.select_for_update().filter(personne=personne).order_by("pk"):
        rattachement.fonction = ""
        if rattachement.au is None or rattachement.au > jour:
            rattachement.du, rattachement.au = min(rattachement.du, jour), jour
        rattachement.save()
        retrait.retirer_le_passe(acte, Rattachement, rattachement.pk, ("fonction",))


def _fermer_les_invitations(personne: Personne, acte: ActeEnCours) -> None:
    for invitation in Invitation.objects.filter(personne=personne).order_by("pk"):
        invitation.courriel = ""
        if invitation.utilisee_le is None and invitation.revoquee_le is None:
            invitation.revoquee_le = acte.instant
        invitation.save()
        retrait.retirer_le_passe(acte, Invitation, invitation.pk, ("courriel",))


def _verrouiller_ce_qui_finit(pk: UUID) -> None:
    """In the order of the house: chantiers, invitations, then the person."""
    for prise in prises.verrous:
        prise(pk)
    list(Invitation.objects.select_for_update().filter(personne=pk).order_by("pk"))


def _verrouiller(pk: Any) -> Personne:
    return Personne.objects.select_for_update(of=("self",)).select_related("compte").get(pk=pk)
