"""What `make run` starts once everything is installed: migrations, demonstration data, web server and job worker.

The two processes live and die together: Ctrl-C, a TERM signal, or the end of one of them stops both.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT", "8000")
DONNEES = Path(os.environ.get("DONNEES", RACINE / "donnees"))
ADRESSE = f"http://127.0.0.1:{PORT}/"
DELAI_D_ARRET = 10  # seconds given to each process before it is killed

COMPTES = """\
Comptes de démonstration (mot de passe : demonstration)
    membre1@demo.example … membre5@demo.example      membres des chantiers 1 à 5
    referent1@demo.example … referent5@demo.example  personnes référentes des chantiers 1 à 5
    comite@demo.example        membre du comité de pilotage
    financeur@demo.example     financeur, membre du comité
    coordination@demo.example  coordination
    admin@demo.example         administration technique
"""


class SignalDArret(Exception):
    """Someone asked the supervisor to stop."""


def environnement() -> dict[str, str]:
    """Demonstration mode unless the environment already chose; production settings come from the environment."""
    defauts = {"MODE_DEMONSTRATION": "oui", "DEMONSTRATION_ASSUMEE": "oui", "PORT": PORT, "PYTHONUNBUFFERED": "1"}
    return {**defauts, **os.environ}


def en_demonstration() -> bool:
    return environnement()["MODE_DEMONSTRATION"].strip().lower() in {"1", "true", "oui", "on", "yes"}


def dire(phrase: str) -> None:
    print(f"· {phrase}", flush=True)


def gerer(*arguments: str) -> None:
    """Run one management command; its failure stops everything, with its own message."""
    commande = [sys.executable, "manage.py", *arguments]
    if code := subprocess.run(commande, cwd=RACINE, env=environnement(), check=False).returncode:
        sys.exit(f"\n✗ manage.py {arguments[0]} a échoué (code {code}) ; le message est ci-dessus.")


def exiger_le_port_libre() -> None:
    if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
        sys.exit(f"✗ PORT={PORT!r} n’est pas un numéro de port. Essayez : make run PORT=8001")
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", int(PORT)))
        except OSError as erreur:
            sys.exit(f"✗ Le port {PORT} ne peut pas être ouvert ({erreur.strerror}). Essayez : make run PORT=8001")


def preparer_la_base() -> None:
    dire("Base de données : migrations")
    gerer("migrate", "--verbosity", "0")
    gerer("createcachetable", "--verbosity", "0")
    if en_demonstration():
        dire("Données de démonstration (une seule fois)")
        gerer("initialiser_demonstration")
        dire("Entretien : durées de conservation, vérification du journal")
        # What it finds is on the page of the journal too, and does not keep the demonstration from being looked at.
        subprocess.run([sys.executable, "manage.py", "entretenir"], cwd=RACINE, env=environnement(), check=False)
    dire("Fichiers statiques")
    gerer("collectstatic", "--noinput", "--verbosity", "0")


def lancer() -> dict[str, subprocess.Popen[bytes]]:
    """Web server and worker, each in a session of its own so that Ctrl-C reaches them through us only."""
    commandes = {
        "serveur": [
            *("gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{PORT}", "--worker-class", "gthread"),
            *("--workers", os.environ.get("PROCESSUS", "2"), "--threads", "4", "--log-level", "warning"),
        ],
        "travaux": ["manage", "ox_worker", "--verbosity", "0", "--heartbeat-file", str(DONNEES / "travaux.signe")],
    }
    processus = {}
    for nom, (outil, *arguments) in commandes.items():
        depart = ["manage.py"] if outil == "manage" else ["-m", outil]
        processus[nom] = subprocess.Popen(
            [sys.executable, *depart, *arguments], cwd=RACINE, env=environnement(), start_new_session=True
        )
    return processus


def attendre_la_reponse(processus: dict[str, subprocess.Popen[bytes]]) -> None:
    """Until the site answers; an error page is an answer too, its cause is in the log above."""
    while all(un.poll() is None for un in processus.values()):
        try:
            urllib.request.urlopen(ADRESSE, timeout=5).close()
        except urllib.error.HTTPError as reponse:
            reponse.close()
            return
        except OSError:
            time.sleep(0.2)
        else:
            return


def surveiller(processus: dict[str, subprocess.Popen[bytes]]) -> None:
    """Returns only when one process has ended by itself."""
    while True:
        for nom, un in processus.items():
            if un.poll() is not None:
                dire(f"Le processus « {nom} » s’est arrêté (code {un.returncode}).")
                return
        time.sleep(0.5)


def arreter(processus: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask politely, then insist, so that nothing stays behind on the port or in the job queue."""
    for un in processus.values():
        if un.poll() is None:
            un.terminate()
    echeance = time.monotonic() + DELAI_D_ARRET
    for un in processus.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            un.wait(max(0.1, echeance - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(un.pid, signal.SIGKILL)
        un.wait()


def demander_l_arret(numero, cadre):
    raise SignalDArret


def main() -> int:
    for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(numero, demander_l_arret)
    processus: dict[str, subprocess.Popen[bytes]] = {}
    try:
        exiger_le_port_libre()
        preparer_la_base()
        processus = lancer()
        attendre_la_reponse(processus)
        if all(un.poll() is None for un in processus.values()):
            comptes = f"\n{COMPTES}" if en_demonstration() else ""
            print(f"\nChantiers coopératifs : {ADRESSE}\n{comptes}\nCtrl-C pour arrêter.", flush=True)
        surveiller(processus)
        return 1
    except SignalDArret:
        print(flush=True)
        dire("Arrêt du serveur et des travaux")
        return 0
    finally:
        for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(numero, signal.SIG_IGN)
        arreter(processus)


if __name__ == "__main__":
    sys.exit(main())
