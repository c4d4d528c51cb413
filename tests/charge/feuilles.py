"""The files of a big exercice beside those of a small one: 2,000 lines, 300 contributions, 60 fundings; 20, 3, 2.

A file of the big one is made in less than 3 s; the table also says how many times the small one that is.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import Client

from tests import fabriques
from tests.charge.budget import TAILLES, remplir
from tests.distribution import Distribution

AU_PLUS = 3.0  # seconds
FICHIERS = [f"{nom}.{forme}" for nom in ("budget", "previsionnel") for forme in ("csv", "xlsx", "ods")]


@dataclass(frozen=True)
class Mesure:
    """Best of some: seconds on the clock, seconds of computing; and the bytes of the file."""

    duree: float
    calcul: float
    taille: int


def chronometrer(client: Client, annee: int, fichier: str, visites: int) -> Mesure:
    durees, calculs = [], []
    for _ in range(visites):
        depart, calcul = time.perf_counter(), time.process_time()
        reponse = client.get(f"/budget/{annee}/{fichier}")
        durees.append(time.perf_counter() - depart)
        calculs.append(time.process_time() - calcul)
        assert reponse.status_code == 200, f"{fichier} : {reponse.status_code}"
    return Mesure(min(durees), min(calculs), len(reponse.content))


def banc(dossier: Path, options: list[str]) -> int:
    lecteur = argparse.ArgumentParser("feuilles")
    lecteur.add_argument("--visites", type=int, default=5)
    visites = lecteur.parse_args(options).visites
    settings.ALLOWED_HOSTS = ["*"]
    etapes = {
        chantier: fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)))
        for chantier in (fabriques.chantier(numero) for numero in range(6))
    }
    for annee, tailles in TAILLES.items():
        remplir(annee, *tailles, etapes)
    client, (petit, grand) = Distribution().membre1.client, TAILLES
    print("| fichier             | 2 000 lignes | de calcul |    taille | 20 lignes | rapport |")
    pire = 0.0
    for fichier in FICHIERS:
        g, p = (chronometrer(client, annee, fichier, visites) for annee in (grand, petit))
        pire = max(pire, g.duree)
        print(
            f"| {fichier:<19} | {g.duree:10.2f} s | {g.calcul:7.2f} s | {g.taille:7} o "
            f"| {p.duree:7.2f} s | × {g.duree / p.duree:5.1f} |",
            flush=True,
        )
    print(f"au plus {AU_PLUS:.0f} s : {'oui' if pire < AU_PLUS else 'NON'}")
    return 0 if pire < AU_PLUS else 1
