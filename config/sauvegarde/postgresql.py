"""PostgreSQL: `pg_dump` in the snapshot that the journal is read in, and a restored database that takes the name."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from psycopg import sql

from config.sauvegarde import SauvegardeRefusee
from config.sauvegarde.base import tables_ephemeres

MEMBRE = "base.pgdump"


@contextmanager
def figer(dossier: Path) -> Iterator[None]:
    """Read the database as it is at this instant; nobody waits."""
    with transaction.atomic(durable=True):
        with connection.cursor() as curseur:
            curseur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def copier(dossier: Path) -> Path:
    """Inside `figer`: what `pg_dump` gives of the same instant, without sessions."""
    programme = _programme("pg_dump")
    copie = dossier / MEMBRE
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_export_snapshot()")
        instant = curseur.fetchone()[0]
    sans = [f"--exclude-table-data={table}" for table in tables_ephemeres()]
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={instant}", f"--file={copie}", *sans]
    _lancer(programme, options, connection.settings_dict["NAME"])
    return copie


def existe() -> bool:
    return _existe(connection.settings_dict["NAME"])


def preparer() -> str:
    """A database apart, empty, with the encoding and the order of letters of the instance's; gives its name."""
    nom = connection.settings_dict["NAME"]
    apart = f"{nom[:50]}_restauration"
    connection.close()
    jeter(apart)
    modele = sql.Identifier(nom if _existe(nom) else "template1")
    _administrer(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(apart), modele))
    with _connexion(apart) as base:
        base.execute("DROP SCHEMA public CASCADE")
        base.execute("CREATE SCHEMA public AUTHORIZATION pg_database_owner")
        base.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
    return apart


def rendre(fichier: Path, nom: str) -> None:
    """Put back the file that `copier` gave, in the database apart."""
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={nom}"]
    _lancer(_programme("pg_restore"), [*options, str(fichier)], None)


def echanger(apart: str) -> None:
    """Give the database apart the name of the instance's, in one transaction; the empty one is dropped after."""
    nom = connection.settings_dict["NAME"]
    vide = f"{nom[:50]}_vide"
    connection.close()
    jeter(vide)
    renommer = sql.SQL("ALTER DATABASE {} RENAME TO {}").format
    ordres = [renommer(sql.Identifier(apart), sql.Identifier(nom))]
    if _existe(nom):
        ordres.insert(0, renommer(sql.Identifier(nom), sql.Identifier(vide)))
    _administrer(*ordres)
    jeter(vide)


def jeter(nom: str) -> None:
    _administrer(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(nom)))


def _existe(nom: str) -> bool:
    with _connexion("postgres") as base:
        return base.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nom]).fetchone() is not None


def _administrer(*ordres: sql.Composed) -> None:
    """Run these orders on the server, in one transaction when there are several."""
    try:
        with _connexion("postgres") as base:
            if len(ordres) == 1:
                base.execute(ordres[0])
                return
            with base.transaction():
                for ordre in ordres:
                    base.execute(ordre)
    except psycopg.errors.InsufficientPrivilege as erreur:
        compte = connection.settings_dict["USER"]
        raise SauvegardeRefusee(
            "Restaurer passe par une base à part, que ce compte PostgreSQL n’a pas le droit de créer : lancez "
            f'« ALTER ROLE "{compte}" CREATEDB » avec un compte d’administration, le temps de la restauration.'
        ) from erreur
    except psycopg.errors.ObjectInUse as erreur:
        raise SauvegardeRefusee(
            "La base est utilisée par un autre processus : arrêtez le serveur et le travailleur, puis relancez."
        ) from erreur


def _connexion(nom: str) -> psycopg.Connection[Any]:
    parametres = connection.get_connection_params()
    garder = {cle: parametres[cle] for cle in parametres if cle in {"user", "password", "host", "port"}}
    options = connection.settings_dict["OPTIONS"]
    garder |= {cle: valeur for cle, valeur in options.items() if cle.startswith("ssl") or cle == "passfile"}
    return psycopg.connect(dbname=nom, autocommit=True, **garder)


def _programme(nom: str) -> str:
    """Where `pg_dump` or `pg_restore` is. Raises SauvegardeRefusee when it is missing, or older than the server."""
    programme = shutil.which(nom)
    with _connexion("postgres") as base:
        serveur = base.info.server_version // 10000
    installer = f"installez le paquet postgresql-client-{serveur} (ou plus récent) sur cette machine"
    if programme is None:
        raise SauvegardeRefusee(f"{nom} manque : {installer}.")
    reponse = subprocess.run([programme, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\(PostgreSQL\) (\d+)", reponse)
    if version is None or int(version[1]) < serveur:
        trouvee = version[1] if version else "inconnue"
        raise SauvegardeRefusee(
            f"{nom} est de la version {trouvee}, et le serveur de la version {serveur} : {installer}."
        )
    return programme


def _lancer(programme: str, options: list[str], base: str | None) -> None:
    """Run a program of PostgreSQL; its password is in its environment, never in its arguments."""
    reglages = {**connection.settings_dict, "NAME": base or "postgres"}
    arguments, environnement = DatabaseClient.settings_to_cmd_args_env(reglages, options)
    arguments = arguments[1:] if base else arguments[1:-1]
    fini = subprocess.run(
        [programme, *arguments],
        env={**os.environ, **(environnement or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if fini.returncode != 0:
        nom = Path(programme).name
        raise SauvegardeRefusee(f"{nom} a échoué : {fini.stderr.strip() or f'code {fini.returncode}'}")
