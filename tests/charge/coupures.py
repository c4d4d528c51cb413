"""Kill -9 of a real server under write load, at random instants: `python -m tests.charge coupures`."""

import argparse
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from historique.models import Tete
from tests.charge.constat import Suite, Traces, juger, tout_verifier
from tests.charge.ecrivains import Ecrivain, Envoi, Issue
from tests.charge.serveur import APPLICATION, DELAI, Serveur

ECRIVAINS = 6
# A kill of everything costs a start of the server: one time in twenty.
TOUT = 20
AU_PLUS_TARD = 0.08  # seconds between a sign that the load is on and the kill


@dataclass
class Bilan:
    """What was seen; `fautes` are sentences, `issues` count what the writers were told."""

    cycles: int = 0
    duree: float = 0.0
    issues: Counter[str] = field(default_factory=Counter)
    fautes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        comptes = ", ".join(f"{nom} {nombre}" for nom, nombre in sorted(self.issues.items()))
        return f"{self.cycles} coupures en {self.duree:.0f} s ; envois : {comptes} ; fautes : {len(self.fautes)}"


class Registre:
    """The sendings of all the writers, in the order of their answers."""

    def __init__(self) -> None:
        self.envois: list[Envoi] = []
        self.arrive = threading.Condition()

    def noter(self, envoi: Envoi) -> None:
        with self.arrive:
            self.envois.append(envoi)
            self.arrive.notify_all()

    def attendre_un_acquittement(self, apres: int) -> None:
        def vu() -> bool:
            return any(envoi.issue is Issue.ACQUITTE for envoi in self.envois[apres:])

        with self.arrive:
            if not self.arrive.wait_for(vu, timeout=DELAI):
                raise TimeoutError(f"nothing was acknowledged in {DELAI} s")


def exiger_que_tous_ecrivent(ecrivains: list[Ecrivain]) -> None:
    for ecrivain in ecrivains:
        if ecrivain.panne is not None:
            raise ecrivain.panne


def couper(cycles: int, dossier: Path, *, application: str = APPLICATION, jusqu_a_la_faute: bool = False) -> Bilan:
    """Kill the server `cycles` times while members write, look at the database after each, at all of it in the end.

    Works on the present database, which holds no étape yet; `jusqu_a_la_faute` stops at the first fault.
    """
    alea, registre, suite, bilan = random.Random(), Registre(), Suite(), Bilan()
    depart = time.monotonic()
    with Serveur(dossier, application) as serveur:
        ecrivains = [Ecrivain(rang, serveur.port, registre.noter) for rang in range(ECRIVAINS)]
        debut = Tete.objects.get(pk=1).dernier
        for ecrivain in ecrivains:
            ecrivain.start()
        juges = 0
        while bilan.cycles < cycles and not (bilan.fautes and jusqu_a_la_faute):
            registre.attendre_un_acquittement(juges)
            exiger_que_tous_ecrivent(ecrivains)
            time.sleep(alea.uniform(0, AU_PLUS_TARD))
            tuer(serveur, bilan.cycles, alea)
            bilan.cycles += 1
            nouveaux = registre.envois[juges:]
            juges += len(nouveaux)
            bilan.fautes += [*juger(nouveaux), *suite.avancer()]
            if bilan.cycles % 100 == 0:
                print(f"{bilan.cycles} coupures, {juges} envois, {len(bilan.fautes)} fautes", flush=True)
        for ecrivain in ecrivains:
            ecrivain.arret.set()
        for ecrivain in ecrivains:
            ecrivain.join(DELAI)
        exiger_que_tous_ecrivent(ecrivains)
    attendre_le_silence()
    bilan.fautes += tout_verifier(registre.envois, debut)
    bilan.issues = compter(registre.envois)
    bilan.duree = time.monotonic() - depart
    return bilan


def tuer(serveur: Serveur, cycle: int, alea: random.Random) -> None:
    if cycle % TOUT == TOUT - 1:
        serveur.tuer_tout()
        serveur.lancer()
    else:
        serveur.tuer(alea.randint(1, serveur.processus))


def compter(envois: list[Envoi]) -> Counter[str]:
    traces = Traces(envois)
    return Counter(
        f"{envoi.issue.value}s{', écrits' if traces.present(envoi) else ', rien'}"
        if envoi.issue is Issue.COUPE
        else f"{envoi.issue.value}s"
        for envoi in envois
    )


def attendre_le_silence() -> None:
    """Until PostgreSQL has ended what the dead clients had begun; SQLite dies with its process."""
    limite = time.monotonic() + DELAI
    while connection.vendor == "postgresql" and time.monotonic() < limite:
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if curseur.fetchone() == (0,):
                return
        time.sleep(0.05)


def banc(dossier: Path, options: list[str]) -> int:
    lecteur = argparse.ArgumentParser("coupures")
    lecteur.add_argument("--cycles", type=int, default=1000)
    bilan = couper(lecteur.parse_args(options).cycles, dossier)
    print(bilan)
    for faute in bilan.fautes:
        print(f"  {faute}")
    return 1 if bilan.fautes else 0
