"""The budget page of a big exercice beside that of a small one: 2,000 lines, 300 contributions, 60 fundings; 20, 3, 2.

As a member, through the test client; the best of some visits, both sizes in one run. Queries and elements are counted.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from budget.models import Affectation, Contribution, Depense, Financement, Ligne, Tranche
from chantiers.models import Chantier, Etape
from historique.actes import Agent, consigner
from historique.models import Suivi
from tests import fabriques, fabriques_budget
from tests.distribution import Distribution

AU_PLUS, SECONDES, REQUETES, ELEMENTS = 4.0, 1.5, 25, 1_500
TAILLES = {2026: (20, 3, 2), 2027: (2_000, 300, 60)}
POSTES = "remuneration honoraires locations achats_matieres deplacements publicite documentation assurance".split()


def inscrire_tous(objets: list[Suivi]) -> list[Any]:
    """In one act: thousands of acts are not what is measured here."""
    with consigner("ajouter", par=Agent.SYSTEME) as acte:
        for objet in objets:
            objet.save()
        acte.objet = objets[0]
    return objets


def remplir(annee: int, lignes: int, contributions: int, financements: int, etapes: dict[Chantier, Etape]) -> None:
    exercice, chantiers = fabriques_budget.exercice(annee), list(etapes)
    donneuses = [fabriques.organisation(nom=f"Organisation {annee} {rang}") for rang in range(min(contributions, 30))]
    bareme = fabriques_budget.bareme(f"essai_{annee}")
    fins = inscrire_tous(
        [
            Financement(
                intitule=f"Appel {rang}",
                poste=("region", "etat", "aides_privees", "commune")[rang % 4],
                financeur=donneuses[rang % len(donneuses)],
                statut=("accordee", "deposee", "piste")[rang % 3],
            )
            for rang in range(financements)
        ]
    )
    inscrire_tous([Tranche(financement=f, exercice=exercice, demande_centimes=10**9) for f in fins])
    besoins = inscrire_tous(
        [
            Ligne(
                exercice=exercice,
                chantier=chantiers[rang % 6],
                poste=POSTES[rang % len(POSTES)],
                libelle=f"Besoin {rang}",
                montant_centimes=100_000 + rang,
                etape=etapes[chantiers[rang % 6]] if rang % 2 else None,
                nominative=rang % 50 == 0,
            )
            for rang in range(lignes)
        ]
    )
    inscrire_tous(
        [
            Affectation(financement=fins[rang % financements], ligne=ligne, montant_centimes=90_000)
            for rang, ligne in enumerate(besoins)
        ]
    )
    inscrire_tous([Depense(ligne=x, le=date(annee, 2, 1), libelle="Facture", montant_centimes=100) for x in besoins])
    inscrire_tous(
        [
            Contribution(
                exercice=exercice,
                chantier=chantiers[rang % 6],
                organisation=donneuses[rang % len(donneuses)],
                nature="benevolat",
                libelle=f"Coup de main {rang}",
                le=date(annee, 1, 1),
                quantite=10,
                unite="h",
                bareme=bareme,
                taux_milliemes=12_310,
                valeur_centimes=12_310,
            )
            for rang in range(contributions)
        ]
    )


def chronometrer(lire: Callable[[], Any], visites: int) -> float:
    """Seconds of computing, the best of some."""
    mesures = []
    for _ in range(visites):
        depart = time.process_time()
        lire()
        mesures.append(time.process_time() - depart)
    return min(mesures)


def mesurer(client: Client, annee: int, visites: int) -> tuple[float, int, int]:
    """Seconds, queries, elements."""
    adresse = f"/budget/{annee}/"
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    secondes = chronometrer(lambda: client.get(adresse), visites)
    with CaptureQueriesContext(connection) as requetes:
        texte = client.get(adresse).content.decode()
    return secondes, len(requetes), texte.count("</") + texte.count("/>")


def banc(dossier: Path, options: list[str]) -> int:
    lecteur = argparse.ArgumentParser("budget")
    lecteur.add_argument("--visites", type=int, default=15)
    visites = lecteur.parse_args(options).visites
    settings.ALLOWED_HOSTS = ["*"]
    etapes = {
        chantier: fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)))
        for chantier in (fabriques.chantier(numero) for numero in range(6))
    }
    for annee, tailles in TAILLES.items():
        remplir(annee, *tailles, etapes)
    print(f"| {'la page du budget':<17} | 20 lignes | 2 000 lignes | rapport | requêtes | éléments |")
    client = Distribution().membre1.client
    petite, grande = (mesurer(client, annee, visites) for annee in TAILLES)
    rapport = grande[0] / petite[0]
    print(
        f"| {'un·e membre':<17} | {1000 * petite[0]:6.1f} ms | {1000 * grande[0]:9.1f} ms | × {rapport:5.2f} "
        f"| {petite[1]:2} et {grande[1]:2} | {grande[2]:8} |"
    )
    tenu = rapport <= AU_PLUS and grande[0] <= SECONDES and petite[1] == grande[1] <= REQUETES and grande[2] < ELEMENTS
    print(
        f"au plus × {AU_PLUS:.0f}, {SECONDES} s, {REQUETES} requêtes, {ELEMENTS} éléments : {'oui' if tenu else 'NON'}"
    )
    return 0 if tenu else 1
