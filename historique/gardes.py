"""Triggers that make the journal append-only in both databases, whoever writes (an SQL client included).

SQLite rebuilds a table on `AlterField` and drops its triggers, so they are put back after every `migrate`
(`manage.py poser_les_gardes` does it by hand). Nothing here is a Django check: it would block that `migrate`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from historique import registre
from historique.models import Acte, Changement, Ouverture, Tete

REFUS = "Le journal ne se modifie pas : une correction est une nouvelle inscription."
FONCTION_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION journal_refuser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUS}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
"""


@dataclass(frozen=True)
class Garde:
    """One trigger: its name, its table, and the body of its `CREATE TRIGGER` in each database."""

    nom: str
    table: str
    sqlite: str
    postgresql: str

    def creation(self, vendeur: str) -> str:
        return f"CREATE TRIGGER {self.nom} {self.sqlite if vendeur == 'sqlite' else self.postgresql}"


_gardes_des_apps: list[Garde] = []


def declarer(garde: Garde) -> None:
    """Add a rule that an app keeps by a trigger (called in its `ready()`)."""
    if garde not in _gardes_des_apps:
        _gardes_des_apps.append(garde)


def _refus(nom: str, table: str, evenement: str, quand: str = "") -> Garde:
    condition = f" WHEN {quand}" if quand else ""
    return Garde(
        nom=f"garde_{nom}_{table}",
        table=table,
        sqlite=f"BEFORE {evenement} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{REFUS}'); END",
        postgresql=f"BEFORE {evenement} ON {table} FOR EACH ROW{f' WHEN ({quand})' if quand else ''}"
        " EXECUTE FUNCTION journal_refuser()",
    )


def _sans_vidage(table: str) -> Garde:
    # SQLite has no TRUNCATE: its DELETE guard is enough, so this one only watches for a row that replaces another.
    cle = {"historique_acte": "id", "historique_changement": "id", "historique_ouverture": "engagement"}
    colonne = cle.get(table, "history_id")
    return Garde(
        nom=f"garde_vidage_{table}",
        table=table,
        sqlite=f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {colonne} = NEW.{colonne})"
        f" BEGIN SELECT RAISE(ABORT, '{REFUS}'); END",
        postgresql=f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser()",
    )


def _a_la_suite(nom: str, table: str, condition_sqlite: str, condition_postgresql: str) -> Garde:
    """An insert guard whose condition reads other rows (PostgreSQL wants a function for that)."""
    corps = (
        f"BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION journal_exiger_la_suite('{condition_postgresql}')"
    )
    return Garde(
        nom=f"garde_{nom}_{table}",
        table=table,
        sqlite=f"BEFORE INSERT ON {table} WHEN {condition_sqlite} BEGIN SELECT RAISE(ABORT, '{REFUS}'); END",
        postgresql=corps,
    )


SUITE_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION journal_exiger_la_suite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_ARGV[0] = 'sequence' THEN
    IF NEW.sequence = (SELECT dernier FROM historique_tete WHERE id = 1) THEN RETURN NEW; END IF;
  ELSIF NEW.acte_id = (SELECT a.id FROM historique_acte a JOIN historique_tete t ON a.sequence = t.dernier) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{REFUS}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def gardes() -> Iterator[Garde]:
    """All the guards, in a stable order."""
    for modele in (Acte, Changement, Ouverture):
        yield from _ajout_seul(modele._meta.db_table)
    acte, changement, tete = (m._meta.db_table for m in (Acte, Changement, Tete))
    yield _a_la_suite(
        "suite",
        acte,
        f"NEW.sequence <> (SELECT dernier FROM {tete}) OR EXISTS (SELECT 1 FROM {acte} WHERE sequence = NEW.sequence)",
        "sequence",
    )
    yield _a_la_suite(
        "suite",
        changement,
        f"NEW.acte_id <> (SELECT a.id FROM {acte} a JOIN {tete} t ON a.sequence = t.dernier)",
        "acte",
    )
    yield _refus("retrait", tete, "DELETE")
    yield _refus("pas", tete, "UPDATE", "NEW.dernier <> OLD.dernier + 1 OR NEW.id <> OLD.id")
    for table in registre.tables_historiques:
        yield from _ajout_seul(table)
    yield from _gardes_des_apps


def _ajout_seul(table: str) -> Iterator[Garde]:
    yield _refus("modif", table, "UPDATE")
    yield _refus("retrait", table, "DELETE")
    yield _sans_vidage(table)


def poser_les_gardes(tables: Iterable[str] | None = None) -> None:
    """(Re)create the guards of `tables` (all by default); safe to repeat."""
    presentes = set(connection.introspection.table_names())
    voulues = presentes if tables is None else presentes & set(tables)
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            curseur.execute(FONCTION_POSTGRESQL + SUITE_POSTGRESQL)
        for garde in gardes():
            if garde.table in voulues:
                sur = f" ON {garde.table}" if connection.vendor == "postgresql" else ""
                curseur.execute(f"DROP TRIGGER IF EXISTS {garde.nom}{sur}")
                curseur.execute(garde.creation(connection.vendor))


def gardes_manquantes() -> list[str]:
    """Names of the guards that the database lacks, or holds switched off or altered."""
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            curseur.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            posees = {nom: sql for nom, sql in curseur.fetchall()}
            return [g.nom for g in gardes() if posees.get(g.nom) != g.creation("sqlite")]
        curseur.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')")
        actives = {nom for (nom,) in curseur.fetchall()}
        return [g.nom for g in gardes() if g.nom[:63] not in actives]


def exiger_les_gardes() -> None:
    """Refuse to serve an unguarded journal. Raises ImproperlyConfigured with what to do."""
    if manquantes := gardes_manquantes():
        raise ImproperlyConfigured(
            f"{len(manquantes)} gardes du journal manquent ({', '.join(manquantes[:3])}…). "
            "Lancez « manage.py migrate », puis « manage.py poser_les_gardes »."
        )


def apres_migration(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: guard the tables of the app that was just migrated."""
    tables = [modele._meta.db_table for modele in sender.get_models()]
    poser_les_gardes(tables)
