"""What a date stands for, and what rows were then."""

from datetime import UTC, date, datetime

import pytest

from chantiers.models import Etape
from historique.horloge import a_l_instant, aujourd_hui
from historique.lecture import dernier_acte_sur, derniere_sequence, etats_au, sequence_au
from historique.models import Acte
from membres.models import Organisation
from tests import fabriques
from tests.historique.test_pages import etape, modifier

pytestmark = pytest.mark.django_db


def ecrire_a(instant, nom="Une"):
    with a_l_instant(instant):
        return Acte.objects.get(objet_id=fabriques.organisation(nom).pk).sequence


@pytest.mark.parametrize(
    ("dernier_instant", "premier_instant", "jour"),
    [
        # Winter (UTC+1), summer (UTC+2), and the two nights when the hour changes.
        (datetime(2026, 1, 15, 22, 59, 59, 999999, UTC), datetime(2026, 1, 15, 23, 0, tzinfo=UTC), date(2026, 1, 15)),
        (datetime(2026, 7, 15, 21, 59, 59, 999999, UTC), datetime(2026, 7, 15, 22, 0, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 24, 21, 59, 59, tzinfo=UTC), datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_day_ends_at_midnight_in_paris(dernier_instant, premier_instant, jour):
    dernier = ecrire_a(dernier_instant)
    ecrire_a(premier_instant, "Deux")
    assert sequence_au(jour) == dernier


def test_before_the_first_entry_there_is_nothing():
    assert sequence_au(date(2020, 1, 1)) == derniere_sequence() == 0
    assert etats_au(Organisation, 0) == []
    ecrire_a(datetime(2026, 3, 12, tzinfo=UTC))
    assert sequence_au(date(2026, 3, 11)) == 0
    assert sequence_au(date(2026, 3, 12)) == derniere_sequence() == sequence_au(aujourd_hui())


def test_rows_are_read_as_they_were_with_filters_on_that_time():
    une = etape(titre="Avant")
    avant = derniere_sequence()
    modifier(une, titre="Après", etat=Etape.Etat.SUSPENDUE)
    apres = derniere_sequence()
    etape(titre="Nouvelle")
    lus = {sequence: sorted(e.titre for e in etats_au(Etape, sequence)) for sequence in (avant - 1, avant, apres)}
    assert lus == {avant - 1: [], avant: ["Avant"], apres: ["Après"]}
    assert [e.titre for e in etats_au(Etape, avant, etat="a_venir")] == ["Avant"]
    assert etats_au(Etape, apres, etat="a_venir") == []


def test_rows_are_chosen_by_their_entry_not_by_their_date(compter_requetes):
    for rang in range(20):
        modifier(fabriques.organisation(f"n° {rang}"), site=f"https://{rang}.example")
    derniere = derniere_sequence()
    assert {e.version for e in etats_au(Organisation, derniere)} == {2}
    assert compter_requetes(lambda: etats_au(Organisation, derniere)) == 1


def test_the_last_entry_about_each_object_is_known_in_one_query(compter_requetes):
    une, deux = fabriques.organisation("Une"), fabriques.organisation("Deux")
    acte = modifier(une, motif="Le dernier", site="https://une.example")
    lus = dernier_acte_sur([une.pk, deux.pk])
    assert {pk: lu.sequence for pk, lu in lus.items()} == {une.pk: acte.sequence, deux.pk: acte.sequence - 1}
    assert compter_requetes(lambda: dernier_acte_sur([une.pk, deux.pk])) == 1
