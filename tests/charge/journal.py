"""The journal page over a long journal, beside the same page over a short one: each role, each filter, combined or not.

No page of the long journal may take three times as long, nor make more queries than the fullest page of the short one
(there is one per type of object that is named). Also the feeds, the history of an object and the page of an entry.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection

from tests.charge.peuplement import FREQUENT, PERSONNES, RARE, VOCABULAIRE, Decor, peupler
from tests.distribution import Distribution

AU_PLUS = 3.0
ROLES = ("visiteur", "membre1", "comite", "coordination")


@dataclass(frozen=True)
class Mesure:
    duree: float
    requetes: int


def pages(decor: Decor, total: int) -> Iterator[tuple[str, str]]:
    """Name and address of each page; dates and numbers follow the length of the journal."""
    personne = {"personne": str(decor.personnes[0].pk)}
    filtres: dict[str, dict[str, str]] = {
        "sans filtre": {},
        "au milieu": {"avant": str(total // 2)},
        "au fond": {"avant": "40"},
        "vers le récent": {"apres": "3"},
        "chantier 0 (45 %)": {"chantier": "0"},
        "chantier 5, ancien": {"chantier": "5"},
        "personne (1,5 %)": personne,
        "personne, 3 inscriptions": {"personne": str(decor.personnes[PERSONNES - 1].pk)},
        "type étape (68 %)": {"type": "chantiers.etape"},
        "type décision (0,1 %)": {"type": "pilotage.decision"},
        "verbe modifier (67 %)": {"verbe": "modifier"},
        "verbe adopter (0,1 %)": {"verbe": "adopter"},
        "verbes inviter, absents": {"verbe": "inviter"},
        "mot fréquent (60 %)": {"texte": FREQUENT},
        "mot moyen (0,3 %)": {"texte": VOCABULAIRE[7]},
        "mot rare": {"texte": RARE},
        "mot absent": {"texte": "zzyzx"},
        "premier mois": {"au": "2021-01-31"},
        "dernier mois": {"du": "2025-12-01"},
        "un jour au milieu": {"du": "2023-06-15", "au": "2023-06-15"},
        "chantier et verbe": {"chantier": "1", "verbe": "changer_l_etat"},
        "chantier, type et dates": {"chantier": "2", "type": "chantiers.livrable", "du": "2022-01-01"},
        "mot et chantier": {"texte": FREQUENT, "chantier": "3"},
        "mot et personne": {"texte": VOCABULAIRE[7], **personne},
        "deux mots": {"texte": f"{FREQUENT} {VOCABULAIRE[9]}"},
        "impossible : personne d’un autre chantier": {"chantier": "1", **personne},
        "impossible : chantier et organisations": {"chantier": "0", "type": "membres.organisation"},
        "impossible : état d’un moyen": {"verbe": "changer_l_etat", "type": "chantiers.moyen"},
        "impossible : ancien chantier, récent": {"chantier": "5", "du": "2023-01-01"},
        "impossible : tout": {"chantier": "0", "verbe": "changer_l_etat", "type": "chantiers.moyen", "texte": FREQUENT},
    }
    for nom, filtre in filtres.items():
        yield nom, f"/journal/?{urlencode(filtre)}"
    yield "flux", "/journal/flux.atom"
    yield "flux du chantier 3", "/journal/chantiers/3/flux.atom"
    yield "flux du chantier 5", "/journal/chantiers/5/flux.atom"
    yield "historique d’un objet", f"/historique/chantiers.etape/{decor.etapes[0].pk}/"
    yield "historique, au fond", f"/historique/chantiers.etape/{decor.etapes[0].pk}/?apres=1"
    yield "historique d’un objet ancien", f"/historique/chantiers.etape/{decor.etapes[-1].pk}/"
    yield "une inscription", f"/journal/{total // 2}/"
    yield "feuille de route", f"/chantiers/{decor.chantiers[1].slug}/feuille-de-route/"


def mesurer(client, adresse: str, tours: int) -> Mesure | None:
    """The best of `tours` visits, after a first one; None when this reader may read nothing there."""
    ordres: list[str] = []

    def compter(execute, ordre, *reste):
        ordres.append(ordre)
        return execute(ordre, *reste)

    with connection.execute_wrapper(compter):
        statut = client.get(adresse).status_code
    if statut == 404:
        return None
    if statut != 200:
        raise RuntimeError(f"{adresse} answers {statut}")
    durees = []
    for _ in range(tours):
        depart = time.perf_counter()
        client.get(adresse)
        durees.append(1000 * (time.perf_counter() - depart))
        if sum(durees) > 3000:
            break
    return Mesure(min(durees), len(ordres))


def banc(dossier: Path, options: list[str]) -> int:
    lecteur = argparse.ArgumentParser("journal")
    lecteur.add_argument("--inscriptions", type=int, default=1_000_000)
    lecteur.add_argument("--tours", type=int, default=7)
    lecteur.add_argument("--roles", default=",".join(ROLES))
    choix = lecteur.parse_args(options)
    distribution, decor = Distribution(), Decor()
    clients = {role: getattr(distribution, role).client for role in choix.roles.split(",")}
    decor.moi = distribution.membre1.personne.pk
    mesures: list[dict[tuple[str, str], Mesure]] = []
    for total in (1000, choix.inscriptions):
        depart = time.perf_counter()
        peupler(decor, total)
        print(f"{total} inscriptions, écrites en {time.perf_counter() - depart:.0f} s", flush=True)
        mesures.append(
            {
                (role, nom): mesure
                for nom, adresse in pages(decor, total)
                for role, client in clients.items()
                if (mesure := mesurer(client, adresse, choix.tours)) is not None
            }
        )
    return comparer(*mesures)


def comparer(courtes: dict[tuple[str, str], Mesure], longues: dict[tuple[str, str], Mesure]) -> int:
    """Print the worst role of each page, and every fault; returns how many there are."""
    courtes = {cle: courte for cle, courte in courtes.items() if cle in longues}
    rapports = {cle: longues[cle].duree / courte.duree for cle, courte in courtes.items()}
    # One query per type of object that a page names, and none for what an empty page does not show.
    pleines = {role: max(m.requetes for (r, _), m in courtes.items() if r == role) for role, _ in courtes}
    fautes = {c for c in courtes if rapports[c] > AU_PLUS or longues[c].requetes > pleines[c[0]]}
    pires = {nom: max((c for c in rapports if c[1] == nom), key=lambda c: rapports[c]) for _, nom in rapports}
    print(f"| {'page':<42} | {'rôle':<12} | court ms | long ms | rapport | requêtes |")
    for cle in [cle for cle in courtes if cle in fautes or pires[cle[1]] == cle]:
        courte, longue = courtes[cle], longues[cle]
        print(
            f"| {cle[1]:<42} | {cle[0]:<12} | {courte.duree:8.1f} | {longue.duree:7.1f} | {rapports[cle]:7.2f} "
            f"| {courte.requetes:3} → {longue.requetes:<3}|{' ←' if cle in fautes else ''}"
        )
    print(f"{len(fautes)} pages sur {len(courtes)} dépassent × {AU_PLUS:.0f} ou font plus de requêtes")
    return len(fautes)
