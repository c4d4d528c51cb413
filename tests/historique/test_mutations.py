"""Ten thousand random mutations of a journal of 300 entries: all are found."""

import random
from functools import wraps

import pytest

from historique.verifier import Journal
from tests.historique.journaux import fichier, lignes

# Nothing here depends on the database.
pytestmark = pytest.mark.sqlite_seul

MUTATIONS = 10_000
HASARD = 20261124


@pytest.fixture(scope="module")
def journal():
    return fichier(lignes())


# Mutations ------------------------------------------------------------------------------------------------------------


def retourner(hasard, octets):
    rang = hasard.randrange(len(octets))
    return octets[:rang] + bytes([octets[rang] ^ 1 << hasard.randrange(8)]) + octets[rang + 1 :]


def remplacer(hasard, octets):
    rang = hasard.randrange(len(octets))
    return octets[:rang] + hasard.randbytes(1) + octets[rang + 1 :]


def oter(hasard, octets):
    rang = hasard.randrange(len(octets))
    return octets[:rang] + octets[rang + hasard.choice([1, 1, 1, 8, 64]) :]


def inserer(hasard, octets):
    rang = hasard.randrange(len(octets) + 1)
    return octets[:rang] + hasard.choice([b" ", b"\n", b"0", b"\r", b"\t", hasard.randbytes(3)]) + octets[rang:]


def tronquer(hasard, octets):
    return octets[: hasard.randrange(len(octets))]


def echanger_des_octets(hasard, octets):
    a, b = sorted(hasard.sample(range(len(octets)), 2))
    return octets[:a] + octets[b : b + 1] + octets[a + 1 : b] + octets[a : a + 1] + octets[b + 1 :]


def sur_les_lignes(change):
    @wraps(change)
    def muter(hasard, octets):
        coupees = octets.splitlines(keepends=True)
        change(hasard, coupees)
        return b"".join(coupees)

    return muter


@sur_les_lignes
def echanger_des_lignes(hasard, coupees):
    a, b = hasard.sample(range(len(coupees)), 2)
    coupees[a], coupees[b] = coupees[b], coupees[a]


@sur_les_lignes
def oter_une_ligne(hasard, coupees):
    del coupees[hasard.randrange(len(coupees))]


@sur_les_lignes
def redire_une_ligne(hasard, coupees):
    coupees.insert(hasard.randrange(len(coupees) + 1), hasard.choice(coupees))


@sur_les_lignes
def tronquer_aux_lignes(hasard, coupees):
    del coupees[hasard.randrange(len(coupees)) :]


GENRES = [
    retourner,
    remplacer,
    oter,
    inserer,
    tronquer,
    echanger_des_octets,
    echanger_des_lignes,
    oter_une_ligne,
    redire_une_ligne,
    tronquer_aux_lignes,
]


@pytest.mark.parametrize("genre", GENRES, ids=lambda genre: genre.__name__)
def test_ten_thousand_random_mutations_are_all_found(journal, genre):
    hasard = random.Random(f"{HASARD} {GENRES.index(genre)}")
    faites = 0
    while faites < MUTATIONS // len(GENRES):
        mute = genre(hasard, journal)
        if mute != journal:
            faites += 1
            assert next(Journal(mute).fautes(), None), (genre.__name__, faites)


def test_the_journal_that_was_not_mutated_has_no_fault(journal):
    assert list(Journal(journal).fautes()) == []
