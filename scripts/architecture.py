"""Write the generated parts of ARCHITECTURE.md from the code; with --verifier, fail when they are behind it.

A generated part stands between `<!-- generated: name -->` and `<!-- end -->`.
"""

import importlib
import os
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

RACINE = Path(__file__).resolve().parent.parent
PAGE = RACINE / "ARCHITECTURE.md"
PARTIE = re.compile(r"(<!-- generated: (?P<nom>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

sys.path.insert(0, str(RACINE))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402
from django.apps import apps  # noqa: E402

REGLES = tomllib.loads((RACINE / "pyproject.toml").read_text())["tool"]["importlinter"]
ETAGES = [piece.strip() for etage in REGLES["contracts"][0]["layers"] for piece in etage.split("|")]


def etages() -> str:
    """One line per room, from the top: what its AppConfig says of it, and the models it keeps."""
    lignes = ["| Room | Holds | Models |", "|---|---|---|"]
    for nom in ETAGES:
        salle = apps.get_app_config(nom)
        resume = " ".join((type(salle).__doc__ or "").split())
        modeles = [f"`{m.__name__}`" for m in salle.get_models() if not m.__name__.startswith("Historical")]
        lignes.append(f"| `{nom}/` | {resume} | {', '.join(modeles) or '—'} |")
    return "\n".join(lignes) + "\n"


def contrats() -> str:
    """The rules that import-linter keeps."""
    return "".join(f"- {contrat['name']}.\n" for contrat in REGLES["contracts"])


def modules(nom: str) -> Iterator[ModuleType]:
    """The modules of a room that may hold a table of transitions."""
    racine = importlib.import_module(nom)
    for trouve in pkgutil.walk_packages(racine.__path__, f"{nom}."):
        if re.search(r"\.(models|etats)\b", trouve.name):
            yield importlib.import_module(trouve.name)


def tables() -> dict[str, Mapping[Any, Any]]:
    """Every table of transitions: a dict named TRANSITIONS or TRANSITIONS_… from a state to those that may follow."""
    trouvees: dict[str, Mapping[Any, Any]] = {}
    for etage in ETAGES:
        for module in modules(etage):
            for nom, valeur in vars(module).items():
                if nom.startswith("TRANSITIONS") and isinstance(valeur, Mapping):
                    trouvees.setdefault(f"{etage} · {type(next(iter(valeur))).__qualname__}", valeur)
    return trouvees


def diagramme(titre: str, table: Mapping[Any, Any]) -> str:
    traits = [f"    {avant.value} --> {apres.value}" for avant, suivants in table.items() for apres in suivants]
    finals = [f"    {etat.value} --> [*]" for etat, suivants in table.items() if not suivants]
    debut = f"    [*] --> {next(iter(table)).value}"
    return "\n".join([f"### {titre}", "", "```mermaid", "stateDiagram-v2", debut, *traits, *finals, "```", ""])


def etats() -> str:
    """One diagram per table of transitions."""
    return "\n".join(diagramme(titre, table) for titre, table in tables().items()) or "No table of transitions yet.\n"


PARTIES: dict[str, Callable[[], str]] = {"etages": etages, "contrats": contrats, "etats": etats}


def a_jour(texte: str) -> str:
    return PARTIE.sub(lambda partie: f"{partie[1]}\n{PARTIES[partie['nom']]()}\n{partie[3]}", texte)


def main() -> int:
    django.setup()
    ecrit = PAGE.read_text()
    attendu = a_jour(ecrit)
    if "--verifier" in sys.argv and attendu != ecrit:
        print("ARCHITECTURE.md is behind the code: run `.venv/bin/python scripts/architecture.py`, then commit it.")
        return 1
    PAGE.write_text(attendu)
    return 0


if __name__ == "__main__":
    sys.exit(main())
