"""Fail closed, at the connection: every SQL write is read, whatever made it (ORM, bulk, cascade, raw cursor)."""

import re
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from historique import registre, saisie
from historique.models import Acte, Changement, Ouverture, Tete
from historique.saisie import EcritureHorsJournal

ECRITURE = re.compile(
    r"\b(INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?"
    r"|MERGE\s+INTO|COPY)\s+(?:ONLY\s+)?(?:[\"`\[]?\w+[\"`\]]?\s*\.\s*)?[\"`\[]?(\w+)",
    re.IGNORECASE,
)
TABLES_DU_JOURNAL = {modele._meta.db_table for modele in (Acte, Changement, Ouverture, Tete)}


def ecritures(sql: str) -> list[tuple[str, str]]:
    """`(verb, table)` of each write in a statement; reads give an empty list."""
    debut = sql.lstrip()[:7].upper()
    if debut.startswith("SELECT") and ";" not in sql:
        return []
    return [(m[1].split()[0].upper(), m[2]) for m in ECRITURE.finditer(sql)]


def veiller(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Django `execute_wrapper`: refuse a write outside the journal, count the others.

    Raises EcritureHorsJournal. The count is compared with the captured rows when the act ends.
    """
    touchees = ecritures(sql)
    for verbe, table in touchees:
        _exiger_le_journal(verbe, table)
    resultat = execute(sql, params, many, context)
    collecte = saisie.ouverte()
    if collecte is not None:
        for verbe, table in touchees:
            if table in registre.tables:
                collecte.ecritures[table] += _lignes(verbe, context["cursor"].rowcount)
    return resultat


def _exiger_le_journal(verbe: str, table: str) -> None:
    if table in TABLES_DU_JOURNAL:
        if not saisie.journal_en_ecriture():
            raise EcritureHorsJournal(f"{verbe} {table}: only the journal writes itself")
    elif table in registre.tables_historiques:
        if saisie.ouverte() is None or verbe != "INSERT":
            raise EcritureHorsJournal(f"{verbe} {table}: historical rows are only added, inside `consigner`")
    elif table in registre.tables:
        if saisie.ouverte() is None:
            raise EcritureHorsJournal(f"{verbe} {table}: outside `consigner`, this change would leave no entry")
        if verbe in {"DELETE", "TRUNCATE", "REPLACE", "MERGE", "COPY"}:
            raise EcritureHorsJournal(f"{verbe} {table}: tracked rows are archived, never deleted nor replaced")


def _lignes(verbe: str, rowcount: int) -> int:
    # An INSERT that returns columns reports no count on SQLite: one row at least was written.
    return max(rowcount, 1 if verbe == "INSERT" else 0)


def brancher(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Receiver of `connection_created`."""
    if veiller not in connection.execute_wrappers:
        connection.execute_wrappers.append(veiller)
