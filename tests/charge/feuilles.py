"""The files of a large budget (2,000 lines, 300 contributions, 60 fundings, 500 expenses) beside those of a small one.

A file of the large one is made in less than 3 s; the table also says how many times the small one that is.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import Client

from budget.grille import Sens, choix
from tests import fabriques, fabriques_budget

AU_PLUS = 3.0  # seconds
FICHIERS = [f"{nom}.{forme}" for nom in ("budget", "previsionnel") for forme in ("csv", "xlsx", "ods")]
GRAND, PETIT = 2027, 2028
POSTES = [cle for cle, _ in choix(Sens.CHARGE)]


def peupler(annee: int, lignes: int) -> None:
    """`lignes` needs, and in proportion: 3 contributions for 20 lines, 3 fundings for 100, 1 expense for 4."""
    exercice, chantiers = fabriques_budget.exercice(annee), [fabriques.chantier(n) for n in range(6)]
    financements = [
        fabriques_budget.financement(900_000, accorde=900_000, statut="accordee", exercice=exercice)
        for _ in range(max(lignes * 3 // 100, 1))
    ]
    for n in range(lignes):
        champs = {"poste": POSTES[n % len(POSTES)], "cle_de_repartition": "Au prorata", "exercice": exercice}
        ligne = fabriques_budget.ligne(chantiers[n % 6], 100 + n, libelle=f"Besoin n° {n}, de printemps", **champs)
        financement = financements[n % len(financements)]
        fabriques_budget.affectation(financement, ligne, 50)
        if n % 4 == 0:
            fabriques_budget.imputation(fabriques_budget.depense(ligne, 40), financement, 30)
    for _ in range(lignes * 3 // 20):
        fabriques_budget.contribution(chantiers[0], exercice=exercice)


@dataclass(frozen=True)
class Mesure:
    """Best of three: seconds on the clock, seconds of computing; and the bytes of the file."""

    duree: float
    calcul: float
    taille: int


def chronometrer(client: Client, annee: int, fichier: str) -> Mesure:
    durees, calculs = [], []
    for _ in range(3):
        depart, calcul = time.perf_counter(), time.process_time()
        reponse = client.get(f"/budget/{annee}/{fichier}")
        durees.append(time.perf_counter() - depart)
        calculs.append(time.process_time() - calcul)
        assert reponse.status_code == 200, f"{fichier} : {reponse.status_code}"
    return Mesure(min(durees), min(calculs), len(reponse.content))


def banc(dossier: Path, options: list[str]) -> int:
    lecteur = argparse.ArgumentParser("feuilles")
    lecteur.add_argument("--lignes", type=int, default=2_000)
    lignes = lecteur.parse_args(options).lignes
    peupler(GRAND, lignes)
    peupler(PETIT, 20)
    compte = fabriques.compte()
    fabriques.adhesion(fabriques.personne(compte=compte), fabriques.chantier(1))
    client = Client()
    client.force_login(compte, backend=settings.AUTHENTICATION_BACKENDS[0])
    print(f"| fichier             | {lignes} lignes | de calcul |      taille | 20 lignes | rapport |")
    pire = 0.0
    for fichier in FICHIERS:
        grand, petit = (chronometrer(client, annee, fichier) for annee in (GRAND, PETIT))
        pire = max(pire, grand.duree)
        print(
            f"| {fichier:<19} | {grand.duree:9.2f} s | {grand.calcul:7.2f} s | {grand.taille:9} o "
            f"| {petit.duree:7.2f} s | {grand.duree / petit.duree:7.1f} |",
            flush=True,
        )
    print(f"au plus {AU_PLUS:.0f} s : {'oui' if pire < AU_PLUS else 'NON'}")
    return 0 if pire < AU_PLUS else 1
