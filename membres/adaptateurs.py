"""What we change in the sign-in library: no open sign-up, acts of the journal, and secrets encrypted at rest."""

import base64
import hashlib
from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from historique import saisie
from historique.actes import consigner
from historique.refus import ActionRefusee
from membres.acces import acces_de
from membres.lecture import DOMAINE_DE_DEMONSTRATION
from membres.models import Personne


class AdaptateurDeCompte(DefaultAccountAdapter):
    """Accounts come by invitation only; changing one's address is an act of the journal."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The new address becomes the one of the account and of the person, together, as her act."""
        personne = Personne.objects.filter(compte_id=email_address.user_id).first()
        if personne is None or personne.courriel.lower() == email_address.email.lower():
            return super().confirm_email(request, email_address)
        try:
            with consigner("changer_d_adresse", par=acces_de(personne)) as acte:
                acte.objet = personne = Personne.objects.select_for_update().get(pk=personne.pk)
                if Personne.objects.filter(courriel__iexact=email_address.email).exclude(pk=personne.pk).exists():
                    raise ActionRefusee("Cette adresse est celle d’une autre personne : la vôtre n’a pas changé.")
                if not super().confirm_email(request, email_address):
                    return False
                personne.courriel = email_address.email
                personne.save()
        except ActionRefusee as refus:
            messages.error(request, str(refus))
            return False
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """At once; or once the act is written, so that no lock is held while the mail server answers."""
        envoyer = partial(super().send_mail, template_prefix, email, context)
        if settings.MODE_DEMONSTRATION and email.endswith(DOMAINE_DE_DEMONSTRATION):
            self._montrer(email, context)
        if saisie.ouverte() is None:
            envoyer()
        else:
            transaction.on_commit(envoyer)

    def _montrer(self, email: str, context: dict[str, Any]) -> None:
        """In the demonstration nobody has a mailbox: what the e-mail holds is said on the page."""
        for nom, mot in (("code", "code"), ("password_reset_url", "lien"), ("activate_url", "lien")):
            if nom in context:
                texte = f"Démonstration : voici le {mot} envoyé à {email}, {context[nom]}"
                messages.info(self.request, texte)


class AdaptateurDeSecondFacteur(DefaultMFAAdapter):
    """TOTP secrets are stored encrypted (Fernet, key derived from `CLE_DE_CHIFFREMENT`)."""

    @property
    def _coffre(self) -> Fernet:
        cle = hashlib.scrypt(
            settings.CLE_DE_CHIFFREMENT.encode(), salt=b"membres.second-facteur", n=2**14, r=8, p=1, dklen=32
        )
        return Fernet(base64.urlsafe_b64encode(cle))

    def encrypt(self, text: str) -> str:
        return self._coffre.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._coffre.decrypt(encrypted_text.encode()).decode()
