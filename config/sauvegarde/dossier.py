"""The directory of the journal on a machine where an instance comes back: what stands there, and what a backup brings.

What is kept outside the database is the authority: a backup adds to it only what it continues.
"""

import json
import os
import shutil
from pathlib import Path

from django.conf import settings

from config.sauvegarde import SauvegardeRefusee
from config.sauvegarde.archive import Archive, synchroniser
from config.sauvegarde.prise import CLES, POINT, POINTS
from historique import points
from historique.note import CleSecrete, NoteInvalide, Point, lire_note

CLE = "cle"
POSER_LA_CLE = "donnez avec --cle celle que vous gardez à part"


def lire_la_cle(fichier: Path) -> CleSecrete:
    try:
        return CleSecrete.lire(fichier.read_text(encoding="utf-8"))
    except (OSError, NoteInvalide, UnicodeDecodeError) as erreur:
        raise SauvegardeRefusee(f"{fichier} n’est pas une clé de signature : {POSER_LA_CLE}.") from erreur


def assembler(archive: Archive, atelier: Path) -> None:
    """Fill `atelier` with the directory as it will be, and check that backup and directory are of one journal."""
    atelier.mkdir(mode=0o700)
    dossier = Path(settings.DOSSIER_DU_JOURNAL)
    if dossier.is_dir():
        for fichier in filter(Path.is_file, dossier.iterdir()):
            shutil.copyfile(fichier, atelier / fichier.name)
    _oublier_un_journal_vide(atelier)
    for nom in (POINTS, CLES):
        chemin, apporte = atelier / nom, archive.lire(nom)
        if apporte.startswith(chemin.read_bytes() if chemin.exists() else b""):
            chemin.write_bytes(apporte)


def _oublier_un_journal_vide(dossier: Path) -> None:
    """An empty instance that someone looked at made itself a key, and signed points of nothing: it is of no journal."""
    chemin, cle = dossier / POINTS, dossier / CLE
    if not chemin.exists() or any(_taille(ligne) for ligne in chemin.read_bytes().splitlines()):
        return
    if cle.exists() and str(lire_la_cle(cle).publique) in (dossier / CLES).read_text(encoding="utf-8"):
        cle.unlink()
    for fichier in (chemin, dossier / CLES):
        fichier.unlink(missing_ok=True)


def _taille(ligne: bytes) -> int:
    """The size of a point of the memory; 0 for a line that a crash cut."""
    try:
        return lire_note(json.loads(ligne)).taille
    except ValueError:
        return 0


def exiger_le_meme_journal(archive: Archive) -> Point:
    """The point of the backup, which one of the keys known here must have signed."""
    note = archive.lire(POINT).decode()
    try:
        return points.verifier_point(note)
    except NoteInvalide as erreur:
        raise SauvegardeRefusee(
            f"{erreur} Cette sauvegarde est d’un autre journal que ce qui est dans le dossier du journal "
            "(DOSSIER_DU_JOURNAL) : écartez de ce dossier ce qui n’est pas à elle, puis relancez."
        ) from erreur


def poser_la_cle(donnee: CleSecrete | None) -> bool:
    """Check the key that will sign, and put it there if it is given; False when there is none.

    Raises SauvegardeRefusee for one that is not the last key of this journal.
    """
    chemin = Path(settings.DOSSIER_DU_JOURNAL) / CLE
    cle = donnee or (lire_la_cle(chemin) if chemin.exists() else None)
    if cle is None:
        return False
    connues = points.cles()
    if cle.publique != connues[0]:
        quoi = "une ancienne clé de ce journal" if cle.publique in connues else "la clé d’un autre journal"
        d_ou = "La clé donnée" if donnee else "La clé qui est dans le dossier du journal"
        raise SauvegardeRefusee(
            f"{d_ou} est {quoi} ({cle.publique}) : celle qui signe est {connues[0]}. Donnez-la avec --cle, ou écartez "
            "la fausse et restaurez sans clé : « manage.py changer_la_cle » en fera une, et le dira au journal."
        )
    chemin.unlink(missing_ok=True)
    with open(os.open(chemin, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as sortie:
        sortie.write(f"{cle}\n")
    return True


def installer(atelier: Path) -> None:
    """Make the directory of the journal what the restore prepared; each file at once."""
    dossier = Path(settings.DOSSIER_DU_JOURNAL)
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    for source in sorted(atelier.iterdir()):
        cible, octets = dossier / source.name, source.read_bytes()
        if cible.exists() and cible.read_bytes() == octets:
            continue
        brouillon = dossier / f"{source.name}.nouvelle"
        brouillon.unlink(missing_ok=True)
        with open(os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sortie:
            sortie.write(octets)
            sortie.flush()
            os.fsync(sortie.fileno())
        brouillon.replace(cible)
    synchroniser(dossier)
