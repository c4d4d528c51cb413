"""How SQLite is opened: nothing acknowledged is lost."""

import pytest
from django.db import connection

from config.base_de_donnees import completer, journal_sqlite


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE"),
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
    ],
)
def test_wal_is_used_only_by_a_version_that_cannot_lose_a_commit(version, mode):
    assert journal_sqlite(version) == mode


@pytest.mark.sqlite_seul
def test_the_database_is_opened_with_its_safeguards(base_reelle):
    with connection.cursor() as curseur:
        lus = {
            nom: curseur.execute(f"PRAGMA {nom}").fetchone()[0]
            for nom in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert lus == {"journal_mode": journal_sqlite().lower(), "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert connection.transaction_mode == "IMMEDIATE"


@pytest.mark.parametrize("moteur", ["django.db.backends.sqlite3", "django.db.backends.postgresql"])
def test_no_request_opens_a_transaction_by_itself(moteur):
    assert completer({"ENGINE": moteur})["ATOMIC_REQUESTS"] is False
