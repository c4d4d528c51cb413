"""A member looks for a word in the journal, opens an entry, sees the page of that day, and marks where she stands."""

import re

from playwright.sync_api import expect

from historique.models import Acte, DerniereLecture, Tete


def test_une_membre_cherche_lit_et_marque(avec_ou_sans_js):
    page = avec_ou_sans_js("membre2", "/journal/")
    page.get_by_label("Chantier", exact=True).select_option(label="2. Outils financiers")
    page.get_by_label("Type").select_option(label="Étape")
    page.get_by_label("Mots").fill("règlements")
    page.get_by_role("button", name="Filtrer").click()
    expect(page).to_have_url(re.compile("chantier=2&type=chantiers.etape&.*texte=r%C3%A8glements"))
    expect(page.locator("#inscriptions")).to_contain_text("3 inscriptions")
    # The exports follow the filters, swapped with them when htmx is there.
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile("type=chantiers.etape"))

    page.get_by_role("link", name=re.compile("^Détail")).last.click()
    sequence = int(page.url.rstrip("/").rpartition("/")[2])
    acte = Acte.objects.get(sequence=sequence)
    expect(page.locator("#place")).to_contain_text(acte.chaine)
    page.get_by_role("link", name="Voir la page au 12 janvier 2026").click()
    expect(page.locator("main")).to_contain_text("Vous consultez l’état au 12 janvier 2026")
    page.go_back()

    page.get_by_role("link", name=re.compile("plus ancienne$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"Inscription (?!{sequence}$)"))

    page.goto(page.url.partition("/journal/")[0] + "/journal/")
    page.get_by_role("button", name="Marquer comme lu jusqu’ici").click()
    expect(page.locator("main")).to_contain_text("C’est marqué")
    expect(page.locator("main")).to_contain_text("Depuis votre dernière visite")
    expect(page.locator("main")).to_contain_text("aucune inscription")
    assert DerniereLecture.objects.get().sequence == Tete.objects.get().dernier
