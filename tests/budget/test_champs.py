"""Amounts and quantities as they are typed in forms."""

from decimal import Decimal

import pytest
from django import forms

from budget.forms.champs import Euros, Nombre


@pytest.mark.parametrize(
    ("ecrit", "centimes"),
    [
        ("1 250,50", 125_050),
        ("1\u202f250,50 €", 125_050),
        ("1250.5", 125_050),
        ("0", 0),
        ("", None),
        ("  ", None),
        ("100 000 000 000", 10**13),
    ],
)
def test_euros_read_what_people_write_and_give_cents(ecrit, centimes):
    assert Euros(label="Montant").clean(ecrit) == centimes


@pytest.mark.parametrize(
    ("ecrit", "phrase"),
    [
        ("douze", "« douze » ne se lit pas : écrivez un montant en euros, par exemple 1 250,50."),
        ("-3", "« -3 » est négatif : écrivez un montant en euros, par exemple 1 250,50."),
        ("1,234", "« 1,234 » a plus de deux décimales : arrondissez-le."),
        ("1.250", "« 1.250 » a plus de deux décimales : arrondissez-le."),
        ("9" * 40, f"« {'9' * 40} » est trop grand : cent milliards d’euros au plus."),
        ("100 000 000 001", "« 100 000 000 001 » est trop grand : cent milliards d’euros au plus."),
    ],
)
def test_euros_say_why_an_amount_is_refused(ecrit, phrase):
    with pytest.raises(forms.ValidationError) as refus:
        Euros(label="Montant").clean(ecrit)
    assert refus.value.messages == [phrase]


def test_an_amount_that_is_needed_says_what_to_do():
    with pytest.raises(forms.ValidationError) as refus:
        Euros(label="Montant", requis="Écrivez le montant.").clean(" ")
    assert refus.value.messages == ["Écrivez le montant."]


@pytest.mark.parametrize(
    ("valeur", "montre"), [(125_050, "1\u202f250,50"), (300, "3"), (0, "0"), ("12 abc", "12 abc"), (None, None)]
)
def test_euros_show_cents_as_one_types_them(valeur, montre):
    assert Euros(label="Montant").prepare_value(valeur) == montre


def test_a_number_is_read_and_shown_with_a_comma():
    champ = Nombre(label="Quantité")
    assert champ.clean("12,5") == Decimal("12.5")
    assert champ.prepare_value(Decimal("12.50")) == "12,50"
    with pytest.raises(forms.ValidationError) as refus:
        champ.clean("100000000")
    assert refus.value.messages == ["« 100000000 » est trop grand : 99 999 999,99 au plus."]
