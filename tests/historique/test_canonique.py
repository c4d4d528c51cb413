"""One value, one text, one fingerprint."""

import hashlib
import json
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from historique.canonique import canonique, empreinte, engagement, lire

MIDI = datetime(2027, 3, 12, 12, 0, tzinfo=UTC)
TEXTES = st.text(st.characters(exclude_categories=["Cs"]))
CLES = st.text(st.characters(max_codepoint=127))
VALEURS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTES,
    lambda enfants: st.lists(enfants) | st.dictionaries(CLES, enfants),
    max_leaves=20,
)


def nfc(valeur):
    if isinstance(valeur, str):
        return unicodedata.normalize("NFC", valeur)
    if isinstance(valeur, list):
        return [nfc(element) for element in valeur]
    if isinstance(valeur, dict):
        return {cle: nfc(contenu) for cle, contenu in valeur.items()}
    return valeur


@given(VALEURS)
def test_reading_gives_the_value_back(valeur):
    assert lire(canonique(valeur)) == nfc(valeur)


@given(VALEURS)
def test_writing_what_was_read_gives_the_same_bytes(valeur):
    assert canonique(lire(canonique(valeur))) == canonique(valeur)


@given(st.dictionaries(CLES, st.integers(), min_size=2))
def test_the_order_of_keys_does_not_matter(objet):
    assert canonique(dict(reversed(objet.items()))) == canonique(objet)


@given(TEXTES)
def test_two_spellings_of_the_same_letters_are_one(texte):
    assert canonique(unicodedata.normalize("NFD", texte)) == canonique(unicodedata.normalize("NFC", texte))


@pytest.mark.parametrize(
    ("valeur", "attendu"),
    [
        ({"b": 1, "a": [True, None, "é"]}, '{"a":[true,null,"é"],"b":1}'),
        (date(2027, 3, 12), '"2027-03-12"'),
        (datetime(2027, 3, 12, 9, 30, tzinfo=UTC), '"2027-03-12T09:30:00.000000Z"'),
        (datetime(2027, 7, 12, 9, 30, tzinfo=ZoneInfo("Europe/Paris")), '"2027-07-12T07:30:00.000000Z"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Decimal("12.50"), '"12.50"'),
        (Decimal("1E+3"), '"1000"'),
        ((1, 2), "[1,2]"),
    ],
)
def test_values_have_one_form(valeur, attendu):
    assert canonique(valeur) == attendu


@pytest.mark.parametrize(
    "valeur", [1.5, float("nan"), MIDI.replace(tzinfo=None), {"é": 1}, {1: 2}, b"x", {1, 2}, Decimal("NaN"), object()]
)
def test_what_has_no_single_form_is_refused(valeur):
    with pytest.raises(TypeError):
        canonique(valeur)


def test_a_fingerprint_is_that_of_the_utf8_bytes():
    assert empreinte("é") == hashlib.sha256("é".encode()).hexdigest()


@given(st.binary(min_size=32, max_size=32), TEXTES)
def test_a_commitment_is_salt_and_value_under_its_own_prefix(sel, valeur):
    assert engagement(sel.hex(), valeur) == hashlib.sha256(b"\x02" + sel + valeur.encode()).hexdigest()


def test_canonical_text_is_json():
    assert json.loads(canonique({"a": "« ’ » \u202f"})) == {"a": "« ’ » \u202f"}
