"""What `make test` runs once everything is installed: the whole suite on SQLite, then on a throw-away PostgreSQL.

Ends with the closing line of each run. Arguments go to pytest; BASES=sqlite or BASES=postgresql runs one of them.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

RACINE = Path(__file__).resolve().parent.parent
LIGNE_DE_FIN = re.compile(r"(=+ )?.*\b(no tests ran|\d+ \w+).* in [\d.]+s.*")
# A cluster that dies with the run needs speed, not durability; each test worker opens some databases of its own.
OPTIONS_POSTGRESQL = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"),
    *("log_checkpoints=off", "log_min_messages=fatal"),
)


def lancer(nom: str, commande: list[str], environnement: dict[str, str]) -> tuple[int, str]:
    """Run pytest, showing its output as it comes; returns its code and its closing line."""
    print(f"\n=== Tests sur {nom} ===", flush=True)
    fin = "pytest n’a pas rendu de bilan"
    with subprocess.Popen(
        commande, cwd=RACINE, env=environnement, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as processus:
        for ligne in processus.stdout or ():
            print(ligne, end="", flush=True)
            if LIGNE_DE_FIN.fullmatch(ligne.strip()):
                fin = ligne.strip()
    return processus.returncode, fin


def pytest(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", "-n", os.environ.get("OUVRIERS", "2"), *arguments]


def sur_sqlite(arguments: list[str]) -> tuple[int, str]:
    environnement = {nom: valeur for nom, valeur in os.environ.items() if nom != "DATABASE_URL"}
    return lancer("SQLite", pytest(arguments), environnement)


def sur_postgresql(arguments: list[str]) -> tuple[int, str]:
    """Inside pg_virtualenv, which makes a cluster, says where it is in PG* variables, and removes it afterwards."""
    options = [morceau for option in OPTIONS_POSTGRESQL for morceau in ("-o", option)]
    ici = [sys.executable, __file__, "--dans-le-cluster", *arguments]
    # -t: in a directory of its own, whatever a killed or a simultaneous run has left in /etc/postgresql.
    return lancer("PostgreSQL", ["pg_virtualenv", "-t", *options, *ici], dict(os.environ))


def dans_le_cluster(arguments: list[str]) -> int:
    variables = {nom: quote(os.environ[f"PG{nom}"], safe="") for nom in ("USER", "PASSWORD", "HOST", "PORT")}
    adresse = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/postgres".format(**variables)
    environnement = {**os.environ, "DATABASE_URL": adresse}
    return subprocess.run(pytest(arguments), cwd=RACINE, env=environnement, check=False).returncode


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--dans-le-cluster"]:
        return dans_le_cluster(arguments[1:])
    suites = {"sqlite": sur_sqlite, "postgresql": sur_postgresql}
    bilans = {nom: suites[nom](arguments) for nom in os.environ.get("BASES", "sqlite,postgresql").split(",")}
    print()
    for nom, (_, fin) in bilans.items():
        print(f"{nom}\n{fin}")
    return max(code for code, _ in bilans.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
