"""The database of the instance, whichever it is: what it holds, and how to work on another one meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models
from django.db.migrations.loader import MigrationLoader

from config.sauvegarde import SauvegardeRefusee
from historique.models import Tete

# Who is signed in, and what is kept to go faster: in no backup, so that nobody is signed in again by a restore.
SESSIONS = ("sessions.session", "usersessions.usersession")
CACHE = "cache"
# What `migrate` writes by itself in an empty database.
DU_LOGICIEL = {"contenttypes.contenttype", "auth.permission"}


def modeles() -> list[type[models.Model]]:
    """The models whose rows a backup carries."""
    return [
        modele
        for modele in apps.get_models(include_auto_created=True)
        if modele._meta.managed and not modele._meta.proxy and modele._meta.label_lower not in SESSIONS
    ]


def tables_ephemeres() -> list[str]:
    """The tables whose rows no backup carries."""
    return [*(apps.get_model(etiquette)._meta.db_table for etiquette in SESSIONS), CACHE]


def migrations() -> list[str]:
    """The migrations that this database has had, as `app.name`."""
    return sorted(".".join(cle) for cle in MigrationLoader(connection).applied_migrations)


def migrations_du_logiciel() -> set[str]:
    return {".".join(cle) for cle in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}


def exiger_une_base_vide() -> None:
    """Raises SauvegardeRefusee when a restore would write over something."""
    presentes = set(connection.introspection.table_names())
    # Every model of the software has its table, sessions included.
    connues = {modele._meta.db_table for modele in apps.get_models(include_auto_created=True)}
    if etrangeres := presentes - connues - {CACHE, "django_migrations"}:
        raise SauvegardeRefusee(
            f"Cette base contient des tables d’un autre logiciel ({min(etrangeres)}) : "
            "donnez dans DATABASE_URL une base vide."
        )
    for modele in modeles():
        if modele._meta.db_table in presentes and modele._meta.label_lower not in DU_LOGICIEL and _a_des_lignes(modele):
            raise SauvegardeRefusee(
                f"Cette instance contient déjà des données ({modele._meta.verbose_name_plural}) : une restauration "
                "n’écrase rien. Donnez dans DATABASE_URL une base vide, ou absente."
            )


def _a_des_lignes(modele: type[models.Model]) -> bool:
    lignes = Tete.objects.exclude(dernier=0) if modele is Tete else modele._base_manager.all()
    # An empty database may have had an older version of the software, whose tables lack columns.
    return lignes.order_by().values("pk").exists()


@contextmanager
def branchee(nom: str) -> Iterator[None]:
    """Have Django's connection, in this thread, work on the database `nom` of the same server (or file)."""
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


@contextmanager
def reglages(**valeurs: Any) -> Iterator[None]:
    """Have these settings for the block."""
    anciennes = {nom: getattr(settings, nom) for nom in valeurs}
    for nom, valeur in valeurs.items():
        setattr(settings, nom, valeur)
    try:
        yield
    finally:
        for nom, valeur in anciennes.items():
            setattr(settings, nom, valeur)
