"""The coordination takes a name out of a position, from the entry that wrote it: nobody reads it any more."""

import re

from playwright.sync_api import expect

from historique.models import PASSAGE_RETIRE, Acte, Ouverture
from historique.verification import verifier
from pilotage.models import Position
from tests.generique.pages import debordement, fautes_axe


def test_un_argument_est_retire_depuis_son_inscription(avec_ou_sans_js):
    position = Position.objects.exclude(argument="").order_by("donnee_le").first()
    sequence = Acte.objects.filter(changements__objet_id=position.pk).latest("sequence").sequence
    page = avec_ou_sans_js("coordination", f"/journal/{sequence}/")
    expect(page.locator("main")).to_contain_text(position.argument[:40])

    page.get_by_role("link", name=re.compile("^La position")).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retirer un passage")
    page.get_by_role("link", name=re.compile("^Retirer ce texte")).first.click()
    page.get_by_role("button", name="Retirer définitivement").click()
    expect(page.locator("main")).to_contain_text("Choisissez le motif légal")

    page.get_by_label("Donnée personnelle d’un tiers").check()
    page.get_by_label("J’ai compris").check()
    page.get_by_role("button", name="Retirer définitivement").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"Passage retiré le .* motif légal\s: donnée personnelle"))

    visiteuse = avec_ou_sans_js("membre1", f"/journal/{sequence}/")
    expect(visiteuse.locator("main")).to_contain_text("Passage retiré le")
    expect(visiteuse.locator("main")).not_to_contain_text(position.argument[:40])
    assert Position.objects.get(pk=position.pk).argument == PASSAGE_RETIRE
    assert not Ouverture.objects.filter(valeur=position.argument).exists()
    assert [str(anomalie) for anomalie in verifier()] == []


def test_les_pages_du_retrait_sont_accessibles(visiteuses):
    position = Position.objects.exclude(argument="").first()
    sans_page = Acte.objects.exclude(motif="").exclude(verbe="migrer").latest("sequence").sequence
    objet = f"/historique/pilotage.position/{position.pk}/retirer/"
    for chemin in (objet, f"{objet}argument/", f"/journal/{sans_page}/retirer-le-motif/"):
        page = visiteuses("coordination", chemin)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            assert fautes_axe(page) == [], (chemin, theme)
        assert debordement(page, 320) == 0, chemin
        page.close()
