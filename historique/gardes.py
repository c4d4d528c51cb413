"""Triggers that make the journal append-only in both databases, whoever writes (an SQL client included).

SQLite rebuilds a table on `AlterField`: it drops the table's triggers, and fails when a trigger of another table reads
it. So there, guards are lifted before a `migrate` that has something to do, and put back after it in both databases
(`manage.py poser_les_gardes` does it by hand). Nothing here is a Django check: it would block that `migrate`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection, models

from historique import registre
from historique.models import PASSAGE_RETIRE, Acte, Changement, Ouverture, Retrait, Tete

REFUS = "Le journal ne se modifie pas : une correction est une nouvelle inscription."
ACTE, CHANGEMENT, OUVERTURE, RETRAIT, TETE = (m._meta.db_table for m in (Acte, Changement, Ouverture, Retrait, Tete))
# Unique keys by which SQLite's `INSERT OR REPLACE` would remove a row without its DELETE trigger.
CLES = {
    ACTE: ("id", "sequence", "rowid"),
    CHANGEMENT: ("id", "acte_id objet_id champ"),
    OUVERTURE: ("engagement", "rowid"),
    RETRAIT: ("engagement", "rowid"),
    TETE: ("id", "rowid"),
}
CLES_DES_ETATS = ("history_id", "id version")
# Two look-ups by key, and not a join: no plan can read a whole table for each row that is written.
DERNIER_ACTE = f"SELECT id FROM {ACTE} WHERE sequence = (SELECT dernier FROM {TETE} WHERE id = 1)"

# An opening goes only with the retrait that says so, and does not come back.
SANS_RETRAIT = f"NOT EXISTS (SELECT 1 FROM {RETRAIT} WHERE engagement = OLD.engagement)"
RETIREE = f"EXISTS (SELECT 1 FROM {RETRAIT} WHERE engagement = NEW.engagement)"
DIFFERE = "IS DISTINCT FROM"

# What the triggers of PostgreSQL run, by name.
FONCTIONS: dict[str, str] = {
    "journal_refuser": f"BEGIN RAISE EXCEPTION '{REFUS}' USING ERRCODE = 'integrity_constraint_violation'; END",
    "journal_exiger_la_suite": f"""
BEGIN
  IF TG_ARGV[0] = 'sequence' THEN
    IF (NEW.sequence, NEW.chaine) = (SELECT dernier, chaine FROM {TETE} WHERE id = 1) THEN RETURN NEW; END IF;
  ELSIF NEW.acte_id = ({DERNIER_ACTE}) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '{REFUS}' USING ERRCODE = 'integrity_constraint_violation';
END""",
    "journal_exiger_un_pas": f"""
BEGIN
  IF NEW.dernier = OLD.dernier + 1 AND NEW.id = OLD.id THEN RETURN NEW; END IF;
  RAISE EXCEPTION '{REFUS}' USING ERRCODE = 'integrity_constraint_violation';
END""",
    "journal_exiger_un_etat_nouveau": f"""
DECLARE existe boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE id = $1 AND version = $2)', TG_TABLE_NAME)
    INTO existe USING NEW.id, NEW.version;
  IF NOT existe THEN RETURN NEW; END IF;
  RAISE EXCEPTION '{REFUS}' USING ERRCODE = 'integrity_constraint_violation';
END""",
    "journal_exiger_un_retrait": f"""
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NOT {RETIREE} THEN RETURN NEW; END IF;
  ELSIF NOT ({SANS_RETRAIT}) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '{REFUS}' USING ERRCODE = 'integrity_constraint_violation';
END""",
}


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


def _garde(nom: str, table: str, evenement: str, fonction: str, quand: str = "") -> Garde:
    """A trigger that refuses: always, or `quand` on SQLite and when its function says so on PostgreSQL."""
    pour = "STATEMENT" if evenement == "TRUNCATE" else "ROW"
    # SQLite has no TRUNCATE: there, this guard watches for a row that replaces another.
    en_sqlite = "INSERT" if evenement == "TRUNCATE" else evenement
    condition = f" WHEN {quand}" if quand else ""
    return Garde(
        nom=f"garde_{nom}_{table}",
        table=table,
        sqlite=f"BEFORE {en_sqlite} ON {table}{condition} BEGIN SELECT RAISE(ABORT, '{REFUS}'); END",
        postgresql=f"BEFORE {evenement} ON {table} FOR EACH {pour} EXECUTE FUNCTION {fonction}",
    )


def _remplace(table: str, cles: tuple[str, ...]) -> str:
    """The SQLite condition under which a new row would take the place of another."""
    egales = (" AND ".join(f"{colonne} = NEW.{colonne}" for colonne in cle.split()) for cle in cles)
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {egale})" for egale in egales)


def gardes() -> Iterator[Garde]:
    """All the guards, in a stable order."""
    for table in (ACTE, CHANGEMENT, RETRAIT):
        yield _garde("modif", table, "UPDATE", "journal_refuser()")
        yield _garde("retrait", table, "DELETE", "journal_refuser()")
        yield _garde("vidage", table, "TRUNCATE", "journal_refuser()", _remplace(table, CLES[table]))
    yield from _ouvertures()
    yield _garde(
        "suite",
        ACTE,
        "INSERT",
        "journal_exiger_la_suite('sequence')",
        f"(NEW.sequence, NEW.chaine) IS NOT (SELECT dernier, chaine FROM {TETE} WHERE id = 1)",
    )
    for table in (CHANGEMENT, RETRAIT):
        yield _garde(
            "suite", table, "INSERT", "journal_exiger_la_suite('acte')", f"NEW.acte_id IS NOT ({DERNIER_ACTE})"
        )
    yield _garde("retrait", TETE, "DELETE", "journal_refuser()")
    yield _garde("vidage", TETE, "TRUNCATE", "journal_refuser()", _remplace(TETE, CLES[TETE]))
    yield _garde("pas", TETE, "UPDATE", "journal_exiger_un_pas()", "NEW.dernier <> OLD.dernier + 1 OR NEW.id <> OLD.id")
    for table, declaration in registre.tables_historiques.items():
        au_dela = en_sqlite(hors_retrait(declaration.historique, declaration.engages))
        yield _garde("modif", table, "UPDATE", f"{fonction_des_etats(table)}()", au_dela)
        yield _garde("retrait", table, "DELETE", "journal_refuser()")
        yield _garde("vidage", table, "TRUNCATE", "journal_refuser()", _remplace(table, CLES_DES_ETATS))
        yield _garde("etat", table, "INSERT", "journal_exiger_un_etat_nouveau()", _remplace(table, CLES_DES_ETATS[1:]))
    yield from _gardes_des_apps


def _ouvertures() -> Iterator[Garde]:
    yield _garde("modif", OUVERTURE, "UPDATE", "journal_refuser()")
    yield _garde("retrait", OUVERTURE, "DELETE", "journal_exiger_un_retrait()", SANS_RETRAIT)
    yield _garde("retour", OUVERTURE, "INSERT", "journal_exiger_un_retrait()", RETIREE)
    yield _garde("vidage", OUVERTURE, "TRUNCATE", "journal_refuser()", _remplace(OUVERTURE, CLES[OUVERTURE]))


def hors_retrait(modele: type[models.Model], textes: Iterable[str], *, vivante: bool = False) -> str:
    """The SQL condition under which an UPDATE does more than take a text out.

    Every column keeps its value, but the fields `textes`, which may become the marker. A live row also takes its next
    version, and loses one text at least.
    """
    textes, refus, change = frozenset(textes), [], []
    for champ in modele._meta.concrete_fields:
        ecart = f'NEW."{champ.column}" {DIFFERE} OLD."{champ.column}"'
        if champ.name in textes:
            change.append(ecart)
            refus.append(f"({ecart} AND NEW.\"{champ.column}\" {DIFFERE} '{PASSAGE_RETIRE}')")
        elif vivante and champ.name == "version":
            refus.append("NEW.version <> OLD.version + 1")
        else:
            refus.append(ecart)
    if vivante:
        refus.append(f"NOT ({' OR '.join(change)})" if change else "1 = 1")
    return " OR ".join(refus)


def en_sqlite(condition: str) -> str:
    """The same condition for SQLite, which compares NULL otherwise before its version 3.39."""
    return condition.replace(DIFFERE, "IS NOT")


def fonction_des_etats(table: str) -> str:
    return f"{table}_verifier"


def fonctions() -> dict[str, str]:
    """All that the triggers of PostgreSQL run: one function for each table of past states is made from the registry."""
    des_etats = {
        fonction_des_etats(table): f"""
BEGIN
  IF {hors_retrait(declaration.historique, declaration.engages)} THEN
    RAISE EXCEPTION '{REFUS}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END"""
        for table, declaration in registre.tables_historiques.items()
    }
    return FONCTIONS | des_etats


def poser_les_gardes(tables: Iterable[str] | None = None) -> int:
    """(Re)create the guards of `tables` (all by default); safe to repeat. Returns how many were put."""
    presentes = _presentes(tables)
    voulues = [garde for garde in gardes() if garde.table in presentes]
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            for nom, corps in fonctions().items():
                curseur.execute(f"CREATE OR REPLACE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS $${corps}$$")
        _oter(curseur, voulues)
        for garde in voulues:
            curseur.execute(garde.creation(connection.vendor))
            if connection.vendor == "postgresql":
                # ALWAYS: a session in replica mode does not slip past it.
                curseur.execute(f"ALTER TABLE {garde.table} ENABLE ALWAYS TRIGGER {garde.nom}")
    return len(voulues)


def oter_les_gardes(tables: Iterable[str]) -> None:
    """Lift the guards of `tables`, for a migration that rewrites them and puts the guards back."""
    presentes = _presentes(tables)
    with connection.cursor() as curseur:
        _oter(curseur, [garde for garde in gardes() if garde.table in presentes])


def _presentes(tables: Iterable[str] | None) -> set[str]:
    presentes = set(connection.introspection.table_names())
    return presentes if tables is None else presentes & set(tables)


def _oter(curseur: Any, lesquelles: list[Garde]) -> None:
    for garde in lesquelles:
        sur = f" ON {garde.table}" if connection.vendor == "postgresql" else ""
        curseur.execute(f"DROP TRIGGER IF EXISTS {garde.nom}{sur}")


def gardes_manquantes() -> list[str]:
    """Names of the guards that the database lacks, or holds switched off or altered."""
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            curseur.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            posees = dict(curseur.fetchall())
            return [g.nom for g in gardes() if posees.get(g.nom) != g.creation("sqlite")]
        attendues = fonctions()
        curseur.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [list(attendues)])
        presentes = dict(curseur.fetchall())
        curseur.execute("SELECT tgname, tgenabled, pg_get_triggerdef(oid, true) FROM pg_trigger WHERE NOT tgisinternal")
        posees = {nom: definition for nom, active, definition in curseur.fetchall() if _active(active)}
    alterees = [nom for nom, corps in attendues.items() if presentes.get(nom) != corps]
    return alterees + [
        garde.nom
        for garde in gardes()
        if _abrege(posees.get(garde.nom[:63], "")) != _abrege(garde.creation("postgresql"))
    ]


def _active(etat: str | bytes) -> bool:
    return (etat if isinstance(etat, str) else etat.decode()) == "A"


def _abrege(definition: str) -> str:
    """A trigger as PostgreSQL and we write it alike: without its schema and its spaces.

    None of ours has a WHEN clause there: conditions are in the functions, compared letter by letter. So one that was
    added shows.
    """
    return re.sub(r"[\s\"]|\bpublic\.", "", definition).lower()


def exiger_les_gardes() -> None:
    """Refuse to serve an unguarded journal. Raises ImproperlyConfigured with what to do."""
    if manquantes := gardes_manquantes():
        raise ImproperlyConfigured(
            f"{len(manquantes)} gardes du journal manquent ou ont été modifiées ({', '.join(manquantes[:3])}…). "
            "Lancez « manage.py migrate », puis « manage.py poser_les_gardes »."
        )


def avant_migration(using: str = DEFAULT_DB_ALIAS, plan: Any = (), **kwargs: Any) -> None:
    """Receiver of `pre_migrate`."""
    if using == DEFAULT_DB_ALIAS and plan and connection.vendor == "sqlite":
        oter_les_gardes(connection.introspection.table_names())


def apres_migration(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: guard the tables of the app that was just migrated."""
    if using == DEFAULT_DB_ALIAS:
        poser_les_gardes([modele._meta.db_table for modele in sender.get_models()])
