"""Names: in full between members, in public only of those who agreed, at once."""

from uuid import uuid4

import pytest

from historique.registre import declarations
from membres.acces import ANONYME, acces_de
from membres.noms import nommer
from tests import fabriques

pytestmark = pytest.mark.django_db


@pytest.fixture
def discrete():
    return fabriques.personne("Ada", "Essai")


@pytest.fixture
def publique():
    return fabriques.personne("Léa", "Essai", nom_public=True)


def test_members_see_every_name(distribution, discrete, publique):
    noms = nommer([discrete.pk, publique.pk], distribution.membre1.acces)
    assert noms == {discrete.pk: "Ada Essai", publique.pk: "Léa Essai"}


def test_the_public_sees_the_names_of_those_who_agreed(discrete, publique):
    noms = nommer([discrete.pk, publique.pk], ANONYME)
    assert noms == {discrete.pk: "une personne", publique.pk: "Léa Essai"}


def test_someone_who_keeps_her_name_is_placed_in_her_chantier(discrete):
    fabriques.adhesion(discrete, fabriques.chantier(2))
    assert nommer([discrete.pk], ANONYME) == {discrete.pk: "un·e membre du chantier 2"}


def test_a_former_member_without_role_reads_like_the_public(discrete):
    personne = fabriques.personne("Zoé", "Essai", compte=fabriques.compte())
    noms = nommer([discrete.pk, personne.pk], acces_de(personne))
    assert noms == {discrete.pk: "une personne", personne.pk: "Zoé Essai"}


def test_someone_unknown_is_a_person(distribution):
    inconnue = uuid4()
    assert nommer([None, inconnue], distribution.membre1.acces) == {inconnue: "une personne"}


def test_names_cost_one_query_whatever_their_number(distribution, compter_requetes):
    acces = distribution.membre1.acces
    ids = [fabriques.personne().pk for _ in range(3)]
    assert {compter_requetes(lambda n=n: nommer(ids[:n], acces)) for n in (1, 3)} == {1}


def test_the_journal_names_people_so():
    assert declarations["membres.personne"].nommer is nommer
