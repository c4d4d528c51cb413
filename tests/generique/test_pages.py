"""Every page of the demonstration in a real browser: accessible, light, from one host, at every width."""

from dataclasses import dataclass

import pytest

from membres.models import Compte
from tests.generique.pages import LARGEURS, THEMES, debordement, fautes_axe, nombre_d_elements, visiter

pytestmark = pytest.mark.sqlite_seul

OCTETS_AU_PLUS = 120_000
REQUETES_AU_PLUS = 12


@dataclass(frozen=True)
class Adresse:
    """A page of the demonstration, who looks at it (`visiteur`, or the name of an account), and its DOM budget."""

    chemin: str
    qui: str = "visiteur"
    elements: int = 1_000

    def __str__(self) -> str:
        return f"{self.chemin} {self.qui}"


ADRESSES = [
    Adresse("/"),
    Adresse("/chantiers/"),
    Adresse("/chantiers/outils-financiers/"),
    Adresse("/chantiers/outils-financiers/feuille-de-route/"),
    Adresse("/chantiers/outils-financiers/feuille-de-route/", "membre2", elements=630),
    Adresse("/chantiers/interchantier/feuille-de-route/", "comite", elements=630),
    Adresse("/chantiers/outils-financiers/feuille-de-route/?au=2026-09-01", "membre2", elements=630),
    Adresse("/chantiers/outils-financiers/feuille-de-route/comparer/?au=2026-09-01", "membre2"),
    Adresse("/chantiers/outils-financiers/feuille-de-route/ordre/", "membre2"),
    Adresse("/chantiers/accompagnement/feuille-de-route/archives/", "membre3"),
    Adresse("/chantiers/outils-financiers/membres/", "referent2"),
    Adresse("/chantiers/outils-financiers/membres/inviter/", "referent2"),
    Adresse("/chantiers/outils-financiers/moyens/ajouter/", "membre2"),
]
par_page = pytest.mark.parametrize("adresse", ADRESSES, ids=str)


@pytest.fixture
def ouvrir(demonstration, serveur, context, page):
    """`ouvrir(adresse)` -> the visit of this page by this person."""

    def faire(adresse: Adresse):
        if adresse.qui != "visiteur":
            serveur.connecter(context, Compte.objects.get(email=f"{adresse.qui}@demo.example"))
        return visiter(page, serveur.adresse, adresse.chemin)

    return faire


@par_page
def test_a_page_answers_is_light_and_asks_one_host_only(ouvrir, adresse):
    visite = ouvrir(adresse)
    assert visite.reponse.status == 200
    assert visite.plaintes == []
    assert visite.ailleurs == []
    assert len(visite.requetes) <= REQUETES_AU_PLUS
    assert visite.octets < OCTETS_AU_PLUS
    assert nombre_d_elements(visite.page) < adresse.elements


@par_page
@pytest.mark.parametrize("largeur", LARGEURS)
def test_axe_finds_nothing_in_light_nor_dark(ouvrir, adresse, largeur):
    page = ouvrir(adresse).page
    page.set_viewport_size({"width": largeur, "height": 900})
    fautes = {}
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if trouvees := fautes_axe(page):
            fautes[theme] = trouvees
    assert fautes == {}


@par_page
def test_no_page_scrolls_sideways_on_a_narrow_screen(ouvrir, adresse):
    assert debordement(ouvrir(adresse).page, 320) == 0
