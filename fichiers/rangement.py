"""Putting bytes away and reading them back, under `settings.FICHIERS`, which no web server shows."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from fichiers.models import Fichier

# Type → what its bytes begin with. A type that is not here is not stored.
SIGNATURES = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
EXTENSIONS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
NOM = re.compile("[0-9a-f]{64}")


class TypeRefuse(ValueError):
    """The bytes are not of the type they are said to be."""


def type_de(octets: bytes) -> str | None:
    """What these bytes are, whatever they are called; None for what is not stored."""
    return next((type for type, signature in SIGNATURES.items() if octets.startswith(signature)), None)


def enregistrer(octets: bytes, type: str) -> Fichier:
    """Keep `octets`, known by their SHA-256; asked again, gives the same file. Raises TypeRefuse."""
    signature = SIGNATURES.get(type)
    if signature is None or not octets.startswith(signature):
        raise TypeRefuse(f"these bytes are not {type}")
    sha256 = hashlib.sha256(octets).hexdigest()
    with transaction.atomic():
        Fichier.objects.get_or_create(sha256=sha256, defaults={"taille": len(octets), "type": type})
        # Locked, so that the bytes are not being taken away while they are found there.
        fichier = Fichier.objects.select_for_update().get(pk=sha256)
        _ecrire(chemin(sha256), octets)
    return fichier


def retirer(sha256: str) -> bool:
    """Take a file away, row and bytes, unless something still holds it; whether it is gone.

    Cut between the two, it leaves a row without owner or bytes without row, that `balayer` takes away.
    """
    with transaction.atomic():
        fichier = Fichier.objects.select_for_update().filter(pk=sha256).first()
        if fichier is not None:
            try:
                with transaction.atomic():
                    fichier.delete()
            except ProtectedError:
                return False
        chemin(sha256).unlink(missing_ok=True)
    return True


def balayer(avant: datetime) -> int:
    """Take away what was put away before this instant and belongs to nothing any more; how many there were."""
    sans_personne = Fichier.objects.filter(cree_le__lt=avant)
    liens: list[Any] = Fichier._meta.get_fields(include_hidden=True)
    for lien in liens:
        if lien.one_to_many:
            tenus = lien.related_model._base_manager.filter(**{f"{lien.field.name}__isnull": False})
            sans_personne = sans_personne.exclude(pk__in=tenus.values(lien.field.name))
    perdus = [*sans_personne.values_list("pk", flat=True), *_sans_ligne(avant)]
    return sum(retirer(sha256) for sha256 in perdus)


def _sans_ligne(avant: datetime) -> Iterator[str]:
    """The bytes on the disk that no row names: their owner was lost in a crash."""
    for trouve in sorted(Path(settings.FICHIERS).glob("??/*")):
        ancien = NOM.fullmatch(trouve.name) and trouve.stat().st_mtime < avant.timestamp()
        if ancien and not Fichier.objects.filter(pk=trouve.name).exists():
            yield trouve.name


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
