"""Members who edit their étapes without a pause, by HTTP, through the real form; each knows what she was told."""

import http.client
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from chantiers.models import Adhesion, Etape
from membres.models import Personne
from tests import fabriques

COUPURES = (ConnectionError, http.client.HTTPException, TimeoutError)


class Issue(Enum):
    """What the writer was told."""

    ACQUITTE = "acquitté"
    COUPE = "coupé"
    REFUSE = "refusé"


@dataclass(frozen=True)
class Envoi:
    """One sending of the form: `titre` and `motif` are unique, so each leaves a trace of its own or none."""

    titre: str
    motif: str
    etape: Etape
    auteur: Personne
    issue: Issue
    statut: int = 0


class Champs(HTMLParser):
    """What a browser would send back of a form: its inputs, its texts and what its lists have selected."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.valeurs: dict[str, str] = {}
        self._liste = self._texte = ""
        self.feed(page)

    def handle_starttag(self, balise: str, attributs: list[tuple[str, str | None]]) -> None:
        lus = {nom: valeur or "" for nom, valeur in attributs}
        match balise:
            case "input" if "name" in lus:
                self.valeurs[lus["name"]] = lus.get("value", "")
            case "textarea":
                self._texte = lus["name"]
                self.valeurs[self._texte] = ""
            case "select":
                self._liste = lus["name"]
                self.valeurs[self._liste] = ""
            case "option" if "selected" in lus:
                self.valeurs[self._liste] = lus.get("value", "")

    def handle_data(self, texte: str) -> None:
        if self._texte:
            self.valeurs[self._texte] += texte

    def handle_endtag(self, balise: str) -> None:
        if balise == "textarea":
            self._texte = ""


class Ecrivain(threading.Thread):
    """Reads her form, changes the title, sends; and again, whatever happens, until told to stop."""

    def __init__(self, rang: int, port: int, signaler: Callable[[Envoi], None]) -> None:
        super().__init__(name=f"ecrivain-{rang}", daemon=True)
        chantier = fabriques.chantier(1 + rang % 3)
        compte = fabriques.compte(f"ecrivain{rang}@essai.example")
        self.rang, self.port, self.signaler = rang, port, signaler
        self.personne = fabriques.personne("Camille", f"Écrit {rang}", compte=compte)
        fabriques.adhesion(self.personne, chantier, Adhesion.Role.MEMBRE)
        self.etape = fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)), f"Étape {rang}")
        self.adresse = f"/etapes/{self.etape.pk}/modifier/"
        client = Client()
        client.force_login(compte, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.temoins = {nom: temoin.value for nom, temoin in client.cookies.items()}
        self.arret = threading.Event()
        self.panne: Exception | None = None

    def run(self) -> None:
        try:
            self.ecrire_sans_fin()
        except Exception as panne:
            self.panne = panne

    def ecrire_sans_fin(self) -> None:
        for tour in itertools.count():
            if self.arret.is_set():
                return
            try:
                champs = self.lire_le_formulaire()
            except COUPURES:
                continue
            self.signaler(self.envoyer(champs, f"Titre {self.rang}.{tour}", f"Motif {self.rang}.{tour}"))

    def lire_le_formulaire(self) -> dict[str, str]:
        """What the form holds now, its version and its token included; htmx asks for it alone."""
        statut, page = self.demander("GET", entetes={"HX-Request": "true"})
        if statut != 200:
            raise RuntimeError(f"the form answers {statut}: {page[-2000:]}")
        return Champs(page).valeurs

    def envoyer(self, champs: dict[str, str], titre: str, motif: str) -> Envoi:
        corps = urlencode({**champs, "titre": titre, "motif": motif})
        try:
            statut, _ = self.demander("POST", corps, {"Content-Type": "application/x-www-form-urlencoded"})
        except COUPURES:
            return Envoi(titre, motif, self.etape, self.personne, Issue.COUPE)
        issue = Issue.ACQUITTE if statut == 302 else Issue.REFUSE
        return Envoi(titre, motif, self.etape, self.personne, issue, statut)

    def demander(self, verbe: str, corps: str | None = None, entetes: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the text of the answer, received whole; raises one of COUPURES when it is cut."""
        temoins = "; ".join(f"{nom}={valeur}" for nom, valeur in self.temoins.items())
        lien = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            lien.request(verbe, self.adresse, corps, {**(entetes or {}), "Cookie": temoins, "Connection": "close"})
            reponse = lien.getresponse()
            texte = reponse.read().decode()
            for pose in reponse.headers.get_all("Set-Cookie", []):
                nom, _, valeur = pose.partition(";")[0].partition("=")
                self.temoins[nom] = valeur
            return reponse.status, texte
        finally:
            lien.close()
