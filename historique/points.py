"""Points of control of this journal: signed, and remembered outside the database.

The server signs a point only if the journal continues the last one it signed. That one is kept in a directory of its
own (`settings.DOSSIER_DU_JOURNAL`), with the key: a database put back from an old backup cannot make it forget.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from historique.canonique import lire
from historique.chaine import chaine_a
from historique.horloge import maintenant
from historique.models import Acte, Tete
from historique.note import ClePublique, CleSecrete, NoteInvalide, Point, verifier_note

REPRENDRE = "reprendre_le_journal"
# A few notes: more than the longest cut line and the whole one before it.
FIN = 8192
REMETTRE_LA_CLE = (
    "Remettez dans {dossier} la clé que vous gardez à part ; si elle est perdue, lancez « manage.py changer_la_cle », "
    "qui l’inscrit au journal."
)
REMETTRE_LES_POINTS = (
    "Remettez dans {dossier} le fichier points.txt de votre copie ; s’il est perdu, créez-le vide : rien ne dira plus "
    "si cette base est une ancienne sauvegarde."
)
REPRENDRE_LE_JOURNAL = (
    "Remettez la base la plus récente ; si elle est perdue, lancez « manage.py reprendre_le_journal », qui inscrit au "
    "journal ce qui manque."
)


class RuptureDuJournal(Exception):
    """A point that cannot be signed; `str()` is a French sentence, then a line that says what to do."""


def point_a(sequence: int | None = None) -> Point:
    """The point of the journal after entry `sequence`, by default the last one. Raises LookupError if there is none."""
    if sequence is None:
        return Point(*Tete.objects.values_list("dernier", "chaine").get(pk=1))
    chaine = chaine_a(sequence)
    if chaine is None:
        raise LookupError(f"the journal has no entry {sequence}")
    return Point(sequence, chaine)


def signer(sequence: int | None = None) -> str:
    """The signed note of the journal after entry `sequence`, by default the last one.

    Raises RuptureDuJournal when the journal does not continue the last point signed, or the key is not its own.
    """
    with _memoire() as fichier:
        cle = _cle_secrete(fichier)
        tete = point_a()
        dernier = _exiger_la_suite(fichier, tete)
        # A page reads in a snapshot: one that another process has outrun must not take the memory back.
        if dernier is None or tete.taille > dernier.taille or not _continue(dernier, tete):
            _retenir(fichier, cle.signer(tete))
        return cle.signer(tete if sequence is None else point_a(sequence))


def verifier_point(note: str) -> Point:
    """The point of a note that a key of this journal signed. Raises NoteInvalide."""
    return verifier_note(note, cles())


def exiger_la_continuite() -> None:
    """Refuse to serve a journal that does not continue the last point signed, or that has lost the key.

    Raises ImproperlyConfigured with what to do.
    """
    if rupture := rupture_du_journal():
        raise ImproperlyConfigured(rupture)


def rupture_du_journal() -> str | None:
    """Why no point can be signed, or None; nothing is written."""
    if not _chemin("points.txt").exists() and not cles():
        return None
    try:
        with _memoire() as fichier:
            if dernier_signe(fichier) is not None:
                _cle_secrete(fichier)
            _exiger_la_suite(fichier, point_a())
    except RuptureDuJournal as rupture:
        return str(rupture)
    return None


def points_signes() -> list[Point]:
    """The points that keys of this journal signed, in the order they were signed."""
    signes = []
    with _memoire() as fichier:
        fichier.seek(0)
        for ligne in fichier:
            try:
                signes.append(verifier_point(json.loads(ligne)))
            except (ValueError, TypeError):
                continue  # cut while it was written: it was given to nobody
    return signes


def point_perdu() -> Point | None:
    """The last point signed, when the journal neither continues it nor says that it lost it, whoever holds the key.

    Raises RuptureDuJournal when no key of this journal signed it.
    """
    with _memoire() as fichier:
        note, tete = dernier_signe(fichier), point_a()
        if note is None:
            return None
        dernier = _lu(note)
    return None if _continue(dernier, tete) or _dit_avoir_perdu(dernier) else dernier


# The directory --------------------------------------------------------------------------------------------------------


def _chemin(nom: str) -> Path:
    return Path(settings.DOSSIER_DU_JOURNAL) / nom


def cles() -> tuple[ClePublique, ...]:
    """The public keys that have signed points of this journal, the present one first."""
    fichier = _chemin("cles.txt")
    lignes = fichier.read_text(encoding="utf-8").split() if fichier.exists() else []
    return tuple(ClePublique.lire(ligne) for ligne in reversed(lignes))


def poser_la_cle(cle: CleSecrete) -> None:
    """Make `cle` the one that signs: readable by its owner alone, its public half added to the known ones."""
    dossier = Path(settings.DOSSIER_DU_JOURNAL)
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not cles() or cles()[0] != cle.publique:
        with _chemin("cles.txt").open("ab") as connues:
            _ajouter(connues, str(cle.publique))
    _chemin("points.txt").touch()
    brouillon = _chemin("cle.nouvelle")
    brouillon.unlink(missing_ok=True)
    with open(os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as secrete:
        _ajouter(secrete, str(cle))
    brouillon.replace(_chemin("cle"))


def mettre_de_cote() -> None:
    """Set aside the points of a journal that is gone, for one that begins with this key (the demonstration only)."""
    if (chemin := _chemin("points.txt")).exists():
        chemin.rename(_chemin(f"points-avant-{maintenant():%Y%m%dT%H%M%S}.txt"))
        chemin.touch()


def nom_du_journal() -> str:
    """The origin of the notes, kept with the key when it is made: the host of the site, and « /journal »."""
    hote = urlsplit(settings.ADRESSE_DU_SITE).netloc or "chantiers"
    return re.sub(r"[\s+]", "-", f"{hote}/journal")


@contextmanager
def _memoire() -> Iterator[IO[bytes]]:
    """The file of the points signed, open to this process alone.

    Raises RuptureDuJournal when it is not there any more: a journal that has keys has had one.
    """
    dossier, chemin = Path(settings.DOSSIER_DU_JOURNAL), _chemin("points.txt")
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not chemin.exists() and cles():
        remede = REMETTRE_LES_POINTS.format(dossier=dossier)
        raise RuptureDuJournal(f"Les points de contrôle déjà signés manquent.\n{remede}")
    with chemin.open("a+b") as fichier:
        fcntl.flock(fichier, fcntl.LOCK_EX)
        yield fichier


def _ajouter(fichier: IO[bytes], ligne: str) -> None:
    fichier.write(f"{ligne}\n".encode())
    fichier.flush()
    os.fsync(fichier.fileno())


def _retenir(fichier: IO[bytes], note: str) -> None:
    """One note per line, as a JSON text; a line cut by a power failure is ended before."""
    coupee = (fin := _fin(fichier)) != b"" and not fin.endswith(b"\n")
    _ajouter(fichier, ("\n" if coupee else "") + json.dumps(note, ensure_ascii=False))


def dernier_signe(fichier: IO[bytes]) -> str | None:
    """The last whole note of the file."""
    for ligne in reversed(_fin(fichier).splitlines()):
        try:
            return str(json.loads(ligne))
        except ValueError:
            continue  # cut while it was written: it was given to nobody
    return None


def _fin(fichier: IO[bytes]) -> bytes:
    """The end of the file, where its last notes are."""
    taille = fichier.seek(0, os.SEEK_END)
    fichier.seek(max(0, taille - FIN))
    return fichier.read()


def _cle_secrete(fichier: IO[bytes]) -> CleSecrete:
    """The key; made when the journal has never signed anything."""
    chemin, dossier = _chemin("cle"), settings.DOSSIER_DU_JOURNAL
    if not chemin.exists():
        if cles() or dernier_signe(fichier) is not None:
            raise RuptureDuJournal(f"La clé du journal manque.\n{REMETTRE_LA_CLE.format(dossier=dossier)}")
        poser_la_cle(CleSecrete.tirer(nom_du_journal()))
    try:
        cle = CleSecrete.lire(chemin.read_text(encoding="utf-8"))
    except (NoteInvalide, OSError) as erreur:
        raise RuptureDuJournal(
            f"La clé du journal est illisible.\n{REMETTRE_LA_CLE.format(dossier=dossier)}"
        ) from erreur
    if not cles() or cle.publique != cles()[0]:
        raise RuptureDuJournal(
            "La clé du journal n’est pas celle qui a signé les points de contrôle précédents.\n"
            + REMETTRE_LA_CLE.format(dossier=dossier)
        )
    return cle


# Continuity -----------------------------------------------------------------------------------------------------------


def _exiger_la_suite(fichier: IO[bytes], tete: Point) -> Point | None:
    """The last point signed, which the journal continues, or says that it lost; None when nothing was signed yet."""
    note = dernier_signe(fichier)
    if note is None:
        return None
    dernier = _lu(note)
    if not (_continue(dernier, tete) or _dit_avoir_perdu(dernier)):
        raise RuptureDuJournal(_phrase(dernier, tete))
    return dernier


def _lu(note: str) -> Point:
    """The last point of the memory. Raises RuptureDuJournal when no key of this journal signed it."""
    try:
        return verifier_point(note)
    except NoteInvalide as erreur:
        raise RuptureDuJournal(
            f"Le dernier point de contrôle gardé dans {settings.DOSSIER_DU_JOURNAL} n’est pas signé par une clé de ce "
            f"journal ({erreur}).\nRemettez ce dossier tel qu’il était."
        ) from erreur


def _continue(dernier: Point, tete: Point) -> bool:
    if dernier.taille <= tete.taille:
        return chaine_a(dernier.taille) == dernier.chaine
    # A page reads in a snapshot, which may be older than what another process has just signed.
    presente = connection.copy()
    try:
        with presente.cursor() as curseur:
            curseur.execute(f"SELECT chaine FROM {Acte._meta.db_table} WHERE sequence = %s", [dernier.taille])
            return curseur.fetchone() == (dernier.chaine,)
    finally:
        presente.close()


def _dit_avoir_perdu(dernier: Point) -> bool:
    """Whether an entry says that what followed a backup, up to this point, was lost."""
    reprises = Acte.objects.filter(verbe=REPRENDRE).exclude(faits="").values_list("faits", flat=True)
    return any(lire(faits).get("point_perdu") == dernier.long for faits in reprises)


def _phrase(dernier: Point, tete: Point) -> str:
    if dernier.taille > tete.taille:
        fait = (
            f"Le journal s’arrête à l’inscription {tete.taille}, alors qu’un point de contrôle a été signé à "
            f"l’inscription {dernier.taille} : cette base est une ancienne sauvegarde."
        )
    else:
        fait = (
            f"À l’inscription {dernier.taille}, le journal ne porte plus l’empreinte qui a été signée : il a été "
            "réécrit, ou cette base est une autre."
        )
    return f"{fait}\n{REPRENDRE_LE_JOURNAL}"
