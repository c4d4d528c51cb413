"""A passkey, from its making to signing in with it alone, in a real browser with a virtual authenticator."""

import pytest
from playwright.sync_api import expect

from tests.fabriques import MOT_DE_PASSE
from tests.membres import gens

pytestmark = pytest.mark.sqlite_seul


@pytest.fixture
def authentificateur(page):
    """A device that holds passkeys and always recognizes its owner."""
    reseau = page.context.new_cdp_session(page)
    reseau.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return reseau.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_signs_in_alone_and_counts_as_a_second_factor(serveur, page, authentificateur):
    gens.membre()
    page.goto(serveur.url("/compte/login/"))
    mot_de_passe = page.locator("form", has=page.locator("[name=password]"))
    mot_de_passe.locator("[name=login]").fill(gens.ADRESSE)
    mot_de_passe.locator("[name=password]").fill(MOT_DE_PASSE)
    mot_de_passe.get_by_role("button").click()

    page.goto(serveur.url("/compte/2fa/webauthn/add/"))
    page.locator("[name=password]").fill(MOT_DE_PASSE)
    page.locator("main form").get_by_role("button").first.click()
    page.locator("[name=name]").fill("Mon ordinateur")
    page.locator("[name=passwordless]").check()
    page.locator("main form").get_by_role("button").first.click()
    expect(page).to_have_url(serveur.url("/compte/2fa/recovery-codes/"))

    page.goto(serveur.url("/profil/"))
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(serveur.url("/compte/login/"))
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(serveur.url("/tableau-de-bord/"))
    page.goto(serveur.url("/profil/"))
    expect(page.get_by_text("Donné pour cette session")).to_be_visible()
