"""The ceiling of public aid, on both bases."""

from decimal import Decimal

import pytest

from budget.lecture.plafond import ORANGE, ROUGE, SANS, Base, taux_public


def test_both_rates_of_the_demonstration():
    taux = taux_public(140_000_00, 240_000_00, 73_766_20, 80)
    assert (taux.taux_hors, taux.taux_avec, taux.niveau) == (Decimal("58.3"), Decimal("44.6"), SANS)
    assert taux.phrase == ""


@pytest.mark.parametrize(
    ("public", "niveau"), [(74_99, SANS), (75_00, ORANGE), (79_99, ORANGE), (80_00, ROUGE), (100_00, ROUGE)]
)
def test_orange_at_75_percent_and_red_at_the_ceiling(public, niveau):
    assert taux_public(public, 100_00, 0, 80).niveau == niveau


@pytest.mark.parametrize(("public", "niveau"), [(44_99, SANS), (45_00, ORANGE), (50_00, ROUGE)])
def test_a_lower_ceiling_warns_five_points_below(public, niveau):
    assert taux_public(public, 100_00, 0, 50).niveau == niveau


def test_the_ceiling_is_counted_on_its_own_base():
    hors = taux_public(80_00, 100_00, 100_00, 80)
    avec = taux_public(80_00, 100_00, 100_00, 80, Base.CONTRIBUTIONS_COMPRISES)
    assert (hors.niveau, avec.niveau) == (ROUGE, SANS)
    assert (hors.taux, avec.taux) == (Decimal("80.0"), Decimal("40.0"))


def test_the_sentence_says_its_base_and_its_ceiling():
    orange, rouge = taux_public(76_00, 100_00, 0, 80), taux_public(90_00, 100_00, 0, 80)
    assert orange.phrase == (
        "Les aides publiques prévues font 76,0 % du budget, hors contributions valorisées : le plafond est de 80 %."
    )
    assert rouge.phrase.endswith("le plafond de 80 % est atteint.")


def test_without_budget_nothing_is_reached_until_public_aid_comes():
    assert taux_public(0, 0, 0, 80).niveau == SANS
    assert taux_public(10_00, 0, 0, 80).niveau == ROUGE
