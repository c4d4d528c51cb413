"""How each database is opened: durability first, then speed."""

import sqlite3
from typing import Any

# The WAL-reset bug (silent loss of committed pages) is in 3.7.0–3.51.2, but for two patched lines.
LIGNES_CORRIGEES = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
PREMIERE_VERSION_SAINE = (3, 51, 3)


def journal_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """The journal mode this SQLite may use: WAL only where it cannot lose an acknowledged commit."""
    corrigee = LIGNES_CORRIGEES.get((version[0], version[1]))
    saine = version >= PREMIERE_VERSION_SAINE or (corrigee is not None and version >= corrigee)
    return "WAL" if saine else "TRUNCATE"


def completer(base: dict[str, Any]) -> dict[str, Any]:
    """The `DATABASES` entry read from `DATABASE_URL`, with the options its engine needs.

    Never `ATOMIC_REQUESTS`: with IMMEDIATE every page read would take SQLite's only write lock.
    Raises ValueError for another engine.
    """
    base["ATOMIC_REQUESTS"] = False
    if base["ENGINE"] == "django.db.backends.sqlite3":
        base["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # `secure_delete`: what is deleted is overwritten with zeros, not left in the free pages of the file.
            "init_command": (
                f"PRAGMA journal_mode={journal_sqlite()};PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;"
            ),
        }
    elif base["ENGINE"] == "django.db.backends.postgresql":
        base["CONN_MAX_AGE"] = 60
        base["CONN_HEALTH_CHECKS"] = True
    else:
        raise ValueError(f"{base['ENGINE']}: SQLite and PostgreSQL only")
    return base
