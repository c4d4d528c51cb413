"""Rewriting the database without what was deleted, so that no byte of an erased text stays in its files.

SQLite zeroes what it deletes (`secure_delete`), but copies of a row may be left where its pages were rearranged: only
`VACUUM` is sure. PostgreSQL keeps dead rows until they are vacuumed; backups and write-ahead logs are the host's.
"""

from typing import Any

from django.db import connection
from django.db.models import Max

from historique.models import Retrait

# `PRAGMA user_version`, free for the application: the entry of the last retrait that a rewriting has followed.
AU_PLUS = 2**31 - 1


def a_compacter() -> int:
    """The entry that took texts out last, if the database was not rewritten since; else 0."""
    dernier = Retrait.objects.aggregate(n=Max("acte__sequence"))["n"] or 0
    if connection.vendor != "sqlite":
        return dernier
    with connection.cursor() as curseur:
        fait = curseur.execute("PRAGMA user_version").fetchone()[0]
    return dernier if dernier % AU_PLUS != fait else 0


def compacter() -> int:
    """Rewrite it if something was taken out since the last time; returns whether it was, 0 or 1.

    SQLite: writers wait meanwhile (about a second for 100 MB). PostgreSQL: nobody waits, and there is little to do when
    nothing was deleted.
    """
    sequence = a_compacter()
    if not sequence:
        return 0
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            _en_sqlite(curseur, sequence)
        else:
            for table in connection.introspection.table_names(curseur):
                curseur.execute(f"VACUUM {connection.ops.quote_name(table)}")
    return 1


def _en_sqlite(curseur: Any, sequence: int) -> None:
    curseur.execute(f"PRAGMA user_version = {sequence % AU_PLUS}")
    curseur.execute("VACUUM")
    # With a write-ahead log, old pages stay in it until it is emptied; without one, this does nothing.
    curseur.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
