"""The two screens of a report in a real browser: accessible, without sideways scroll, at every width and theme."""

from itertools import product
from uuid import uuid4

import pytest
from django_ox.testing import run_tasks

from documentation.actions import exporter
from documentation.models import Rapport
from membres.acces import acces_de
from membres.models import Compte
from pilotage.models import Proposition, Version
from tests.generique.pages import LARGEURS, THEMES, debordement, fautes_axe, visiter

pytestmark = pytest.mark.sqlite_seul
GLOBALE = Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE


@pytest.fixture
def publie(demonstration):
    """The report of the roadmap of chantier 2 as it was adopted, for everybody."""
    compte = Compte.objects.get(email="coordination@demo.example")
    version = Version.objects.select_related("proposition").get(decision__isnull=False, proposition__nature=GLOBALE)
    acces = acces_de(compte.personne, second_facteur=True)
    chantier = version.comptants.get(chantier__numero=2).chantier
    demande = exporter(uuid4(), chantier=chantier, version=version, audience="publique", par=acces)
    run_tasks()
    return Rapport.objects.get(pk=demande.pk)


def fautes(page):
    trouvees = {}
    for largeur, theme in product(LARGEURS, THEMES):
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if siennes := fautes_axe(page):
            trouvees[largeur, theme] = siennes
    return trouvees


@pytest.mark.parametrize("suite", ["", "page/"])
def test_a_report_is_accessible_and_narrow(publie, serveur, page, suite):
    visite = visiter(page, serveur.adresse, publie.get_absolute_url() + suite)
    assert (visite.reponse.status, visite.plaintes, visite.ailleurs) == (200, [], [])
    for repli in page.query_selector_all("details"):
        repli.evaluate("element => { element.open = true }")
    assert fautes(page) == {}
    assert debordement(page, 320) == 0


def test_a_report_that_is_made_again_says_why_and_is_accessible(publie, serveur, page):
    Rapport.objects.filter(pk=publie.pk).update(
        etat="en_attente", fichier=None, refait="retrait", refait_le=publie.demande_le
    )
    visiter(page, serveur.adresse, publie.get_absolute_url())
    assert "un passage a été retiré" in page.text_content("#avancement")
    assert fautes(page) == {}
