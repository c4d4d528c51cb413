"""Signed notes: the text of a point of control, as the public standard of signed notes writes it (C2SP signed-note).

```
<origin>
<number of entries>
<base64 of h(n)>

— <name of the key> <base64 of (4 bytes of key identifier ‖ Ed25519 signature)>
```
"""

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as PasDuBase64
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
FORME = re.compile(
    r"(?P<texte>(?P<origine>[^\s+]+)\n(?P<taille>\d{1,18})\n(?P<racine>[A-Za-z0-9+/]{43}=)\n)"
    r"\n— (?P<nom>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})\n"
)


class NoteInvalide(ValueError):
    """This text is not a point of control, or not one that a known key signed."""


@dataclass(frozen=True)
class Point:
    """A size of the journal, and the fingerprint of its chain there (64 hexadecimal digits)."""

    taille: int
    chaine: str

    @property
    def court(self) -> str:
        """« 4812-a1b0f3f2fd1fa6b8 », what a footer has room for."""
        return f"{self.taille}-{self.chaine[:16]}"

    @property
    def long(self) -> str:
        return f"{self.taille}-{self.chaine}"


@dataclass(frozen=True)
class ClePublique:
    """Who signs: a name and an Ed25519 public key."""

    nom: str
    octets: bytes

    @property
    def identifiant(self) -> bytes:
        return hashlib.sha256(self.nom.encode() + b"\n" + ED25519 + self.octets).digest()[:4]

    def __str__(self) -> str:
        """`name+identifier+key`, one line without spaces."""
        return f"{self.nom}+{self.identifiant.hex()}+{b64encode(ED25519 + self.octets).decode()}"

    @classmethod
    def lire(cls, texte: str) -> Self:
        """Raises NoteInvalide when `texte` is not a public key."""
        try:
            nom, identifiant, codee = texte.strip().split("+", 2)
            octets = b64decode(codee, validate=True)
        except (ValueError, PasDuBase64) as erreur:
            raise NoteInvalide("Ce texte n’est pas une clé publique.") from erreur
        cle = cls(nom, octets[1:])
        if octets[:1] != ED25519 or len(octets) != 33 or cle.identifiant.hex() != identifiant:
            raise NoteInvalide("Ce texte n’est pas une clé publique.")
        return cle


@dataclass(frozen=True)
class CleSecrete:
    """What signs; kept outside the database, and written `PRIVATE+KEY+name+identifier+seed`."""

    nom: str
    graine: bytes

    @property
    def publique(self) -> ClePublique:
        return ClePublique(self.nom, Ed25519PrivateKey.from_private_bytes(self.graine).public_key().public_bytes_raw())

    def __str__(self) -> str:
        code = b64encode(ED25519 + self.graine).decode()
        return f"PRIVATE+KEY+{self.nom}+{self.publique.identifiant.hex()}+{code}"

    def __repr__(self) -> str:
        return f"CleSecrete({self.nom})"

    @classmethod
    def tirer(cls, nom: str) -> Self:
        return cls(nom, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def lire(cls, texte: str) -> Self:
        """Raises NoteInvalide when `texte` is not a secret key, without showing it."""
        try:
            prive, genre, nom, identifiant, codee = texte.strip().split("+", 4)
            octets = b64decode(codee, validate=True)
            cle = cls(nom, octets[1:])
            juste = (prive, genre, octets[:1]) == ("PRIVATE", "KEY", ED25519)
            juste = juste and cle.publique.identifiant.hex() == identifiant
        except (ValueError, PasDuBase64):
            juste = False
        if not juste:
            raise NoteInvalide("Ce fichier ne contient pas une clé de signature.")
        return cle

    def signer(self, point: Point) -> str:
        """The signed note of `point`; the same point always gives the same text."""
        racine = b64encode(bytes.fromhex(point.chaine)).decode()
        texte = f"{self.nom}\n{point.taille}\n{racine}\n"
        signature = Ed25519PrivateKey.from_private_bytes(self.graine).sign(texte.encode())
        return f"{texte}\n— {self.nom} {b64encode(self.publique.identifiant + signature).decode()}\n"


def lire_note(note: str) -> Point:
    """The point that a note states, whoever signed it. Raises NoteInvalide."""
    return _point(_lue(note))


def verifier_note(note: str, cles: tuple[ClePublique, ...]) -> Point:
    """The point of a note signed by one of `cles`. Raises NoteInvalide with a sentence."""
    lue = _lue(note)
    try:
        signature = b64decode(lue["signature"], validate=True)
    except PasDuBase64 as erreur:
        raise NoteInvalide("La signature de ce point de contrôle est illisible.") from erreur
    for cle in cles:
        if (cle.nom, cle.identifiant) == (lue["nom"], signature[:4]) and lue["origine"] == cle.nom:
            try:
                Ed25519PublicKey.from_public_bytes(cle.octets).verify(signature[4:], lue["texte"].encode())
            except InvalidSignature as erreur:
                raise NoteInvalide("La signature de ce point de contrôle est fausse.") from erreur
            return _point(lue)
    raise NoteInvalide("Ce point de contrôle est signé par une clé inconnue.")


def _lue(note: str) -> re.Match[str]:
    lue = FORME.fullmatch(note.replace("\r\n", "\n").strip() + "\n")
    if lue is None:
        raise NoteInvalide("Ce texte n’est pas un point de contrôle.")
    return lue


def _point(lue: re.Match[str]) -> Point:
    return Point(int(lue["taille"]), b64decode(lue["racine"]).hex())
