"""« D’où vient l’argent, où va-t-il »: what the drawing and its lists say, and that they say the same."""

import re

import pytest

from budget.lecture import lire_budget
from budget.lecture.adresses import Adresses
from budget.lecture.comptes import bilan, bilan_partiel
from budget.lecture.flux import SOURCES_AU_PLUS, Source, dessiner, flux
from budget.lecture.regroupement import tout_montrer
from membres.acces import ANONYME
from tests import fabriques
from tests import fabriques_budget as budget


def source(centimes: int, place: int = 3, *, manque: bool = False) -> Source:
    return Source("Une source", centimes, "acquis", place, manque=manque)


def bords(trace: str) -> tuple[float, float, float, float]:
    """Where a ribbon begins and ends: its two heights on the edge, then on the common budget."""
    y0, h0, h1, y1 = (
        float(x)
        for x in re.fullmatch(
            r"M\d+ (\S+?)C\S+ \S+ \S+ (?:\S+) \d+ (\S+?)V(\S+?)C\S+ \S+ \S+ \S+ \d+ (\S+?)z", trace
        ).groups()
    )
    return y0, y1, h0, h1


def test_each_ribbon_is_as_thick_as_its_amount_at_both_ends():
    rubans, haut, hauteur = dessiner([source(3_000), source(1_000)], [1_000, 1_000, 2_000], [1, 2, 0])
    epaisseurs = [(round(b - a, 1), round(d - c, 1)) for a, b, c, d in (bords(r.trace) for r in rubans)]
    assert (float(haut), float(hauteur)) == (28.0, 44.0)
    assert epaisseurs == [(33.0, 33.0), (11.0, 11.0), (11.0, 11.0), (11.0, 11.0), (22.0, 22.0)]


def test_ribbons_fill_the_common_budget_without_a_gap_nor_an_overlap():
    rubans, haut, hauteur = dessiner([source(3_000), source(1_000)], [1_500, 2_500], [1, 2])
    for cote in (rubans[:2], rubans[2:]):
        bornes = [bords(ruban.trace)[2:] for ruban in cote]
        assert bornes[0][0] == float(haut)
        assert bornes[0][1] == bornes[1][0]
        assert bornes[1][1] == float(haut) + float(hauteur)


def test_no_ribbon_leaves_its_slot():
    rubans, _, _ = dessiner([source(100), *(source(1) for _ in range(9))], [109], [1])
    for rang, ruban in enumerate(rubans[:10]):
        y0, y1, *_ = bords(ruban.trace)
        assert (rang * 10 <= y0, y1 <= (rang + 1) * 10) == (True, True)


def test_a_budget_without_anything_draws_nothing():
    assert dessiner([], [], []) == ((), "50.00", "0.00")


def test_the_surer_the_deeper_and_what_is_missing_is_dashed():
    rubans, _, _ = dessiner([source(1, 4), source(1, 2), source(1, 1), source(1, 0, manque=True)], [4], [1])
    assert [(r.opacite, r.manque) for r in rubans[:4]] == [("1", False), (".42", False), (".22", False), (".22", True)]


def lire(nombre: int):
    """`nombre` fundings of 10, 20, 30… € for two lines of 2 000 €."""
    un, deux = budget.ligne(fabriques.chantier(1), 2_000), budget.ligne(fabriques.chantier(2), 2_000)
    for rang in range(1, nombre + 1):
        financement = budget.financement(10 * rang, intitule=f"Appel {rang}", accorde=10 * rang, statut="accordee")
        budget.affectation(financement, un if rang % 2 else deux, 10 * rang)
    return lire_budget(ANONYME, 2027)


@pytest.mark.django_db
def test_both_lists_add_up_to_the_same_budget():
    lu = lire(4)
    dit = flux(lu, tout_montrer(lu), Adresses(2027))
    assert sum(s.montant_centimes for s in dit.sources) == sum(d.montant_centimes for d in dit.destinations) == 400_000
    assert [s.nom for s in dit.sources if s.manque] == ["Reste à trouver"]


@pytest.mark.django_db
def test_an_excess_is_a_destination():
    budget.ligne(fabriques.chantier(1), 100)
    budget.financement(150)
    lu = lire_budget(ANONYME, 2027)
    dit = flux(lu, tout_montrer(lu), Adresses(2027))
    assert (dit.excedent, sum(s.montant_centimes for s in dit.sources)) == (5_000, 15_000)
    assert len(dit.rubans) == len(dit.sources) + len(dit.destinations) + 1


@pytest.mark.django_db
def test_too_many_fundings_are_read_together_and_lose_nothing():
    lu = lire(SOURCES_AU_PLUS + 2)
    dit = flux(lu, tout_montrer(lu), Adresses(2027))
    autres = next(s for s in dit.sources if s.nom == "2 autres financements")
    assert autres.montant_centimes == 1_000 + 2_000
    assert [a.montant_centimes for a in autres.finances][:2] == [1_000, 2_000]
    assert sum(s.montant_centimes for s in dit.sources if not s.manque) == lu.produits.total


@pytest.mark.django_db
def test_the_table_beside_says_who_pays_which_chantier():
    lu = lire(2)
    dit = flux(lu, tout_montrer(lu), Adresses(2027))
    assert {(s.montant_centimes, s.finance_quoi) for s in dit.sources if not s.manque} == {
        (1_000, ("Compétences et métiers",)),
        (2_000, ("Outils financiers",)),
    }


@pytest.mark.django_db
def test_the_bar_of_needs_is_split_by_how_sure_it_is():
    chantier = fabriques.chantier(1)
    ligne = budget.ligne(chantier, 1_000)
    budget.affectation(budget.financement(400, accorde=400, statut="accordee"), ligne, 100)
    budget.financement(300, statut="deposee")
    budget.financement(100)
    dit = bilan(lire_budget(ANONYME, 2027))
    assert [(p.classe, p.debut, p.largeur) for p in dit.parts] == [
        ("fin", "0.00", "40.00"),
        ("dem", "40.00", "30.00"),
        ("pis", "70.00", "10.00"),
        ("reste", "80.00", "20.00"),
    ]
    assert (dit.a_trouver, dit.couverture) == (20_000, "80,0")


@pytest.mark.django_db
def test_a_chantier_counts_what_is_affected_to_it_and_not_the_whole_funding():
    chantier = fabriques.chantier(1)
    ligne = budget.ligne(chantier, 1_000)
    budget.affectation(budget.financement(400, accorde=400, statut="accordee"), ligne, 100)
    dit = bilan_partiel(lire_budget(ANONYME, 2027).du_chantier(chantier.pk))
    assert (dit.produits.acquis, dit.a_trouver) == (10_000, 90_000)
