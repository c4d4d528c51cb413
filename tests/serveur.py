"""A real web server for the browser tests: HTTP on localhost, threads, the database the test works on."""

import threading
from dataclasses import dataclass
from http.cookies import SimpleCookie
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import Client
from django.test.testcases import QuietWSGIRequestHandler


class EnCours:
    """The platform as a WSGI application that knows how many requests it is answering."""

    def __init__(self) -> None:
        self.application = WSGIHandler()
        self.nombre = 0
        self.fini = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse):
        with self.fini:
            self.nombre += 1
        try:
            reponse = self.application(environ, start_response)
            try:
                yield from reponse
            finally:
                reponse.close()
        finally:
            with self.fini:
                self.nombre -= 1
                self.fini.notify_all()

    def attendre(self, secondes: float = 30) -> None:
        """Until nothing is being answered, so that no thread is left on a database about to disappear."""
        with self.fini:
            if not self.fini.wait_for(lambda: self.nombre == 0, timeout=secondes):
                raise TimeoutError(f"{self.nombre} request(s) still running after {secondes} s")


@dataclass
class Serveur:
    """`serveur.url("/chantiers/")`, and a way to open a session without the sign-in pages."""

    adresse: str

    def url(self, chemin: str = "/") -> str:
        return self.adresse + chemin

    def connecter(self, contexte, compte) -> None:
        """Give this browser context the session of `compte`."""
        client = Client()
        client.force_login(compte, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.poser_les_temoins(contexte, client.cookies)

    def poser_les_temoins(self, contexte, temoins: SimpleCookie) -> None:
        contexte.add_cookies([{"name": nom, "value": un.value, "url": self.adresse} for nom, un in temoins.items()])


class ServeurEnFil(threading.Thread):
    """Serves in a thread; the address is known as soon as it is made."""

    def __init__(self) -> None:
        super().__init__(name="serveur")
        self.application = EnCours()
        self.httpd = ThreadedWSGIServer(("localhost", 0), QuietWSGIRequestHandler, allow_reuse_address=False)
        self.httpd.set_app(self.application)
        self.serveur = Serveur(f"http://localhost:{self.httpd.server_address[1]}")

    def run(self) -> None:
        self.httpd.serve_forever(poll_interval=0.05)

    def arreter(self) -> None:
        self.httpd.shutdown()
        self.join()
        self.application.attendre()
        self.httpd.server_close()
