"""People with a real account, as the invitation makes them, and what they do to sign in."""

import re

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core import mail
from django.test import Client

from historique.actes import Agent, consigner
from historique.horloge import maintenant
from membres import inscription
from membres.acces import Acces
from membres.models import Invitation, Personne
from tests.fabriques import MOT_DE_PASSE

ADRESSE = "ada@essai.example"


def membre(
    courriel: str = ADRESSE, prenom: str = "Ada", nom: str = "Essai", mot_de_passe: str = MOT_DE_PASSE
) -> Personne:
    """Someone with an account and a confirmed address."""
    with consigner("inscrire", par=Agent.SYSTEME) as acte:
        acte.objet = personne = inscription.personne_de(courriel, prenom=prenom, nom=nom)
        inscription.ouvrir_un_compte(personne, courriel, mot_de_passe)
    return personne


def invitation(par: Acces, courriel: str = ADRESSE, prenom: str = "Ada", nom: str = "Essai") -> Invitation:
    """Someone who has just been invited, as an act of `par`."""
    with consigner("inscrire", par=par) as acte:
        acte.objet = personne = inscription.inscrire_personne(prenom, nom, courriel, par)
    return personne.invitations.get(utilisee_le=None, revoquee_le=None)


def expirer(une: Invitation) -> Invitation:
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = une = Invitation.objects.get(pk=une.pk)
        une.expire_le = maintenant()
        une.save()
    return une


def par_mot_de_passe(client: Client, courriel: str = ADRESSE, mot_de_passe: str = MOT_DE_PASSE, suite: str = ""):
    return client.post("/compte/login/", {"login": courriel, "password": mot_de_passe, "next": suite})


def dernier_code() -> str:
    """The code in the last e-mail sent."""
    trouve = re.search(r"^\s*([0-9A-Z]{3,}-?[0-9A-Z]{3,})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert trouve is not None, mail.outbox[-1].body
    return trouve[1]


def activer_le_totp(personne: Personne) -> str:
    """Give her account an authenticator application; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(personne.compte, secret)
    return secret


def code_totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(maintenant().timestamp()) // 30))
