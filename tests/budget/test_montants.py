"""Arithmetic on cents: nothing is lost, whatever the numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budget.montants import (
    en_centimes,
    en_euros,
    en_euros_entiers,
    lire_montant,
    pourcentage,
    produit,
    repartir,
    valeur,
)

CENTIMES = st.integers(min_value=0, max_value=10**13)
POIDS = st.lists(
    st.decimals(min_value=0, max_value=10**8, places=2, allow_nan=False, allow_infinity=False), min_size=1, max_size=12
).filter(any)


# Splitting ------------------------------------------------------------------------------------------------------------


@given(CENTIMES, POIDS)
def test_a_split_loses_no_cent(total, poids):
    assert sum(repartir(total, poids)) == total


@given(CENTIMES, POIDS)
def test_each_part_is_its_exact_share_rounded_up_or_down(total, poids):
    """Compared by whole numbers (weights in hundredths): a division would round what it is to judge."""
    entiers = [int(p * 100) for p in poids]
    somme = sum(entiers)
    for part, le_sien in zip(repartir(total, poids), entiers, strict=True):
        assert abs(part * somme - total * le_sien) < somme


@given(CENTIMES, POIDS)
def test_who_has_no_weight_takes_no_part(total, poids):
    assert [part for part, le_sien in zip(repartir(total, poids), poids, strict=True) if not le_sien and part] == []


@given(CENTIMES, POIDS)
def test_a_heavier_weight_never_takes_less(total, poids):
    pesees = sorted(zip(poids, repartir(total, poids), strict=True))
    parts = [max(part for le_sien, part in pesees if le_sien == poids_) for poids_ in sorted(set(poids))]
    assert parts == sorted(parts)


def test_the_largest_remainders_take_the_odd_cents():
    assert repartir(100, [1, 1, 1]) == [34, 33, 33]
    assert repartir(1000, [Decimal("2.5"), Decimal("1"), Decimal("0.5")]) == [625, 250, 125]


@pytest.mark.parametrize("poids", [[], [0, 0], [Decimal(0)], [1, -1]])
def test_weights_without_any_or_below_zero_are_refused(poids):
    with pytest.raises(ValueError, match="clé de répartition"):
        repartir(100, poids)


# Whole euros ----------------------------------------------------------------------------------------------------------

COLONNE = st.lists(CENTIMES, min_size=1, max_size=40)


@given(COLONNE)
def test_a_column_in_whole_euros_adds_up_to_its_rounded_total(centimes):
    assert sum(en_euros_entiers(centimes)) == (sum(centimes) + 50) // 100


@given(COLONNE)
def test_each_amount_in_whole_euros_is_within_one_euro(centimes):
    entiers = en_euros_entiers(centimes)
    assert all(abs(entier * 100 - exact) < 100 for entier, exact in zip(entiers, centimes, strict=True))


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=20), st.data())
def test_charges_and_produits_of_one_total_keep_one_total_in_whole_euros(charges, data):
    """Two columns that add up to the same cents are shown with the same total, however they are cut."""
    coupe = data.draw(st.integers(min_value=0, max_value=sum(charges)))
    produits = [coupe, sum(charges) - coupe]
    assert sum(en_euros_entiers(charges)) == sum(en_euros_entiers(produits))


# Reading --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("1250,50", "1250.50"),
        ("1250.5", "1250.5"),
        ("1 250,50 €", "1250.50"),
        ("1\u202f250,50\u00a0€", "1250.50"),
        ("1'250,50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1.250.000", "1250000"),
        ("−12", "-12"),
        ("0", "0"),
    ],
)
def test_amounts_are_read_as_people_write_them(texte, attendu):
    assert lire_montant(texte) == Decimal(attendu)


@pytest.mark.parametrize("texte", ["", "12O", "douze", "1,2,3", "=1+1", "12 €/h", "1e3", "--1", ",5", "12,"])
def test_what_is_not_an_amount_is_not_guessed(texte):
    assert lire_montant(texte) is None


@given(st.integers(min_value=-(10**13), max_value=10**13))
def test_cents_written_in_french_read_back(centimes):
    ecrit = f"{en_euros(centimes):,.2f}".replace(",", "\u202f").replace(".", ",") + "\u00a0€"
    assert en_centimes(lire_montant(ecrit)) == centimes


@given(st.text(max_size=20))
def test_reading_never_fails(texte):
    lu = lire_montant(texte)
    assert lu is None or lu.is_finite()


# The rest -------------------------------------------------------------------------------------------------------------


def test_half_a_cent_goes_up():
    assert produit(Decimal("0.5"), 1) == 1
    assert en_centimes(Decimal("12.345")) == 1235
    assert valeur(2, Decimal("10"), 12310) == 24620


def test_a_percentage_has_one_decimal_and_nothing_is_a_percentage_of_nothing():
    assert pourcentage(140000, 240000) == Decimal("58.3")
    assert pourcentage(5, 0) == Decimal("0.0")
