"""The file of a backup: a ZIP with a manifest of its members, that ends with the SHA-256 of all that comes before.

Any byte changed, cut or added anywhere is seen, in what ZIP itself does not cover too; `unzip` opens it all the same.
"""

import hashlib
import json
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from config.sauvegarde import SauvegardeRefusee

FORMAT = "sauvegarde-1"
MANIFESTE = "manifeste.json"
# No part of a path is empty, nor begins with a dot: written under a directory, a member stays there.
MEMBRE = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*")
# The comment of the ZIP, which is its very end: a digest takes the place of the zeros once all is written.
SCEAU = b"sha256:"
COMMENTAIRE = SCEAU + b"0" * 64
BLOC = 1 << 20
DATE_FIXE = (1980, 1, 1, 0, 0, 0)


class Ecrivain:
    """Adds members to a backup that is being written."""

    def __init__(self, zip_: zipfile.ZipFile) -> None:
        self._zip = zip_
        self.membres: dict[str, dict[str, Any]] = {}

    def octets(self, nom: str, morceaux: Iterable[bytes], *, comprimer: bool = True) -> None:
        """Write one member, piece by piece."""
        membre = zipfile.ZipInfo(nom, DATE_FIXE)
        membre.compress_type = zipfile.ZIP_DEFLATED if comprimer else zipfile.ZIP_STORED
        empreinte, taille = hashlib.sha256(), 0
        with self._zip.open(membre, "w", force_zip64=True) as sortie:
            for morceau in morceaux:
                sortie.write(morceau)
                empreinte.update(morceau)
                taille += len(morceau)
        self.membres[nom] = {"sha256": empreinte.hexdigest(), "taille": taille}

    def fichier(self, nom: str, source: Path, *, comprimer: bool = True) -> None:
        """Copy a file into one member. Raises FileNotFoundError before anything is written."""
        with source.open("rb") as entree:
            self.octets(nom, iter(lambda: entree.read(BLOC), b""), comprimer=comprimer)

    def finir(self, manifeste: dict[str, Any]) -> None:
        complet = {"format": FORMAT, **manifeste, "membres": self.membres}
        texte = json.dumps(complet, ensure_ascii=False, indent=1, sort_keys=True)
        self._zip.writestr(zipfile.ZipInfo(MANIFESTE, DATE_FIXE), texte)
        self._zip.comment = COMMENTAIRE


@contextmanager
def ecrire(cible: Path) -> Iterator[Ecrivain]:
    """The backup `cible`, readable by its owner alone; it takes its name once it is whole and on the disk."""
    brouillon = cible.with_name(f".{cible.name}.{os.getpid()}")
    try:
        with open(os.open(brouillon, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as sortie:
            with zipfile.ZipFile(sortie, "w") as zip_:
                yield Ecrivain(zip_)
            sceller(sortie)
        brouillon.replace(cible)
        synchroniser(cible.parent)
    finally:
        brouillon.unlink(missing_ok=True)


def sceller(sortie: IO[bytes]) -> None:
    """Write the digest at the end, and all of it on the disk."""
    sortie.flush()
    fin = sortie.seek(0, os.SEEK_END)
    sceau = _empreinte(sortie, fin - 64).encode()
    sortie.seek(fin - 64)
    sortie.write(sceau)
    sortie.flush()
    os.fsync(sortie.fileno())


def synchroniser(dossier: Path) -> None:
    """Have the names of a directory on the disk."""
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


class Archive:
    """A backup of which every byte was verified."""

    def __init__(self, zip_: zipfile.ZipFile, manifeste: dict[str, Any]) -> None:
        self._zip = zip_
        self.manifeste = manifeste

    @property
    def membres(self) -> dict[str, dict[str, Any]]:
        return self.manifeste["membres"]

    def sous(self, prefixe: str) -> list[str]:
        return sorted(nom for nom in self.membres if nom.startswith(prefixe))

    def lire(self, nom: str) -> bytes:
        return self._zip.read(nom)

    def lignes(self, nom: str) -> Iterator[bytes]:
        with self._zip.open(nom) as entree:
            yield from entree

    def extraire(self, nom: str, cible: Path) -> None:
        """Copy a member to `cible`, on the disk."""
        cible.parent.mkdir(parents=True, exist_ok=True)
        with self._zip.open(nom) as entree, cible.open("wb") as sortie:
            shutil.copyfileobj(entree, sortie, BLOC)
            sortie.flush()
            os.fsync(sortie.fileno())


@contextmanager
def ouvrir(source: Path) -> Iterator[Archive]:
    """Read a backup, after its digest, its manifest and every member were verified. Raises SauvegardeRefusee."""
    try:
        entree = source.open("rb")
    except OSError as erreur:
        raise SauvegardeRefusee(f"{source} ne se lit pas : {erreur.strerror}.") from erreur
    with entree:
        _exiger_le_sceau(entree, source)
        try:
            zip_ = zipfile.ZipFile(entree)
        except zipfile.BadZipFile as erreur:
            raise _pas_une_sauvegarde(source) from erreur
        with zip_:
            yield Archive(zip_, _manifeste(zip_, source))


def _exiger_le_sceau(entree: IO[bytes], source: Path) -> None:
    fin = entree.seek(0, os.SEEK_END)
    entree.seek(max(0, fin - len(COMMENTAIRE)))
    sceau = entree.read()
    if not sceau.startswith(SCEAU):
        raise SauvegardeRefusee(
            f"{source} n’est pas une sauvegarde entière : elle a été coupée, ou c’est un autre fichier. "
            "Prenez-en une autre copie."
        )
    if _empreinte(entree, fin - 64).encode() != sceau.removeprefix(SCEAU):
        raise SauvegardeRefusee(
            f"{source} a été modifiée depuis qu’elle a été faite : son empreinte n’est pas la sienne. "
            "Prenez-en une autre copie."
        )


def _empreinte(fichier: IO[bytes], longueur: int) -> str:
    """SHA-256 of the first `longueur` bytes."""
    fichier.seek(0)
    empreinte, reste = hashlib.sha256(), longueur
    while morceau := fichier.read(min(BLOC, reste)):
        empreinte.update(morceau)
        reste -= len(morceau)
    return empreinte.hexdigest()


def _pas_une_sauvegarde(source: Path) -> SauvegardeRefusee:
    return SauvegardeRefusee(f"{source} n’est pas une sauvegarde de ce logiciel.")


def _manifeste(zip_: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    noms = zip_.namelist()
    if MANIFESTE not in noms:
        raise _pas_une_sauvegarde(source)
    try:
        manifeste = json.loads(zip_.read(MANIFESTE))
        connu = manifeste["format"] == FORMAT and isinstance(manifeste["membres"], dict)
    except (ValueError, TypeError, LookupError) as erreur:
        raise _pas_une_sauvegarde(source) from erreur
    if not connu:
        raise SauvegardeRefusee(f"{source} : format « {manifeste['format']} » inconnu de cette version du logiciel.")
    annonces = [MANIFESTE, *manifeste["membres"]]
    if sorted(noms) != sorted(annonces):
        ecart = sorted(set(annonces) ^ set(noms)) or ["deux fois le même nom"]
        raise SauvegardeRefusee(f"{source} : son contenu n’est pas celui de son manifeste ({ecart[0]}).")
    for nom, annonce in manifeste["membres"].items():
        _exiger_le_membre(zip_, nom, annonce, source)
    return manifeste


def _exiger_le_membre(zip_: zipfile.ZipFile, nom: str, annonce: dict[str, Any], source: Path) -> None:
    empreinte, taille = hashlib.sha256(), 0
    try:
        with zip_.open(nom) as entree:
            while morceau := entree.read(BLOC):
                empreinte.update(morceau)
                taille += len(morceau)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as erreur:  # encrypted, or packed oddly
        raise SauvegardeRefusee(f"{source} : {nom} est abîmé.") from erreur
    juste = {"sha256": empreinte.hexdigest(), "taille": taille} == annonce
    if not juste or not MEMBRE.fullmatch(nom):
        raise SauvegardeRefusee(f"{source} : {nom} n’est pas celui du manifeste.")
