"""The life of an invitation: sent, sent again, revoked, accepted."""

from datetime import datetime

from django.db.models import Q

from historique import retrait
from historique.actes import Agent, consigner
from historique.horloge import maintenant
from historique.models import Visibilite
from historique.refus import ActionRefusee, exiger
from membres import inscription, permissions, prises
from membres.acces import Acces, acces_de
from membres.lecture import lire_le_jeton
from membres.models import Compte, Invitation, Personne


def inviter(personne: Personne, *, motif: str = "", par: Acces) -> Invitation:
    """Send a recorded person without an account the key to one (again, if an earlier one was revoked or has expired).

    Raises ActionRefusee with a sentence for people.
    """
    with consigner("inviter", par=par, motif=motif) as acte:
        personne = Personne.objects.select_for_update().get(pk=personne.pk)
        exiger(permissions.refus_d_inviter(par, personne))
        acte.objet = personne
        invitation = inscription.inviter_personne(personne, par=par)
    return invitation


def renvoyer_l_invitation(invitation: Invitation, *, motif: str = "", par: Acces) -> None:
    """Send the key again: the earlier link stops working, the delay starts afresh. Raises ActionRefusee."""
    with consigner("renvoyer_l_invitation", par=par, motif=motif) as acte:
        acte.objet = invitation = _verrouiller(invitation.pk)
        exiger(permissions.refus_de_renvoyer_l_invitation(par, invitation))
        inscription.renvoyer_invitation(invitation)


def revoquer_l_invitation(invitation: Invitation, *, motif: str = "", par: Acces) -> None:
    """The link opens no account any more, by any path. Raises ActionRefusee."""
    with consigner("revoquer_l_invitation", par=par, motif=motif) as acte:
        acte.objet = invitation = _verrouiller(invitation.pk)
        exiger(permissions.refus_de_revoquer_l_invitation(par, invitation))
        inscription.revoquer_invitation(invitation)


def accepter_l_invitation(
    jeton: str, *, prenom: str, nom: str, nom_public: bool = False, mot_de_passe: str = ""
) -> Compte:
    """Open the account of the invited person, who is the author of the act; her address is proved by the link.

    Accepting commits to the charter and to CC BY-SA for one's contributions. Raises ActionRefusee.
    """
    invitation = lire_le_jeton(jeton)
    if invitation is None:
        raise ActionRefusee(permissions.refus_d_accepter(None) or "")
    with consigner("accepter_l_invitation", par=acces_de(invitation.personne)) as acte:
        acte.objet = invitation = _verrouiller(invitation.pk)
        exiger(permissions.refus_d_accepter(lire_le_jeton(jeton)))
        personne = Personne.objects.select_for_update().get(pk=invitation.personne_id)
        personne.prenom, personne.nom, personne.nom_public = prenom.strip(), nom.strip(), nom_public
        compte = inscription.ouvrir_un_compte(personne, invitation.courriel, mot_de_passe)
        for prise in prises.apres_un_changement_de_nom:
            prise(personne.pk)
        invitation.utilisee_le = maintenant()
        invitation.save()
    return compte


def expurger_les_invitations(avant: datetime) -> int:
    """Take out the addresses of the invitations that ended before this instant, as one act; returns how many."""
    finies = (
        Q(utilisee_le__lt=avant) | Q(revoquee_le__lt=avant) | Q(utilisee_le=None, revoquee_le=None, expire_le__lt=avant)
    )
    with consigner("expurger", par=Agent.SYSTEME, visibilite=Visibilite.RESTREINTE) as acte:
        closes = list(Invitation.objects.select_for_update().exclude(courriel="").filter(finies).order_by("pk"))
        retrait.motiver(acte, "conservation")
        for invitation in closes:
            invitation.courriel = ""
            invitation.save()
            retrait.retirer_le_passe(acte, Invitation, invitation.pk, ("courriel",))
    return len(closes)


def _verrouiller(pk) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).select_related("personne").get(pk=pk)
