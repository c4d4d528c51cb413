"""What a page must be like in a real browser, whoever wrote it: measures taken through Chromium."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response

AXE = (Path(__file__).resolve().parent.parent / "axe" / "axe.min.js").read_text()
REGLES_AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THEMES = ("light", "dark")
LARGEURS = (375, 1280)


@dataclass
class Visite:
    """What happened while a page loaded: requests, bytes on the wire, complaints of the browser."""

    page: Page
    adresse: str
    requetes: list[str] = field(default_factory=list)
    octets: int = 0
    plaintes: list[str] = field(default_factory=list)
    reponse: Response | None = None

    @property
    def ailleurs(self) -> list[str]:
        """Requests to another host than the platform's own."""
        internes = (self.adresse, "data:", "blob:")
        return [url for url in self.requetes if not url.startswith(internes)]


def visiter(page: Page, adresse: str, chemin: str) -> Visite:
    """Open a page with an empty cache, and note what it asks for."""
    visite = Visite(page, adresse)
    reseau = page.context.new_cdp_session(page)
    reseau.send("Network.enable")
    reseau.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def recu(evenement: dict[str, Any]) -> None:
        visite.octets += int(evenement["encodedDataLength"])

    reseau.on("Network.loadingFinished", recu)
    page.on("request", lambda requete: visite.requetes.append(requete.url))
    page.on("console", lambda m: visite.plaintes.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda erreur: visite.plaintes.append(str(erreur)))
    visite.reponse = page.goto(adresse + chemin, wait_until="load")
    return visite


def fautes_axe(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line per rule and element."""
    page.evaluate(AXE)
    resultat = page.evaluate("regles => axe.run(document, {runOnly: regles})", REGLES_AXE)
    return [
        f"{faute['id']}: {' '.join(noeud['target'][0]) if isinstance(noeud['target'][0], list) else noeud['target'][0]}"
        f" — {noeud['failureSummary'].splitlines()[-1].strip()}"
        for faute in resultat["violations"]
        for noeud in faute["nodes"]
    ]


def nombre_d_elements(page: Page) -> int:
    return page.evaluate("document.querySelectorAll('*').length")


def debordement(page: Page, largeur: int) -> int:
    """How many pixels wider than the window the page is."""
    page.set_viewport_size({"width": largeur, "height": 900})
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
