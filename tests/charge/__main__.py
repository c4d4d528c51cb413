"""How a benchmark is run: on each database of BASES, in a process of its own, on a fresh migrated database.

`.venv/bin/python -m tests.charge NAME [options]`, where NAME is a module of this directory with a function `banc`.
Nothing of a run stays: the directory and the PostgreSQL cluster go with it.
"""

import importlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import django
from django.core.management import call_command
from django.db import connection

BANCS = ("coupures", "cout", "verification", "journal", "feuilles", "budget")
ICI = "CHARGE_DOSSIER"
# As a server is: durable. A little room for the big tables.
OPTIONS_POSTGRESQL = ("fsync=on", "shared_buffers=512MB", "max_wal_size=4GB", "max_connections=100")


def main(nom: str, options: list[str]) -> int:
    if nom == "tous":
        return max(main(banc, options) for banc in BANCS)
    if ICI in os.environ:
        return sur_place(nom, options)
    bases = os.environ.get("BASES", "sqlite,postgresql").split(",")
    return max(dans_un_processus(base, [nom, *options]) for base in bases)


def dans_un_processus(base: str, arguments: list[str]) -> int:
    dossier = tempfile.mkdtemp(prefix="charge-")
    commande = [sys.executable, "-m", "tests.charge", *arguments]
    environnement = {
        **os.environ,
        ICI: dossier,
        "DONNEES": dossier,
        "DJANGO_SETTINGS_MODULE": "tests.charge.reglages",
        "DATABASE_URL": f"sqlite:///{dossier}/charge.sqlite3",
    }
    if base == "postgresql":
        del environnement["DATABASE_URL"]
        voulues = [morceau for option in OPTIONS_POSTGRESQL for morceau in ("-o", option)]
        commande = ["pg_virtualenv", "-t", *voulues, *commande]
    try:
        return subprocess.run(commande, env=environnement, check=False).returncode
    finally:
        shutil.rmtree(dossier, ignore_errors=True)


def sur_place(nom: str, options: list[str]) -> int:
    if "DATABASE_URL" not in os.environ:
        variables = {cle: quote(os.environ[f"PG{cle}"], safe="") for cle in ("USER", "PASSWORD", "HOST", "PORT")}
        os.environ["DATABASE_URL"] = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/postgres".format(**variables)
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    print(f"\n{nom} · {machine()}", flush=True)
    # Models can only be imported now.
    return importlib.import_module(f"tests.charge.{nom}").banc(Path(os.environ[ICI]), options) or 0


def machine() -> str:
    if connection.vendor == "sqlite":
        base = f"SQLite {connection.Database.sqlite_version}"
    else:
        base = f"PostgreSQL {connection.pg_version // 10000}"
    lignes = Path("/proc/cpuinfo").read_text().splitlines()
    modele = next((ligne.partition(":")[2].strip() for ligne in lignes if ligne.startswith("model name")), "")
    return f"{base} · Python {platform.python_version()} · {os.cpu_count()} × {modele}"


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in (*BANCS, "tous"):
        sys.exit(f"python -m tests.charge {'|'.join(BANCS)}|tous  (tests/charge/README.md)")
    sys.exit(main(sys.argv[1], sys.argv[2:]))
