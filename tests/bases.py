"""Real databases for the tests that need real transactions: copies of a migrated one, never a flush.

The guards of the journal refuse TRUNCATE and DELETE, so a test that commits works on a copy that is thrown away.
"""

import itertools
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections

NUMEROS = itertools.count(1)


class ModeleSQLite:
    """A file written once from the migrated test database; a copy is a copy of the file."""

    def __init__(self, dossier: Path):
        self.fichier = dossier / "modele.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(self.fichier)) as modele:
            connection.connection.backup(modele)

    @contextmanager
    def copie(self) -> Iterator[str]:
        fichier = self.fichier.with_name(f"copie-{next(NUMEROS)}.sqlite3")
        shutil.copyfile(self.fichier, fichier)
        yield str(fichier)
        for reste in fichier.parent.glob(f"{fichier.name}*"):
            reste.unlink()

    def supprimer(self) -> None:
        self.fichier.unlink()

    def fermer_la_source(self) -> None:
        """SQLite closes with its process."""


class ModelePostgreSQL:
    """A database made from the migrated one, to which nobody stays connected, so that it can serve as a template."""

    def __init__(self, source: str):
        self.source = source
        self.nom = f"{source}_modele"
        connection.close()
        self._administrer(f'DROP DATABASE IF EXISTS "{self.nom}"')
        self._administrer(f'CREATE DATABASE "{self.nom}" TEMPLATE "{source}"')

    @staticmethod
    def _administrer(ordre: str) -> None:
        with connection._nodb_cursor() as curseur:
            curseur.execute(ordre)

    @contextmanager
    def copie(self) -> Iterator[str]:
        nom = f"{self.nom}_{next(NUMEROS)}"
        self._administrer(f'DROP DATABASE IF EXISTS "{nom}"')
        self._administrer(f'CREATE DATABASE "{nom}" TEMPLATE "{self.nom}"')
        yield nom
        self._administrer(f'DROP DATABASE "{nom}" WITH (FORCE)')

    def supprimer(self) -> None:
        self._administrer(f'DROP DATABASE IF EXISTS "{self.nom}" WITH (FORCE)')

    def fermer_la_source(self) -> None:
        """End the sessions that other threads and event loops have left, so that the source can be dropped."""
        connection.close()
        self._administrer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.source}'")


def faire_le_modele(dossier: Path) -> ModeleSQLite | ModelePostgreSQL:
    """The model of this session's copies, from the migrated test database."""
    if connection.vendor == "sqlite":
        return ModeleSQLite(dossier)
    return ModelePostgreSQL(connection.settings_dict["NAME"])


@contextmanager
def brancher(nom: str) -> Iterator[None]:
    """Point Django's default connection at this database, in this thread and in every thread born meanwhile."""
    reglages = connections.settings["default"]
    ancienne, ancien_nom = connections["default"], reglages["NAME"]
    reglages["NAME"] = nom
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        reglages["NAME"] = ancien_nom
        connections["default"] = ancienne


def en_parallele(*actions: Callable[[], Any]) -> list[Any]:
    """Run these functions at the same instant, each in its thread and on its connection.

    Returns, in order, what each returned, or the exception it raised.
    """
    depart = threading.Barrier(len(actions))
    resultats: list[Any] = [None] * len(actions)

    def courir(rang: int, action: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            depart.wait(timeout=30)
            resultats[rang] = action()
        except Exception as erreur:
            resultats[rang] = erreur
        finally:
            connections.close_all()

    fils = [threading.Thread(target=courir, args=depart_de) for depart_de in enumerate(actions)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=120)
        if fil.is_alive():
            raise TimeoutError("a parallel action has not ended after two minutes")
    return resultats
