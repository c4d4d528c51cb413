"""The story, read from its files and moved so that it ends the day before the loading."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from config.demonstration.jeu_du_budget import evenements_du_budget
from historique.horloge import PARIS, aujourd_hui

DOSSIER = Path(__file__).parent
JOUR_DU_RECIT = date(2026, 11, 24)


@dataclass(frozen=True)
class Recit:
    """People, first roadmaps and events; every date is already moved."""

    organisations: dict[str, dict[str, Any]]
    personnes: dict[str, dict[str, Any]]
    feuilles: list[dict[str, Any]]
    evenements: list[dict[str, Any]]
    debut: date
    fin: date
    fondation: datetime
    arrivees: datetime


def lire() -> Recit:
    """The whole story, for a loading today."""
    deplacer = _Deplacement(aujourd_hui() - JOUR_DU_RECIT)
    gens, feuilles, histoire, budget = (
        deplacer(tomllib.loads((DOSSIER / f"{nom}.toml").read_text()))
        for nom in ("personnes", "feuilles", "histoire", "budget")
    )
    evenements = [*histoire["evenement"], *evenements_du_budget(budget)]
    return Recit(
        organisations=gens["organisations"],
        personnes=gens["personnes"],
        feuilles=sorted(feuilles["feuille"], key=lambda feuille: feuille["le"]),
        evenements=sorted(evenements, key=lambda evenement: evenement["le"]),
        # A roadmap covers whole years, wherever the story is moved.
        debut=deplacer(date(2026, 1, 1)).replace(month=1, day=1),
        fin=deplacer(date(2027, 12, 31)).replace(month=12, day=31),
        fondation=deplacer(datetime(2025, 12, 15, 9, 0, tzinfo=PARIS)),
        arrivees=deplacer(datetime(2026, 1, 6, 9, 30, tzinfo=PARIS)),
    )


@dataclass(frozen=True)
class _Deplacement:
    ecart: timedelta

    def __call__(self, valeur: Any) -> Any:
        match valeur:
            case datetime():
                return (valeur.replace(tzinfo=None) + self.ecart).replace(tzinfo=PARIS)
            case date():
                return valeur + self.ecart
            case dict():
                return {cle: self(contenu) for cle, contenu in valeur.items()}
            case list():
                return [self(contenu) for contenu in valeur]
        return valeur
