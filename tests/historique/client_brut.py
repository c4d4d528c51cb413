"""The database's own client: a connection that Django knows nothing of."""

import sqlite3
from contextlib import closing

import psycopg
from django.db import connection

REFUS = (sqlite3.IntegrityError, psycopg.errors.IntegrityConstraintViolation)


def executer(*ordres: str, vers: str | None = None) -> None:
    """Run these statements in one transaction on the real database of the test (`base_reelle`)."""
    reglages = connection.settings_dict
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(vers or reglages["NAME"], timeout=5)) as client, client:
            for ordre in ordres:
                client.execute(ordre)
        return
    acces = {
        "host": reglages["HOST"],
        "port": reglages["PORT"],
        "user": reglages["USER"],
        "password": reglages["PASSWORD"],
    }
    with psycopg.connect(dbname=vers or reglages["NAME"], **{c: v for c, v in acces.items() if v}) as client:
        for ordre in ordres:
            client.execute(ordre)
