"""The real web server, in processes that can be killed at any instant: gunicorn, as the README says to run it.

The port is opened by who kills: while no process is left to answer, requests wait in it instead of being refused.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from django.db import connection

RACINE = Path(__file__).resolve().parent.parent.parent
APPLICATION = "config.wsgi"
DELAI = 60  # seconds after which a server that does not come back is a failure


def adresse_de_la_base() -> str:
    """The DATABASE_URL of the database this process works on."""
    reglages = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{reglages['NAME']}"
    qui = ":".join(quote(str(reglages[nom]), safe="") for nom in ("USER", "PASSWORD"))
    return f"postgres://{qui}@{quote(reglages['HOST'], safe='')}:{reglages['PORT']}/{reglages['NAME']}"


class Serveur:
    """`with Serveur(dossier) as serveur`: a master process and its workers, killed without warning on demand."""

    def __init__(self, dossier: Path, application: str = APPLICATION, processus: int = 2) -> None:
        self.dossier = dossier
        self.application = application
        self.processus = processus
        self.prise = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.prise.getsockname()[1]
        self.lance: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Serveur":
        self.lancer()
        return self

    def __exit__(self, nature: type | None, erreur: BaseException | None, trace: TracebackType | None) -> None:
        self.prise.close()
        if self.lance is not None:
            self.lance.send_signal(signal.SIGTERM)
            try:
                self.lance.wait(DELAI)
            except subprocess.TimeoutExpired:
                self.tuer_tout()

    def lancer(self) -> None:
        """Returns at once: what is asked meanwhile waits in the port."""
        numero = self.prise.fileno()
        commande = [sys.executable, "-m", "gunicorn", self.application, "--preload", "--bind", f"fd://{numero}"]
        commande += ["--worker-class", "gthread", "--workers", str(self.processus), "--threads", "4"]
        environnement = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.charge.reglages",
            "DATABASE_URL": adresse_de_la_base(),
            "DONNEES": str(self.dossier),
        }
        with (self.dossier / "serveur.txt").open("ab") as sortie:
            self.lance = subprocess.Popen(
                [*commande, "--log-level", "warning"],
                cwd=RACINE,
                env=environnement,
                pass_fds=[numero],
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ouvriers(self) -> list[int]:
        """The processes that answer, children of the one that was started."""
        if self.lance is None or self.lance.poll() is not None:
            raise RuntimeError(f"the server has stopped: {self.dossier / 'serveur.txt'}")
        enfants = Path(f"/proc/{self.lance.pid}/task/{self.lance.pid}/children")
        return [int(numero) for numero in enfants.read_text().split()]

    def tuer(self, combien: int) -> None:
        """SIGKILL that many of the processes that answer; the master makes others."""
        limite = time.monotonic() + DELAI
        while len(presents := self.ouvriers()) < self.processus and time.monotonic() < limite:
            time.sleep(0.005)
        for numero in presents[:combien]:
            os.kill(numero, signal.SIGKILL)

    def tuer_tout(self) -> None:
        """SIGKILL the master and all its workers at once."""
        if self.lance is not None:
            os.killpg(self.lance.pid, signal.SIGKILL)
            self.lance.wait()
            self.lance = None
