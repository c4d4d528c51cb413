"""Fail closed, at the connection: every SQL write is read, whatever made it (ORM, bulk, cascade, raw cursor)."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from historique import registre, saisie
from historique.models import Acte, Changement, Ouverture, Retrait, Tete
from historique.saisie import EcritureHorsJournal

# A table, or several: [ONLY] [schema.]table [*]
TABLE = r"(?:ONLY\s+)?(?:[\"`\[]?\w+[\"`\]]?\s*\.\s*)?[\"`\[]?(?P<nom>\w+)[\"`\]]?"
UNE_TABLE = re.compile(TABLE, re.IGNORECASE)
TABLES = TABLE.replace("?P<nom>", "?:") + r"(?:\s*\*)?"
ECRITURE = re.compile(
    r"\b(?P<verbe>INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM"
    rf"|TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO|COPY)\b\s*(?P<tables>{TABLES}(?:\s*,\s*{TABLES})*)",
    re.IGNORECASE,
)
# Texts and quoted names are kept whole, so that « -- » inside them is not taken for a comment.
COMMENTAIRE = re.compile(
    r"(?P<garde>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")|--[^\n]*|/\*.*?\*/", re.DOTALL
)
# Nothing but one plain statement can be counted, and matched with what was captured.
SIMPLE = re.compile(r"\s*(INSERT\s+INTO|UPDATE)\b", re.IGNORECASE)
# One column of given past states takes one value; the guards of the database see to it that it is the marker.
EFFACEMENT = re.compile(r'UPDATE "\w+" SET "\w+" = %s WHERE "\w+"\."history_id" IN \(')
TABLES_DU_JOURNAL = {modele._meta.db_table for modele in (Acte, Changement, Ouverture, Retrait, Tete)}


def sans_commentaires(sql: str) -> str:
    if "--" not in sql and "/*" not in sql:
        return sql
    return COMMENTAIRE.sub(lambda morceau: morceau["garde"] or " ", sql)


def ecritures(sql: str) -> list[tuple[str, str]]:
    """`(verb, table)` of each write in a statement; reads give an empty list. Names are in lower case."""
    debut = sql.lstrip()[:7].upper()
    if debut.startswith("SELECT") and ";" not in sql:
        return []
    trouvees = []
    for ecriture in ECRITURE.finditer(sans_commentaires(sql)):
        mots = ecriture["verbe"].upper().split()
        verbe = "REPLACE" if "OR" in mots else mots[0]
        trouvees += [(verbe, table["nom"].lower()) for table in UNE_TABLE.finditer(ecriture["tables"])]
    return trouvees


def veiller(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django `execute_wrapper`: refuse a write outside the journal, count the others.

    Raises EcritureHorsJournal. The count is compared with the captured rows when the act ends.
    """
    touchees = surveiller(_texte(sql, context["cursor"].cursor))
    resultat = execute(sql, params, many, context)
    collecte = saisie.ouverte()
    if collecte is not None:
        for verbe, table in touchees:
            # An INSERT that returns columns reports no count on SQLite: one row at least was written.
            collecte.ecritures[table] += max(context["cursor"].rowcount, 1 if verbe == "INSERT" else 0)
    return resultat


def _texte(sql: Any, curseur: Any) -> str:
    """A statement as text: psycopg also takes bytes and composed statements."""
    if isinstance(sql, bytes):
        return sql.decode()
    return sql if isinstance(sql, str) else sql.as_string(curseur)


def surveiller(sql: str) -> list[tuple[str, str]]:
    """The writes of a statement on tracked and historical tables; raises EcritureHorsJournal if one is refused."""
    if saisie.en_restitution():
        return []
    touchees = ecritures(sql)
    comptees = []
    for verbe, table in touchees:
        _exiger_le_journal(verbe, table)
        if table in registre.tables or table in registre.tables_historiques:
            comptees.append((verbe, table))
    if len(touchees) == 1 and EFFACEMENT.match(sql) and saisie.efface_les_etats_de(touchees[0][1]):
        return []  # past states lose a text: no row is recorded
    if comptees and (len(touchees) > 1 or not SIMPLE.match(sans_commentaires(sql))) and not saisie.gardes_levees():
        raise EcritureHorsJournal(f"{comptees[0][1]}: only plain INSERT and UPDATE, one at a time, can be counted")
    return comptees


def _exiger_le_journal(verbe: str, table: str) -> None:
    if table in TABLES_DU_JOURNAL:
        if not saisie.journal_en_ecriture():
            raise EcritureHorsJournal(f"{verbe} {table}: only the journal writes itself")
    elif table in registre.tables_historiques:
        ajout = verbe == "INSERT" and saisie.ouverte() is not None
        effacement = verbe == "UPDATE" and saisie.efface_les_etats_de(table)
        if not (ajout or effacement or saisie.gardes_levees()):
            raise EcritureHorsJournal(f"{verbe} {table}: historical rows are only added, inside `consigner`")
    elif table in registre.tables:
        if saisie.ouverte() is None:
            raise EcritureHorsJournal(f"{verbe} {table}: outside `consigner`, this change would leave no entry")
        if verbe not in {"INSERT", "UPDATE"}:
            raise EcritureHorsJournal(f"{verbe} {table}: tracked rows are archived, never deleted nor replaced")


def brancher(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`: watch all that Django executes, and the ways of drivers around it."""
    if veiller not in connection.execute_wrappers:
        connection.execute_wrappers.append(veiller)
    if connection.vendor == "postgresql":
        brute = connection.connection
        if not issubclass(brute.cursor_factory, CurseurSurveille):
            brute.cursor_factory = type("Curseur", (CurseurSurveille, brute.cursor_factory), {})
    else:
        connection.create_cursor = partial(_curseur_sqlite, connection)  # type: ignore[method-assign]


def _curseur_sqlite(connection: BaseDatabaseWrapper, name: str | None = None) -> Any:
    return connection.connection.cursor(factory=CurseurSQLite)


class CurseurSurveille:
    """psycopg's `copy()` does not pass through Django's wrappers."""

    def copy(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        if surveiller(_texte(statement, self)):
            raise EcritureHorsJournal("COPY: tracked rows are written by `save()`")
        return super().copy(statement, *args, **kwargs)  # type: ignore[misc]


class CurseurSQLite(SQLiteCursorWrapper):
    """sqlite3's `executescript()` does not pass through Django's wrappers."""

    def executescript(self, sql_script: str, /) -> Any:
        if surveiller(sql_script):
            raise EcritureHorsJournal("executescript: tracked rows are written by `save()`")
        return super().executescript(sql_script)
