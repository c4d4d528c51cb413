"""What we change in the sign-in library: no open sign-up, and secrets encrypted at rest."""

import base64
import hashlib

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest


class AdaptateurDeCompte(DefaultAccountAdapter):
    """Accounts come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


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
