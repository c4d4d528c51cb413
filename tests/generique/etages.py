"""The rooms from the bottom up, read where import-linter reads them, and the files of the repository."""

import subprocess
import tomllib
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent.parent
_REGLES = tomllib.loads((RACINE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
_ETAGES = [etage.split("|") for etage in reversed(_REGLES[0]["layers"])]

HAUTEURS = {salle.strip(): hauteur for hauteur, etage in enumerate(_ETAGES) for salle in etage}
SALLES = tuple(HAUTEURS)


def fichiers(*dossiers: str, suffixe: str) -> list[Path]:
    """The files with this suffix that git follows, or would if they were added, relative to the repository."""
    commande = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *dossiers]
    noms = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=True).stdout.splitlines()
    return [Path(nom) for nom in sorted(noms) if nom.endswith(suffixe) and (RACINE / nom).exists()]


def lire(fichier: Path) -> str:
    return (RACINE / fichier).read_text()
