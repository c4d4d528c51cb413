"""Someone reads a page as it was, with the keyboard alone, compares with today, and comes back."""

import pytest
from playwright.sync_api import expect

ETAT = "Vous consultez l’état au"


@pytest.mark.parametrize(
    ("chemin", "jour", "en_mots", "alors"),
    [
        ("/chantiers/outils-financiers/membres/", "2026-03-12", "12 mars 2026", "Ce jour-là"),
        ("/comite/", "2026-01-03", "3 janvier 2026", "Personne n’anime le chantier 2."),
        ("/propositions/1/", "2026-06-06", "6 juin 2026", "1 consentement sur 5"),
    ],
)
def test_on_consulte_une_date_au_clavier_puis_on_compare(avec_ou_sans_js, chemin, jour, en_mots, alors):
    page = avec_ou_sans_js("membre2", chemin)
    page.get_by_label("Voir au").fill(jour)
    page.get_by_role("button", name="Voir", exact=True).press("Enter")
    expect(page.locator(".alerte", has_text=ETAT)).to_contain_text(en_mots.replace(" ", "\u00a0"))
    expect(page.locator("main")).to_contain_text(alors)
    page.get_by_role("link", name="Comparer avec aujourd’hui").press("Enter")
    expect(page.get_by_role("heading", name="Ce qui a changé depuis")).to_be_in_viewport()
    assert page.locator("#depuis tbody tr").count() > 0
    page.get_by_role("link", name="Revenir à aujourd’hui").press("Enter")
    expect(page.locator(".alerte", has_text=ETAT)).to_have_count(0)
