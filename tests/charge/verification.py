"""What it takes to verify a long journal: its chain in the database, the whole replay, the downloaded file alone.

The entries are true ones (changes, openings, past states, chain), written by the driver.
"""

import argparse
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from chantiers.models import Etape
from historique import chaine, controle, verification, verifier
from historique.canonique import canonique, engagement
from historique.ecarts import Ecart
from historique.models import Acte, Changement, Ouverture, Tete, Visibilite
from tests import fabriques
from tests.charge.peuplement import LOT, Plume, plume
from tests.distribution import Distribution

AU_PLUS = 10.0
ETAPES = 300


class Suite:
    """Entries that continue the journal: each changes the title, or the progress, of an étape."""

    def __init__(self) -> None:
        self.auteur = fabriques.personne().pk
        objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)))
        self.portee = objectif.feuille_de_route.chantier_id
        self.etapes = [fabriques.etape(objectif, f"Étape {rang}") for rang in range(ETAPES)]
        self.tete = Tete.objects.get(pk=1)
        self.instant = Acte.objects.get(sequence=self.tete.dernier).instant
        self.vider()

    def vider(self) -> None:
        self.lignes: dict[Any, list[tuple]] = {Acte: [], Changement: [], Ouverture: [], Etape.history.model: []}

    def inscrire(self) -> None:
        tete, etape = self.tete, self.etapes[self.tete.dernier % ETAPES]
        tete.dernier += 1
        self.instant += timedelta(milliseconds=1)
        acte = Acte(
            sequence=tete.dernier,
            verbe="modifier",
            objet_type="chantiers.etape",
            objet_id=etape.pk,
            portee_id=self.portee,
            agent=Acte.Agent.PERSONNE.value,
            auteur_id=self.auteur,
            instant=self.instant,
            visibilite=Visibilite.MEMBRES.value,
            motif=self.engager("Une relecture"),
        )
        ecarts = [self.changer(etape, *self.valeur(etape)), self.changer(etape, "version", etape.version + 1)]
        acte.feuille = chaine.feuille(chaine.octets(acte, ecarts))
        acte.chaine = tete.chaine = chaine.maillon(tete.chaine, acte.feuille)
        self.lignes[Acte].append(tuple(getattr(acte, champ.attname) for champ in Acte._meta.concrete_fields))
        self.lignes[Changement] += [(acte.pk, *vars(ecart).values()) for ecart in ecarts]
        self.lignes[Etape.history.model].append(self.etat(etape, acte))

    def valeur(self, etape: Etape) -> tuple[str, Any]:
        if self.tete.dernier % 2:
            return "titre", f"Titre de l’inscription {self.tete.dernier}"
        return "avancement", (etape.avancement + 1) % 100

    def changer(self, etape: Etape, champ: str, valeur: Any) -> Ecart:
        avant, apres = (
            canonique({"engagement": self.engager(v)} if champ == "titre" else v)
            for v in (getattr(etape, champ), valeur)
        )
        setattr(etape, champ, valeur)
        return Ecart("chantiers.etape", etape.pk, champ, avant, apres)

    def engager(self, texte: str) -> str:
        sel = uuid.uuid4().hex * 2
        self.lignes[Ouverture].append((cle := engagement(sel, texte), sel, texte))
        return cle

    def etat(self, etape: Etape, acte: Acte) -> tuple:
        de_l_acte = {"acte": acte.pk, "history_date": acte.instant, "history_user_id": acte.auteur_id}
        valeurs = {**vars(etape), **de_l_acte, "history_type": "~", "history_change_reason": None}
        champs = Etape.history.model._meta.concrete_fields
        return tuple(valeurs[champ.attname] for champ in champs if champ.attname in valeurs)

    def ecrire(self, a_la_main: Plume) -> None:
        for modele, lignes in self.lignes.items():
            a_la_main.inserer(modele, lignes)
        self.vider()

    def finir(self, a_la_main: Plume) -> None:
        for etape in self.etapes:
            ordre = f"UPDATE {Etape._meta.db_table} SET titre = %s, avancement = %s, version = %s WHERE id = %s"
            a_la_main.executer(ordre, etape.titre, etape.avancement, etape.version, etape.pk)
        ordre = f"UPDATE {Tete._meta.db_table} SET dernier = %s, chaine = %s"
        a_la_main.executer(ordre, self.tete.dernier, self.tete.chaine)


def continuer(total: int) -> None:
    suite = Suite()
    with plume() as a_la_main:
        while suite.tete.dernier < total:
            suite.inscrire()
            if suite.tete.dernier % LOT == 0:
                suite.ecrire(a_la_main)
        suite.ecrire(a_la_main)
        suite.finir(a_la_main)


def chronometrer(quoi: str, action: Callable[[], Any]) -> tuple[float, Any]:
    depart, calcul = time.perf_counter(), sum(os.times()[:4])
    rendu = action()
    duree = time.perf_counter() - depart
    print(f"| {quoi:<52} | {duree:6.1f} s | {sum(os.times()[:4]) - calcul:6.1f} s |", flush=True)
    return duree, rendu


def banc(dossier: Path, options: list[str]) -> int:
    lecteur = argparse.ArgumentParser("verification")
    lecteur.add_argument("--inscriptions", type=int, default=100_000)
    total = lecteur.parse_args(options).inscriptions
    continuer(total)
    fichier = dossier / "journal.ndjson"
    lectrice = Distribution().coordination.client

    def telecharger() -> None:
        with fichier.open("wb") as sortie:
            sortie.writelines(lectrice.get("/journal/export.ndjson").streaming_content)

    def verifier_seul() -> int:
        return subprocess.run([sys.executable, verifier.__file__, fichier], check=False).returncode

    print(f"| {total} inscriptions{'':<39} | écoulé   | calcul   |")
    en_base, anomalies = chronometrer("la chaîne, dans la base", lambda: list(controle.chaine_du_journal()))
    _, autres = chronometrer("verifier_journal en entier", lambda: list(verification.verifier()))
    chronometrer("télécharger le journal (coordination : tout)", telecharger)
    seul, code = chronometrer(f"verifier.py ({fichier.stat().st_size / 1e6:.0f} Mo)", verifier_seul)
    for anomalie in (anomalies + autres)[:10]:
        print(anomalie)
    tenu = max(en_base, seul) <= AU_PLUS and not anomalies and not autres and code == 0
    print(f"au plus {AU_PLUS:.0f} s chacun, sans une anomalie : {'oui' if tenu else 'NON'}")
    return 0 if tenu else 1
