"""Putting bytes away and reading them back, under `settings.FICHIERS`, which no web server shows."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from fichiers.models import Fichier

# Type → what its bytes begin with. A type that is not here is not stored.
SIGNATURES = {"application/pdf": b"%PDF-"}


class TypeRefuse(ValueError):
    """The bytes are not of the type they are said to be."""


def enregistrer(octets: bytes, type: str) -> Fichier:
    """Keep `octets`, known by their SHA-256; asked again, gives the same file. Raises TypeRefuse."""
    signature = SIGNATURES.get(type)
    if signature is None or not octets.startswith(signature):
        raise TypeRefuse(f"these bytes are not {type}")
    sha256 = hashlib.sha256(octets).hexdigest()
    _ecrire(chemin(sha256), octets)
    fichier, _ = Fichier.objects.get_or_create(sha256=sha256, defaults={"taille": len(octets), "type": type})
    return fichier


def chemin(sha256: str) -> Path:
    """Where the bytes of this fingerprint stand."""
    return Path(settings.FICHIERS) / sha256[:2] / sha256


def lire(fichier: Fichier) -> bytes:
    """The bytes of `fichier`; raises ValueError if the disk holds something else than what was put away."""
    octets = chemin(fichier.sha256).read_bytes()
    if hashlib.sha256(octets).hexdigest() != fichier.sha256:
        raise ValueError(f"{fichier.sha256}: the file on disk has changed")
    return octets


def _ecrire(cible: Path, octets: bytes) -> None:
    """Write all of it or nothing: a reader never sees half a file, even after a power cut."""
    if cible.exists() and cible.stat().st_size == len(octets):
        return
    cible.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=cible.parent, delete=False) as brouillon:
        brouillon.write(octets)
        brouillon.flush()
        os.fsync(brouillon.fileno())
    Path(brouillon.name).replace(cible)
