"""Pages of chantiers make the same number of queries with 1, 3 and 30 items, and few."""

from itertools import count

import pytest

from tests import fabriques
from tests.dates import hier, le
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db
FEUILLE = "/chantiers/competences-et-metiers/feuille-de-route/"


@pytest.fixture
def etape(distribution):
    with le(hier()):
        objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)))
        return fabriques.etape(objectif, responsable=distribution.membre1.personne)


@pytest.fixture
def remplir(etape):
    """Add one item of each kind to the roadmap."""
    numeros = count(1)

    def ajouter():
        with le(hier()):
            remplir_une_fois()

    def remplir_une_fois():
        feuille, commun = etape.objectif.feuille_de_route, fabriques.feuille(fabriques.chantier(0))
        servi = fabriques.objectif(commun, titre=f"Commun {next(numeros)}")
        objectif = fabriques.objectif(feuille, contribue_a=servi)
        organisation = fabriques.organisation(f"Organisation {next(numeros)}")
        nouvelle = fabriques.etape(objectif, responsable=fabriques.personne(), organisation=organisation)
        fabriques.livrable(nouvelle)
        fabriques.moyen(feuille, etape=nouvelle)
        fabriques.dependance(nouvelle, etape)
        fabriques.adhesion(nouvelle.responsable, feuille.chantier)

    return ajouter


@pytest.mark.parametrize(
    ("adresse", "au_plus"),
    [
        # One of them reads, for the whole page, the lines of the budget that its means and étapes lead to.
        (FEUILLE, 13),
        (f"{FEUILLE}?au=2999-01-01", 13),
        ("/chantiers/interchantier/feuille-de-route/", 14),
        (f"{FEUILLE}ordre/", 12),
        (f"{FEUILLE}archives/", 20),
        ("/chantiers/", 16),
        ("/chantiers/competences-et-metiers/", 12),
        ("/chantiers/competences-et-metiers/membres/", 9),
    ],
)
def test_the_queries_of_a_page_do_not_grow(distribution, compter_requetes, remplir, adresse, au_plus):
    client = distribution.membre1.client
    verifier_nombre_constant(compter_requetes, remplir, lambda: client.get(adresse), au_plus=au_plus)


@pytest.mark.parametrize(
    ("adresse", "au_plus"),
    [
        (FEUILLE, 28),
        (f"{FEUILLE}comparer/", 28),
        ("/chantiers/interchantier/feuille-de-route/", 28),
        ("/chantiers/", 24),
        ("/chantiers/competences-et-metiers/", 16),
        ("/chantiers/competences-et-metiers/membres/", 16),
    ],
)
def test_a_past_reading_does_not_grow(distribution, compter_requetes, remplir, adresse, au_plus):
    client = distribution.membre1.client

    def lire():
        assert 'content="noindex"' in client.get(f"{adresse}?au={hier()}").content.decode()

    verifier_nombre_constant(compter_requetes, remplir, lire, au_plus=au_plus, tailles=(1, 3))


def test_a_roadmap_of_the_bar_asks_thirteen_queries(distribution, compter_requetes):
    feuille = fabriques.feuille(fabriques.chantier(1))
    for _ in range(5):
        objectif = fabriques.objectif(feuille)
        for _ in range(6):
            etape = fabriques.etape(objectif, responsable=distribution.membre1.personne)
            fabriques.livrable(etape)
            fabriques.livrable(etape)
    client = distribution.membre1.client
    client.get(FEUILLE)
    assert compter_requetes(lambda: client.get(FEUILLE)) <= 13
