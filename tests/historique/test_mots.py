"""Values and names in French words."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chantiers.models import Etape, Moyen, Objectif
from historique import mots
from historique.differences import mot_a_mot
from historique.horloge import PARIS, a_l_instant
from historique.lecture.inscriptions import Modification

MIDI = datetime(2027, 3, 12, 12, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("ecoule", "attendu"),
    [
        (timedelta(0), "à l’instant"),
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=1), "il y a 1 minute"),
        (timedelta(minutes=2, seconds=30), "il y a 2 minutes"),
        (timedelta(minutes=59, seconds=59), "il y a 59 minutes"),
        (timedelta(hours=1), "il y a 1 heure"),
        (timedelta(hours=11, minutes=59), "il y a 11 heures"),
        (timedelta(hours=12, minutes=1), "11 mars 2027"),
        (timedelta(minutes=-5), "12 mars 2027"),
    ],
)
def test_the_same_day_is_told_by_how_long_ago_then_by_its_date(ecoule, attendu):
    with a_l_instant(MIDI):
        assert mots.depuis(MIDI - ecoule) == attendu


def test_dates_are_those_of_paris():
    instant = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    assert mots.date_longue(instant) == "2 mars 2027"
    assert mots.instant_long(instant) == "2 mars 2027 à 0 h 30"
    assert mots.jour_de_la_semaine(instant) == "Mardi 2 mars 2027"
    assert mots.date_longue(date(2027, 3, 1)) == "1er mars 2027"
    assert mots.date_courte(date(2027, 2, 12)) == "12 févr. 2027"


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("étape", "l’étape"),
        ("objectif", "l’objectif"),
        ("adhésion", "l’adhésion"),
        ("livrable", "le livrable"),
        ("dépendance", "la dépendance"),
        ("feuille de route", "la feuille de route"),
        ("personne", "la personne"),
        ("décision", "la décision"),
        ("siège", "le siège"),
        ("collège", "le collège"),
        ("refus de version mineure", "le refus de version mineure"),
        ("chantier consulté", "le chantier consulté"),
    ],
)
def test_a_noun_has_its_article(nom, attendu):
    assert mots.le(nom) == attendu


@pytest.mark.parametrize(
    ("avant", "suite", "attendu"),
    [
        ("a changé l’état de ", "le livrable", "a changé l’état du livrable"),
        ("a mis fin à ", "le siège", "a mis fin au siège"),
        ("a mis fin à ", "la personne", "a mis fin à la personne"),
        ("a changé l’état de ", "l’étape", "a changé l’état de l’étape"),
        ("a modifié ", "le livrable", "a modifié le livrable"),
    ],
)
def test_articles_are_contracted(avant, suite, attendu):
    assert mots.accoler(avant, suite) == attendu


@pytest.mark.parametrize(
    ("modele", "champ", "valeur", "attendu"),
    [
        (Etape, "echeance", date(2027, 3, 12), "12 mars 2027"),
        (Etape, "echeance", None, "non renseigné"),
        (Etape, "etat", "en_cours", "En cours"),
        (Etape, "etat", "d’autrefois", "d’autrefois"),
        (Objectif, "titre", "", "non renseigné"),
        (Moyen, "montant_centimes", 1234567, "12\u202f345,67\u00a0€"),
        (Moyen, "quantite", Decimal("12.50"), "12,50"),
        (Etape, "avancement", 40, "40"),
    ],
)
def test_a_value_is_said_as_people_say_it(modele, champ, valeur, attendu):
    assert mots.en_mots(modele._meta.get_field(champ), valeur) == attendu


@given(st.text(), st.text())
def test_comparing_texts_loses_no_letter(avant, apres):
    retires, ajoutes = mot_a_mot(avant, apres)
    assert ("".join(m.texte for m in retires), "".join(m.texte for m in ajoutes)) == (avant, apres)
    gardes = ["".join(m.texte for m in morceaux if not m.change) for morceaux in (retires, ajoutes)]
    assert gardes[0] == gardes[1]


def test_a_huge_text_is_not_compared_word_by_word():
    avant, apres = "mot " * 100_000, "mots " * 100_000
    assert [m.change for m in mot_a_mot(avant, apres)[0]] == [True]


def test_short_values_are_shown_whole():
    retires, ajoutes = Modification("Fin", "12 mars 2027", "30 mars 2027").morceaux
    assert [(m.texte, m.change) for m in retires + ajoutes] == [("12 mars 2027", True), ("30 mars 2027", True)]


@pytest.mark.parametrize(
    ("du", "au", "attendu"),
    [
        (None, None, ""),
        (date(2026, 11, 9), None, "depuis le 9 novembre 2026"),
        (None, date(2026, 11, 1), "jusqu’au 1er novembre 2026"),
        (date(2026, 11, 9), date(2026, 11, 23), "entre le 9 et le 23 novembre 2026"),
        (date(2026, 10, 1), date(2026, 11, 23), "entre le 1er octobre et le 23 novembre 2026"),
        (date(2025, 10, 1), date(2026, 10, 1), "entre le 1er octobre 2025 et le 1er octobre 2026"),
        (date(2026, 11, 9), date(2026, 11, 9), "le 9 novembre 2026"),
    ],
)
def test_a_period_is_said_in_words(du, au, attendu):
    assert mots.periode(du, au) == attendu


@pytest.mark.parametrize(
    ("instant", "attendu"),
    [
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "ce matin à 6 h 00"),
        (datetime(2026, 11, 24, 13, 5, tzinfo=UTC), "aujourd’hui à 14 h 05"),
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), "hier à 23 h 59"),
        (datetime(2026, 11, 22, 5, 0, tzinfo=UTC), "le 22 novembre 2026 à 6 h 00"),
    ],
)
def test_a_moment_is_said_as_people_say_it(instant, attendu):
    with a_l_instant(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)):
        assert mots.moment(instant) == attendu


def test_thousands_are_set_apart():
    assert [mots.entier(nombre) for nombre in (7, 4812, 1_000_000)] == ["7", "4\u202f812", "1\u202f000\u202f000"]
