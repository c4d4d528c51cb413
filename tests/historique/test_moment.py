"""The day that an address asks for, read once for every page."""

from datetime import date

import pytest
from django.test import RequestFactory

from historique.differences import Devenir, devenirs, devenu
from historique.horloge import aujourd_hui
from historique.moment import AUJOURDHUI, moment_demande
from tests import fabriques
from tests.dates import hier, le

pytestmark = pytest.mark.django_db
JANVIER, MARS = date(2026, 1, 15), date(2026, 3, 12)


def demander(**parametres):
    return moment_demande(RequestFactory().get("/", parametres))


def test_without_a_day_it_is_today():
    assert demander() == demander(au="  ") == AUJOURDHUI
    assert (AUJOURDHUI.jour, AUJOURDHUI.suffixe) == (aujourd_hui(), "")


def test_a_past_day_is_the_last_entry_of_that_day():
    with le(JANVIER):
        fabriques.organisation()
    with le(MARS, heure=23):
        fabriques.organisation()
    assert [demander(au=jour).sequence for jour in ("2026-01-15", "2026-03-11", "2026-03-12")] == [1, 1, 2]
    assert demander(au="2026-03-12").suffixe == "?au=2026-03-12"


@pytest.mark.parametrize("ecrit", ["2026-03-12", "12/03/2026", " 12/3/2026 "])
def test_it_is_read_as_browsers_send_it_and_as_people_write_it(ecrit):
    assert demander(au=ecrit).au == MARS


def test_a_day_that_has_not_ended_is_read_as_it_stands():
    moment = demander(au=aujourd_hui().isoformat())
    assert (moment.au, moment.sequence, moment.alerte, moment.valable) == (None, None, "", True)


@pytest.mark.parametrize(
    ("ecrit", "phrase"),
    [
        ("hier", "Cette date ne se lit pas : écrivez-la ainsi, 12/03/2027."),
        ("2026-02-30", "Cette date ne se lit pas : écrivez-la ainsi, 12/03/2027."),
        ("31/02/2026", "Cette date ne se lit pas : écrivez-la ainsi, 12/03/2027."),
        ("12/03/26", "Cette date ne se lit pas : écrivez-la ainsi, 12/03/2027."),
        ("0000-01-01", "Cette date ne se lit pas : écrivez-la ainsi, 12/03/2027."),
        ("\x00", "Cette date ne se lit pas : écrivez-la ainsi, 12/03/2027."),
        ("9999-12-31", "Ce jour n’est pas encore venu : choisissez-en un jusqu’à aujourd’hui."),
    ],
)
def test_a_day_that_cannot_be_shown_is_answered_with_today_and_a_sentence(ecrit, phrase):
    moment = demander(au=ecrit)
    assert (moment.au, moment.sequence, moment.alerte, moment.valable) == (None, None, phrase, False)


@pytest.mark.parametrize("ecrit", ["0001-01-01", "2026-01-14"])
def test_before_the_journal_nothing_was_there_and_it_says_so(ecrit):
    with le(JANVIER):
        fabriques.organisation()
    moment = demander(au=ecrit)
    assert (moment.sequence, moment.valable) == (0, True)
    assert moment.alerte == "Le journal commence le 15 janvier 2026 : rien n’y est inscrit avant."


def test_an_empty_journal_says_so():
    assert demander(au=hier().isoformat()).alerte == "Le journal est encore vide."


def test_what_has_become_of_things_is_told_in_order():
    avant = {1: ("Camille", "Membre"), 2: ("Karim", "Référent·e"), 3: ("Léa", "Membre")}
    apres = {4: ("Nour", "Membre"), 3: ("Léa", "Membre"), 1: ("Camille", "Référent·e")}
    assert devenirs(avant, apres) == (
        Devenir("Camille", "Membre", "Référent·e"),
        Devenir("Karim", "Référent·e", None),
        Devenir("Nour", None, "Membre"),
    )
    assert [devenu(cle, avant, apres, parti="n’est plus là") for cle in avant] == [
        "aujourd’hui : référent·e",
        "n’est plus là",
        "",
    ]
