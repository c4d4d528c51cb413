"""The point of control of a report: the signed note of the journal at its position, and how readers are given it."""

from base64 import b64encode
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from documentation.models import Rapport
from historique.note import NoteInvalide, Point, lire_note, verifier_note
from historique.points import RuptureDuJournal, cles, signer

# How a program that knows nothing of PDF finds the note among the bytes of a file.
MARQUE = "point-de-controle:"


@dataclass(frozen=True)
class Controle:
    """A signed note, and the public key that signed it (empty when that key is not known here any more)."""

    note: str
    cle: str

    @property
    def point(self) -> Point:
        return lire_note(self.note)

    @property
    def adresse(self) -> str:
        """The page where anyone compares this point with today's journal."""
        return f"{settings.ADRESSE_DU_SITE}{reverse('historique:verifier')}"

    @property
    def lien(self) -> str:
        """The same page, this point filled in: what the QR code leads to."""
        return f"{self.adresse}?point={self.point.long}"

    @property
    def mots_cles(self) -> str:
        return MARQUE + b64encode(self.note.encode()).decode()


def controle_de(rapport: Rapport) -> Controle | None:
    """That of `rapport`: the one it keeps, else a note signed now for its position; None when none can be signed."""
    try:
        note = rapport.point or signer(rapport.sequence)
    except RuptureDuJournal:
        return None
    return Controle(note, _signataire(note))


def _signataire(note: str) -> str:
    for cle in cles():
        try:
            verifier_note(note, (cle,))
        except NoteInvalide:
            continue
        return str(cle)
    return ""
