"""Every page of the demonstration in a real browser: accessible, light, from one host, at every width."""

from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest

from config.demonstration.contenu import JOUR_DU_RECIT
from historique.horloge import aujourd_hui
from membres.models import Compte
from tests.generique.pages import LARGEURS, THEMES, debordement, fautes_axe, nombre_d_elements, visiter

pytestmark = pytest.mark.sqlite_seul

OCTETS_AU_PLUS = 120_000
# The year whose budget the demonstration tells, wherever it is moved.
ANNEE = (date(2027, 7, 1) + (aujourd_hui() - JOUR_DU_RECIT)).year


@dataclass(frozen=True)
class Adresse:
    """A page of the demonstration, who looks at it (`visiteur`, or the name of an account), and its budgets."""

    chemin: str
    qui: str = "visiteur"
    elements: int = 1_000
    requetes: int = 12

    def __str__(self) -> str:
        return f"{self.chemin} {self.qui}"


ADRESSES = [
    # What anyone reads.
    Adresse("/"),
    Adresse("/chantiers/"),
    Adresse("/chantiers/outils-financiers/"),
    Adresse("/chantiers/outils-financiers/feuille-de-route/"),
    Adresse("/feuille-de-route/", elements=1_500),
    Adresse("/propositions/"),
    Adresse("/propositions/1/"),
    Adresse("/propositions/2/"),
    Adresse("/decisions/"),
    Adresse("/rapports/"),
    Adresse("/journal/"),
    Adresse("/journal/1/"),
    Adresse("/journal/verifier/"),
    Adresse("/journal/verifier/?point=1-0000000000000000"),
    Adresse("/aide/"),
    Adresse("/charte/"),
    Adresse("/mentions-legales/"),
    Adresse("/donnees-personnelles/"),
    Adresse("/accessibilite/"),
    Adresse("/signaler/"),
    # The sign-in library asks for the challenge of a passkey once the page is there.
    Adresse("/compte/login/", requetes=13),
    Adresse("/compte/login/code/"),
    Adresse("/compte/password/reset/"),
    # Chantiers.
    Adresse("/chantiers/outils-financiers/feuille-de-route/", "membre2", elements=660),
    Adresse("/chantiers/interchantier/feuille-de-route/", "comite", elements=660),
    Adresse("/chantiers/outils-financiers/feuille-de-route/?au=2026-09-01", "membre2", elements=660),
    Adresse("/chantiers/outils-financiers/feuille-de-route/comparer/?au=2026-09-01", "membre2"),
    # At a date: the same banner and form; what cannot be shown has its sentence.
    Adresse("/chantiers/?au=2026-09-01"),
    Adresse("/chantiers/outils-financiers/?au=2020-03-12", "membre2"),
    Adresse("/chantiers/interchantier/feuille-de-route/?au=2026-09-01", "comite", elements=660),
    Adresse("/chantiers/outils-financiers/membres/?au=2026-01-10", "referent2"),
    Adresse("/comite/?au=2026-01-03", "coordination"),
    Adresse("/feuille-de-route/?au=2026-09-01", "membre1", elements=1_500),
    Adresse("/feuille-de-route/comparer/?au=2026-09-01", "membre1"),
    Adresse("/propositions/?au=2026-11-05", "membre1"),
    Adresse("/propositions/1/?au=2026-06-06"),
    Adresse("/propositions/1/?au=2026-06-06", "membre1"),
    Adresse("/propositions/2/?au=hier", "coordination"),
    Adresse("/propositions/2/?au=2026-03-12", "membre1"),
    Adresse("/chantiers/outils-financiers/feuille-de-route/ordre/", "membre2"),
    Adresse("/chantiers/accompagnement/feuille-de-route/archives/", "membre3"),
    Adresse("/chantiers/outils-financiers/membres/", "referent2"),
    Adresse("/chantiers/outils-financiers/membres/inviter/", "referent2"),
    Adresse("/chantiers/outils-financiers/moyens/ajouter/", "membre2"),
    # The comité.
    Adresse("/tableau-de-bord/", "membre1"),
    Adresse("/tableau-de-bord/", "referent1"),
    Adresse("/tableau-de-bord/", "coordination"),
    Adresse("/tableau-de-bord/", "admin"),
    Adresse("/feuille-de-route/", "comite", elements=1_500),
    Adresse("/propositions/1/", "membre1"),
    Adresse("/propositions/2/", "membre1"),
    Adresse("/propositions/2/", "referent1"),
    Adresse("/propositions/2/", "coordination"),
    Adresse("/comite/", "coordination"),
    # The budget.
    Adresse(f"/budget/{ANNEE}/", elements=1_500),
    Adresse(f"/budget/{ANNEE}/", "membre1", elements=1_500),
    Adresse(f"/budget/{ANNEE}/", "coordination", elements=1_500),
    Adresse(f"/budget/{ANNEE}/?au=2026-10-15", "membre1", elements=1_500),
    Adresse(f"/budget/{ANNEE}/comparer/", "membre1"),
    Adresse(f"/budget/{ANNEE}/chantiers/outils-financiers/", "membre2"),
    Adresse(f"/budget/{ANNEE}/poste/honoraires/", "membre2"),
    Adresse(f"/budget/{ANNEE}/chantiers/outils-financiers/lignes/", "membre2"),
    Adresse(f"/budget/{ANNEE}/chantiers/outils-financiers/lignes/ajouter/", "membre2"),
    Adresse(f"/budget/{ANNEE}/chantiers/outils-financiers/lignes/proposer/", "membre2"),
    Adresse(f"/budget/{ANNEE}/chantiers/outils-financiers/lignes/reprendre/", "membre2"),
    Adresse(f"/budget/{ANNEE}/chantiers/outils-financiers/lignes/coller/", "membre2"),
    Adresse(f"/budget/{ANNEE}/chantiers/outils-financiers/lignes/importer/", "membre2"),
    Adresse(f"/budget/{ANNEE}/repartir/", "coordination"),
    Adresse(f"/budget/{ANNEE}/contributions/", "membre1"),
    Adresse(f"/budget/{ANNEE}/chantiers/competences-et-metiers/contributions/declarer/", "membre1"),
    Adresse("/budget/baremes/"),
    Adresse("/budget/baremes/fixer/", "coordination"),
    Adresse(f"/budget/{ANNEE}/financements/", "membre1"),
    Adresse(f"/budget/{ANNEE}/financements/?vue=tableau", "comite"),
    Adresse(f"/budget/{ANNEE}/financements/chercher/", "comite"),
    Adresse(f"/budget/{ANNEE}/matrice/", "coordination"),
    Adresse(f"/budget/{ANNEE - 1}/depenses/", "coordination"),
    Adresse(f"/budget/{ANNEE - 1}/utilisation/", "membre1"),
    Adresse(f"/budget/{ANNEE}/previsionnel/", "membre1"),
    Adresse(f"/budget/{ANNEE - 1}/compte-rendu/", "coordination"),
    Adresse("/propositions/4/"),
    Adresse("/propositions/4/", "membre1"),
    # Reports, journal, accounts.
    Adresse("/rapports/", "coordination"),
    Adresse("/journal/", "coordination", elements=1_500),
    Adresse("/journal/?chantier=2&texte=atelier&du=2026-01-01", "membre2"),
    Adresse("/journal/120/", "membre2"),
    Adresse("/profil/", "membre1"),
    Adresse("/profil/effacement/", "membre1"),
    Adresse("/effacements/", "coordination"),
    Adresse("/compte/email/", "membre1"),
    Adresse("/compte/2fa/", "membre1"),
    Adresse("/compte/sessions/", "membre1"),
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
    assert len(visite.requetes) <= adresse.requetes
    assert visite.octets < OCTETS_AU_PLUS
    assert nombre_d_elements(visite.page) < adresse.elements


@par_page
def test_axe_finds_nothing_in_light_nor_dark_at_both_widths(ouvrir, adresse):
    page = ouvrir(adresse).page
    fautes = {}
    for largeur, theme in product(LARGEURS, THEMES):
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if trouvees := fautes_axe(page):
            fautes[largeur, theme] = trouvees
    assert fautes == {}


@par_page
def test_no_page_scrolls_sideways_on_a_narrow_screen(ouvrir, adresse):
    assert debordement(ouvrir(adresse).page, 320) == 0
