"""From a roadmap to its euros: what its page shows under its means and its étapes."""

import pytest

from budget.lecture.liens import lignes_du_budget
from chantiers.prises import EurosPrevus
from historique.horloge import maintenant
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db
FEUILLE = "/chantiers/competences-et-metiers/feuille-de-route/"


@pytest.fixture
def etape():
    return fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), titre="Enquête")


@pytest.fixture
def chantier(etape):
    return etape.objectif.feuille_de_route.chantier


def test_a_line_is_found_from_its_etape(distribution, chantier, etape):
    ligne = budget.ligne(chantier, euros=300, libelle="Salle", etape=etape)
    attendu = EurosPrevus(etape.pk, 2027, "Salle", 30_000, f"/budget/lignes/{ligne.pk}/")
    assert lignes_du_budget([chantier.pk], distribution.membre1.acces) == [attendu]


def test_a_line_is_found_from_its_means_and_from_the_etape_of_its_means(distribution, chantier, etape):
    moyen = fabriques.moyen(etape.objectif.feuille_de_route, etape=etape)
    budget.ligne(chantier, euros=300, moyen=moyen)
    trouves = lignes_du_budget([chantier.pk], distribution.membre1.acces)
    assert {(prevu.pour, prevu.montant_centimes) for prevu in trouves} == {(moyen.pk, 30_000), (etape.pk, 30_000)}


def test_an_action_is_found_once_from_each_etape_it_carries_out(distribution, chantier, etape):
    action = budget.action(chantier, titre="Référentiel")
    autre = fabriques.etape(etape.objectif)
    detachee = fabriques.etape(etape.objectif)
    for menee, champs in ((etape, {}), (autre, {}), (detachee, {"archive_le": maintenant()})):
        budget.etape_d_action(action, menee, **champs)
    for euros in (100, 200):
        budget.ligne(chantier, euros=euros, action=action)
    adresse = f"/budget/actions/{action.pk}/?annee=2027"
    trouves = lignes_du_budget([chantier.pk], distribution.membre1.acces)
    nom = "action 1.1 Référentiel, toutes étapes"
    assert set(trouves) == {EurosPrevus(e.pk, 2027, nom, 30_000, adresse) for e in (etape, autre)}


def test_archived_lines_and_those_of_other_chantiers_are_not_found(distribution, chantier, etape):
    budget.ligne(chantier, etape=etape, archive_le=maintenant())
    ailleurs = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(2))))
    budget.ligne(fabriques.chantier(2), etape=ailleurs)
    assert lignes_du_budget([chantier.pk], distribution.membre1.acces) == []


def test_the_roadmap_shows_its_euros_to_members_and_nothing_of_the_work_to_others(distribution, chantier, etape):
    moyen = fabriques.moyen(etape.objectif.feuille_de_route, libelle="Enquêteur")
    ligne = budget.ligne(chantier, euros=300, libelle="Salle", etape=etape)
    tiree = budget.ligne(chantier, euros=700, libelle="Jours d’enquête", moyen=moyen)
    page = distribution.membre2.client.get(FEUILLE).content.decode()
    assert f'300\u00a0€ au budget 2027\u00a0: <a href="/budget/lignes/{ligne.pk}/">Salle</a>' in page
    assert f'href="/budget/lignes/{tiree.pk}/"' in page
    for role in ("visiteur", "administrateur"):
        page = getattr(distribution, role).client.get(FEUILLE).content.decode()
        assert ("Salle" in page, "au budget" in page) == (False, False)
        assert lignes_du_budget([chantier.pk], getattr(distribution, role).acces) == []


def test_a_past_roadmap_shows_no_euros_of_today(distribution, chantier, etape):
    budget.ligne(chantier, euros=300, libelle="Salle", etape=etape)
    page = distribution.membre1.client.get(f"{FEUILLE}?au=2020-01-01").content.decode()
    assert "Salle" not in page
