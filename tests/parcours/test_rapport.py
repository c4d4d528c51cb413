"""Scene 3: the coordination exports a PDF that it can send to funders and archive."""

import re

import pypdf
from django_ox.testing import run_tasks
from playwright.sync_api import expect

from documentation.models import Rapport
from historique.models import Acte


def test_la_coordination_exporte_le_rapport_et_le_telecharge(avec_ou_sans_js, tmp_path):
    page = avec_ou_sans_js("coordination", "/rapports/")
    page.get_by_role("button", name="Demander le rapport").click()
    expect(page.locator("main")).to_contain_text(re.compile("attente|fabrication|cours", re.I))
    assert Rapport.objects.latest("demande_le").en_fabrication
    run_tasks()
    page.goto(page.url)
    with page.expect_download() as telechargement:
        page.get_by_role("link", name=re.compile("Télécharger")).click()
    fichier = tmp_path / "rapport.pdf"
    telechargement.value.save_as(fichier)
    lu = pypdf.PdfReader(fichier)
    texte = "".join(feuille.extract_text() for feuille in lu.pages)
    assert "Données fictives" in texte
    assert lu.trailer["/Root"]["/Lang"].startswith("fr")
    assert Acte.objects.latest("sequence").verbe == "exporter"
    page.goto(page.url.split("/rapports/")[0] + "/journal/")
    expect(page.locator("main")).to_contain_text("Léa Dumont a exporté")
