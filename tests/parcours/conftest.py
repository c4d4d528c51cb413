"""Journeys of people who have never seen the platform, over the demonstration, in a real browser."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from membres.models import Compte


class Visiteuses:
    """`visiteuses("membre2")` is a page of a browser where that demonstration account is signed in."""

    def __init__(self, browser: Browser, serveur, **contexte) -> None:
        self.browser, self.serveur, self.contexte = browser, serveur, contexte
        self.ouverts: list[BrowserContext] = []

    def __call__(self, qui: str | None, chemin: str = "/", **contexte) -> Page:
        navigateur = self.browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", **self.contexte, **contexte)
        navigateur.set_default_timeout(15_000)
        self.ouverts.append(navigateur)
        if qui is not None:
            self.serveur.connecter(navigateur, Compte.objects.get(email=f"{qui}@demo.example"))
        page = navigateur.new_page()
        page.goto(self.serveur.url(chemin))
        return page

    def fermer(self) -> None:
        for navigateur in self.ouverts:
            navigateur.close()


@pytest.fixture
def visiteuses(browser, demonstration, serveur):
    """Browsers with JavaScript."""
    visiteuses = Visiteuses(browser, serveur)
    yield visiteuses
    visiteuses.fermer()


@pytest.fixture(params=[pytest.param(True, id="js"), pytest.param(False, id="sans-js", marks=pytest.mark.sqlite_seul)])
def avec_ou_sans_js(request, browser, demonstration, serveur):
    """The same browsers, with JavaScript then (on SQLite only) without."""
    visiteuses = Visiteuses(browser, serveur, java_script_enabled=request.param)
    yield visiteuses
    visiteuses.fermer()
