"""Taking a backup: the database at one instant, and what goes with that instant."""

import hashlib
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from config.sauvegarde import SauvegardeRefusee, postgresql, sqlite
from config.sauvegarde.archive import Ecrivain, ecrire
from config.sauvegarde.base import branchee, migrations, migrations_du_logiciel
from config.sauvegarde.tables import ecrire_les_tables
from fichiers.models import Fichier
from fichiers.rangement import chemin
from historique import points
from historique.horloge import maintenant
from historique.lecture.exports import tout_en_ndjson

JOURNAL, POINT, CLES, POINTS = "journal.ndjson", "point-de-controle.txt", "cles.txt", "points.txt"
FICHIERS = "fichiers/"
PORTABLE = "portable"


@dataclass
class Prise:
    """What a backup holds."""

    point: str = ""
    fichiers: int = 0
    manquants: list[str] = field(default_factory=list)


def moteur() -> Any:
    """The module of the database engine: `figer`, `copier`, `preparer`, `rendre`, `echanger`, `jeter`."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def sauvegarder(cible: Path, *, portable: bool = False) -> Prise:
    """Write the backup `cible`: all of it, or nothing. Raises SauvegardeRefusee, RuptureDuJournal."""
    if not cible.parent.is_dir():
        raise SauvegardeRefusee(f"Le dossier {cible.parent} n’existe pas.")
    nom = connection.settings_dict["NAME"]
    # Beside the backup, where there is room for it.
    with (
        tempfile.TemporaryDirectory(dir=cible.parent, prefix=".sauvegarde-") as dossier,
        ecrire(cible) as sortie,
        moteur().figer(Path(dossier)),
    ):
        return _prendre(sortie, nom, Path(dossier), portable)


def _prendre(sortie: Ecrivain, nom: str, dossier: Path, portable: bool) -> Prise:
    _exiger_la_structure()
    point = points.point_a()
    with branchee(nom):  # the present, which may have gone further meanwhile
        note = points.signer(point.taille)
    sortie.octets(JOURNAL, journal_entier(note))
    prise = Prise(point.long)
    for sha256 in Fichier.objects.order_by("pk").values_list("pk", flat=True).iterator():
        _ranger(sortie, sha256, prise)
    manifeste = {
        "genre": PORTABLE if portable else connection.vendor,
        "moteur": connection.vendor,
        "logiciel": version(),
        "instant": maintenant().isoformat(),
        "inscriptions": point.taille,
        "point": point.long,
        "migrations": migrations(),
        "fichiers_manquants": prise.manquants,
    }
    if portable:
        ecrire_les_tables(sortie)
    else:
        sortie.fichier(moteur().MEMBRE, moteur().copier(dossier))
    sortie.octets(POINT, [note.encode()])
    for membre in (CLES, POINTS):
        sortie.octets(membre, _du_dossier(membre))
    sortie.finir(manifeste)
    return prise


def journal_entier(note: str) -> Iterator[bytes]:
    """The lines of the public export up to the point `note`, with all that they hold, whoever may read it."""
    for lignes in tout_en_ndjson(note, str(points.cles()[0])):
        yield from lignes.encode().splitlines(keepends=True)


def _exiger_la_structure() -> None:
    if manque := sorted(migrations_du_logiciel() - set(migrations())):
        raise SauvegardeRefusee(
            f"La base n’a pas encore la structure de cette version du logiciel ({manque[0]}) : sauvegardez avec la "
            "version qui s’en servait, ou lancez d’abord « manage.py migrate »."
        )


def _ranger(sortie: Ecrivain, sha256: str, prise: Prise) -> None:
    """Add a stored file; one that is missing, or has changed on the disk, is named."""
    try:
        octets = chemin(sha256).read_bytes()
    except FileNotFoundError:
        octets = b""
    if hashlib.sha256(octets).hexdigest() == sha256:
        sortie.octets(f"{FICHIERS}{sha256}", [octets], comprimer=False)
        prise.fichiers += 1
    else:
        prise.manquants.append(sha256)


def _du_dossier(nom: str) -> Iterator[bytes]:
    """A file of the directory of the journal, which others may be adding to: its whole lines."""
    octets = (Path(settings.DOSSIER_DU_JOURNAL) / nom).read_bytes()
    yield octets[: octets.rfind(b"\n") + 1]


def version() -> str:
    """The version of the software."""
    projet = tomllib.loads((settings.RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    return projet["project"]["version"]
