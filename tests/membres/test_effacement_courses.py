"""Erasures at the same instant as something else: nobody keeps a key, and somebody is always left to answer."""

import threading
from contextlib import suppress

import pytest

from historique.refus import ActionRefusee
from historique.verification import verifier
from membres import actions, prises
from membres.models import Compte, Personne
from pilotage.models import Siege
from tests import fabriques
from tests.bases import en_parallele
from tests.membres.gens import invitation

pytestmark = pytest.mark.postgresql_seul


def effacer(personne, figure):
    acces = figure.acces
    return lambda: actions.effacer(personne, fondement="opposition", par=acces)


def deux_coordinations(distribution):
    fabriques.siege(distribution.comite.personne, fabriques.college("labo"), Siege.Fonction.COORDINATION)
    return distribution.coordination, distribution.comite


def restent():
    return Siege.objects.actives().filter(fonction=Siege.Fonction.COORDINATION, personne__retiree_le=None).count()


def attendre_l_autre(monkeypatch):
    """Both erasures have looked at what must be handed over before one of them ends, if nothing keeps them apart."""
    barriere = threading.Barrier(2)

    def attendre(personne):
        with suppress(threading.BrokenBarrierError):
            barriere.wait(timeout=2)

    monkeypatch.setattr(prises, "refus_d_effacer", [*prises.refus_d_effacer, attendre])


def test_two_who_coordinate_and_erase_each_other_leave_one(base_reelle, distribution, monkeypatch):
    une, autre = deux_coordinations(distribution)
    attendre_l_autre(monkeypatch)
    resultats = en_parallele(effacer(autre.personne, une), effacer(une.personne, autre))
    assert sorted(type(resultat) for resultat in resultats if isinstance(resultat, Exception)) == [ActionRefusee]
    assert (restent(), list(verifier())) == (1, [])


def test_without_the_lock_nobody_would_be_left(base_reelle, distribution, monkeypatch):
    """Negative control."""
    une, autre = deux_coordinations(distribution)
    attendre_l_autre(monkeypatch)
    monkeypatch.setattr(prises, "verrous", [])
    en_parallele(effacer(autre.personne, une), effacer(une.personne, autre))
    assert restent() == 0


def test_two_who_administer_and_erase_each_other_leave_one(base_reelle, distribution, monkeypatch):
    compte = fabriques.compte(is_superuser=True, is_staff=True)
    autre = type(distribution.administrateur)(fabriques.personne(compte=compte), compte)
    une = distribution.administrateur
    attendre_l_autre(monkeypatch)
    en_parallele(effacer(autre.personne, une), effacer(une.personne, autre))
    assert Compte.objects.filter(is_superuser=True).count() == 1


def test_an_invitation_accepted_while_one_is_erased_opens_no_account(base_reelle, distribution):
    une = invitation(distribution.coordination.acces)
    jeton = une.jeton
    resultats = en_parallele(
        lambda: actions.accepter_l_invitation(jeton, prenom="Ada", nom="Essai"),
        effacer(une.personne, distribution.coordination),
    )
    assert {type(r) for r in resultats if isinstance(r, Exception)} <= {ActionRefusee}
    personne = Personne.objects.get(pk=une.personne_id)
    assert (str(personne), Compte.objects.filter(email="ada@essai.example").count()) == ("Membre retiré·e n° 1", 0)
    assert list(map(str, verifier())) == []


def test_two_erasures_of_the_same_person_are_one(base_reelle, distribution):
    personne = fabriques.personne()
    resultats = en_parallele(
        effacer(personne, distribution.coordination), effacer(personne, distribution.administrateur)
    )
    assert [str(r) for r in resultats if isinstance(r, Personne)] == ["Membre retiré·e n° 1"]
    assert [type(r) for r in resultats if isinstance(r, Exception)] == [ActionRefusee]
