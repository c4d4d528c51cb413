"""Where dates fall on a timeline."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chantiers.frise import Echelle

DEUX_ANS = Echelle(date(2026, 1, 1), date(2027, 12, 31))
JOURS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_the_ends_of_the_period_are_the_ends_of_the_line():
    assert (DEUX_ANS.position(date(2026, 1, 1)), DEUX_ANS.position(date(2028, 1, 1))) == (0, 100)


def test_a_single_day_has_a_width():
    gauche, largeur = DEUX_ANS.segment(date(2026, 1, 1), date(2026, 1, 1))
    assert (gauche, round(largeur, 3)) == (0, round(100 / 730, 3))


def test_two_years_have_eight_quarters_named_by_year_then_by_number():
    assert [libelle for _, libelle in DEUX_ANS.trimestres()] == ["2026", "T2", "T3", "T4", "2027", "T2", "T3", "T4"]


@pytest.mark.parametrize(
    ("fin", "libelles"),
    [
        (date(2028, 12, 31), ["2026", "", "T3", "", "2027", "", "T3", "", "2028", "", "T3", ""]),
        (
            date(2030, 12, 31),
            ["2026", "", "", ""]
            + ["2027", "", "", ""]
            + ["2028", "", "", ""]
            + ["2029", "", "", ""]
            + ["2030", "", "", ""],
        ),
    ],
)
def test_labels_thin_out_when_quarters_are_many(fin, libelles):
    assert [libelle for _, libelle in Echelle(date(2026, 1, 1), fin).trimestres()] == libelles


def test_a_period_that_begins_in_a_quarter_is_marked_from_the_next():
    positions = Echelle(date(2026, 2, 15), date(2026, 12, 31)).trimestres()
    assert [libelle for _, libelle in positions] == ["T2", "T3", "T4"]
    assert positions[0][0] > 0


@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        (None, None),
        (date(2026, 5, 1), date(2026, 4, 1)),
        (date(2025, 1, 1), date(2025, 12, 31)),
        (date(2028, 1, 1), None),
    ],
)
def test_what_is_unknown_reversed_or_outside_is_not_drawn(debut, fin):
    assert DEUX_ANS.segment(debut, fin) is None


def test_today_is_marked_only_inside_the_period():
    assert Echelle(date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)).repere is None
    assert Echelle(date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1)).repere == 0


def test_the_scale_covers_whole_quarters():
    echelle = Echelle.couvrir([None, date(2026, 2, 10), date(2027, 11, 3)])
    assert (echelle.debut, echelle.fin) == (date(2026, 1, 1), date(2027, 12, 31))
    assert Echelle.couvrir([None]) is None


@given(JOURS, st.integers(0, 4000), JOURS, st.integers(0, 4000))
def test_every_segment_stays_on_the_line(debut, duree, premier, longueur):
    echelle = Echelle(debut, debut + timedelta(days=duree))
    segment = echelle.segment(premier, premier + timedelta(days=longueur))
    if segment:
        gauche, largeur = segment
        assert 0 <= gauche <= 100
        assert largeur > 0
        assert gauche + largeur <= 100 + 1e-9


@given(JOURS, st.integers(0, 4000))
def test_quarters_are_in_order_and_on_the_line(debut, duree):
    positions = [position for position, _ in Echelle(debut, debut + timedelta(days=duree)).trimestres()]
    assert positions == sorted(set(positions))
    assert all(0 <= position <= 100 for position in positions)
