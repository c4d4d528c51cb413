"""SQLite: a copy of the file taken while people write, and a restored file put in place in one transaction."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from config.sauvegarde import SauvegardeRefusee
from config.sauvegarde.base import branchee, tables_ephemeres

MEMBRE = "base.sqlite3"


@contextmanager
def figer(dossier: Path) -> Iterator[None]:
    """Work on a copy of the database as it is at this instant; writers wait only while it is copied."""
    copie = dossier / MEMBRE
    connection.ensure_connection()
    with closing(sqlite3.connect(copie)) as cible:
        connection.connection.backup(cible)
        cible.execute("PRAGMA journal_mode=DELETE")
    with branchee(str(copie)):
        yield


def copier(dossier: Path) -> Path:
    """Inside `figer`: the file of the database, without sessions and without what deleted rows leave in it."""
    copie = dossier / MEMBRE
    presentes = connection.introspection.table_names()
    connection.close()
    with closing(sqlite3.connect(copie)) as base:
        for table in set(tables_ephemeres()) & set(presentes):
            base.execute(f"DELETE FROM {table}")
        base.commit()
        base.execute("VACUUM")
        _exiger_l_integrite(base)
    return copie


def existe() -> bool:
    return Path(connection.settings_dict["NAME"]).exists()


def preparer() -> str:
    """A database apart, beside that of the instance; gives its name."""
    nom = f"{connection.settings_dict['NAME']}.restauration"
    jeter(nom)
    Path(nom).parent.mkdir(parents=True, exist_ok=True)
    return nom


def rendre(fichier: Path, nom: str) -> None:
    """Put back the file that `copier` gave, in the database apart."""
    shutil.move(fichier, nom)
    with closing(sqlite3.connect(nom)) as base:
        _exiger_l_integrite(base)


def echanger(nom: str) -> None:
    """Make the database apart that of the instance: all of it or, if anything stops it, nothing."""
    with closing(sqlite3.connect(nom)) as base:
        base.execute("PRAGMA journal_mode=DELETE")
        base.execute("VACUUM")  # nothing of what was erased again stays in its free pages
        connection.ensure_connection()
        base.backup(connection.connection)
    connection.close()
    jeter(nom)


def jeter(nom: str) -> None:
    for suite in ("", "-journal", "-wal", "-shm"):
        Path(f"{nom}{suite}").unlink(missing_ok=True)


def _exiger_l_integrite(base: sqlite3.Connection) -> None:
    try:
        constat = [ligne[0] for ligne in base.execute("PRAGMA integrity_check")]
        orphelines = base.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as erreur:
        raise SauvegardeRefusee(f"La base est abîmée : SQLite ne peut pas la lire ({erreur}).") from erreur
    if constat != ["ok"]:
        raise SauvegardeRefusee(f"La base est abîmée : {constat[0]}.")
    if orphelines:
        raise SauvegardeRefusee(f"La base est abîmée : la table {orphelines[0][0]} renvoie à une ligne absente.")
