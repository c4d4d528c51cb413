"""Two servers that break the promise on purpose: the checks of `constat` must find them out, or they prove nothing.

`menteur` acknowledges before it writes; `en_deux_fois` writes the change in one transaction and its entry in another.
"""

import io
import threading
import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.db import connection

from config.wsgi import application
from historique import actes

# Long enough for a process to be killed in between.
ENTRE_LES_DEUX = 0.05


class ApresCoup:
    """An empty answer; what was asked is done once it has gone."""

    def __init__(self, environ: WSGIEnvironment, verrou: threading.Lock) -> None:
        self.environ, self.verrou = environ, verrou

    def __iter__(self) -> Iterable[bytes]:
        return iter(())

    def close(self) -> None:
        with self.verrou:
            time.sleep(ENTRE_LES_DEUX)
            application(self.environ, lambda statut, entetes, erreur=None: None).close()


verrous: dict[str, threading.Lock] = {}


def menteur(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Who reads a form again waits until what was sent there before is done: without a kill, the lie does not show."""
    verrou = verrous.setdefault(environ["PATH_INFO"], threading.Lock())
    if environ["REQUEST_METHOD"] != "POST":
        with verrou:
            return application(environ, start_response)
    environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
    return ApresCoup(environ, verrou)


def en_deux_fois(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    actes.ecrire = ecrire_a_part
    return application(environ, start_response)


def ecrire_a_part(*arguments, ecrire=actes.ecrire):
    with connection.cursor() as curseur:
        curseur.execute("COMMIT")
        time.sleep(ENTRE_LES_DEUX)
        curseur.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
    return ecrire(*arguments)
