"""Steps shared by the acts that bring someone in; each is called inside the `consigner` of its caller.

« Inviting someone records the `Personne` and her adhésion or siège, then sends her the key to an account. »
"""

import uuid

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q

from historique.horloge import maintenant
from historique.refus import ActionRefusee
from membres import courriels
from membres.acces import Acces
from membres.models import Compte, Invitation, Personne, fin_d_une_invitation


def inscrire_personne(prenom: str, nom: str, courriel: str, par: Acces) -> Personne:
    """The person of this address, recorded if she is not yet, and invited if she has no account and no key to one.

    Without an address she is recorded and not invited. Who is there already keeps her name. Same for two people who
    record her at the same instant.
    """
    personne = personne_de(courriel, prenom=prenom, nom=nom)
    if personne.courriel and personne.compte_id is None and not _en_attente(personne):
        inviter_personne(personne, par=par)
    return personne


def personne_de(courriel: str, *, prenom: str, nom: str) -> Personne:
    """The person of this address, recorded if she is not yet; without an address, always a new one."""
    courriel = courriel.strip().lower()
    return _trouver(courriel) or _nouvelle_personne(prenom.strip(), nom.strip(), courriel)


def inviter_personne(personne: Personne, *, par: Acces) -> Invitation:
    """Send a person without an account the key to one; an earlier key that has expired is revoked."""
    if not personne.courriel:
        raise ActionRefusee("Sans adresse électronique, l’invitation ne peut pas partir.", "courriel")
    for expiree in personne.invitations.select_for_update().filter(utilisee_le=None, revoquee_le=None):
        revoquer_invitation(expiree)
    invitation = Invitation(personne=personne, courriel=personne.courriel, invitee_par_id=par.personne_id)
    invitation.save()
    _envoyer(invitation)
    return invitation


def renvoyer_invitation(invitation: Invitation) -> None:
    """A new key, for as long as a first one, to the present address; the earlier link no longer opens anything."""
    invitation.cle = uuid.uuid4()
    invitation.courriel = invitation.personne.courriel
    invitation.expire_le = fin_d_une_invitation()
    invitation.save()
    _envoyer(invitation)


def revoquer_invitation(invitation: Invitation) -> None:
    invitation.revoquee_le = maintenant()
    invitation.save()


def ouvrir_un_compte(personne: Personne, courriel: str, mot_de_passe: str = "") -> Compte:
    """Create the account of a person, its address confirmed; without a password, she signs in with a code."""
    courriel = courriel.strip().lower()
    if Compte.objects.filter(email=courriel).exists():
        raise ActionRefusee("Un compte existe déjà avec cette adresse : connectez-vous.")
    compte = Compte.objects.create_user(courriel, mot_de_passe or None)
    EmailAddress.objects.create(user=compte, email=courriel, verified=True, primary=True)
    personne.compte = compte
    personne.save()
    return compte


def _trouver(courriel: str) -> Personne | None:
    if not courriel:
        return None
    sienne = Q(courriel__iexact=courriel) | Q(compte__email=courriel)
    return Personne.objects.select_for_update(of=("self",)).filter(sienne).first()


def _nouvelle_personne(prenom: str, nom: str, courriel: str) -> Personne:
    if not (prenom and nom):
        raise ActionRefusee("Donnez le prénom et le nom de cette personne.", "prenom")
    personne = Personne(prenom=prenom, nom=nom, courriel=courriel)
    try:
        with transaction.atomic():
            personne.save()
    except IntegrityError:
        # Someone else has recorded her since we looked.
        autre = _trouver(courriel)
        if autre is None:
            raise
        return autre
    return personne


def _en_attente(personne: Personne) -> bool:
    return any(invitation.utilisable for invitation in personne.invitations.filter(utilisee_le=None, revoquee_le=None))


def _envoyer(invitation: Invitation) -> None:
    courriels.deposer(
        "invitation", destinataires=[invitation.personne], objet=invitation, discriminant=str(invitation.cle)
    )
