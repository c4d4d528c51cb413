"""/sante/ says what is well and what is not, to machines, and tells no secret."""

import os
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django_ox.models import OxTask

from config import sante
from documentation.taches import transmettre
from historique import points
from historique.horloge import maintenant
from historique.points import exiger_la_continuite
from tests import fabriques

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signe(settings, tmp_path):
    settings.SIGNE_DE_VIE = tmp_path / "travaux.signe"
    return settings.SIGNE_DE_VIE


def demander():
    reponse = Client().get("/sante/")
    return reponse.status_code, reponse.json()


def test_all_is_well_when_the_worker_gives_a_sign_of_life(signe):
    signe.touch()
    statut, etat = demander()
    assert (statut, etat["bien"], etat["travaux"]["etat"]) == (200, True, "en marche")
    assert etat["gardes"] == {"bien": True, "manquantes": []}
    assert etat["base"]["moteur"] in {"sqlite", "postgresql"}


def test_without_a_sign_of_life_it_only_says_that_nothing_is_late():
    assert demander()[1]["travaux"] == {"bien": True, "etat": "aucun travail en retard", "attente_en_secondes": 0}


def test_an_old_sign_of_life_is_a_worker_that_stopped(signe):
    signe.touch()
    passe = maintenant().timestamp() - 600
    os.utime(signe, (passe, passe))
    statut, etat = demander()
    assert (statut, etat["travaux"]["etat"]) == (503, "sans signe de vie")


def test_a_job_that_waits_for_long_is_a_fault(signe):
    signe.touch()
    transmettre.enqueue("x")
    OxTask.objects.update(enqueued_at=maintenant() - timedelta(minutes=30))
    statut, etat = demander()
    assert (statut, etat["travaux"]["etat"]) == (503, "en retard")


def test_a_missing_guard_is_a_fault(monkeypatch):
    monkeypatch.setattr(sante, "gardes_manquantes", lambda: ["acte_ajout_seul"])
    statut, etat = demander()
    assert (statut, etat["gardes"]) == (503, {"bien": False, "manquantes": ["acte_ajout_seul"]})


def test_a_database_that_does_not_answer_tells_no_secret(monkeypatch):
    def panne():
        raise DatabaseError("password for user « chantiers » at host secret")

    monkeypatch.setattr(sante, "gardes_manquantes", panne)
    statut, etat = demander()
    assert (statut, etat["gardes"]) == (503, {"bien": False, "etat": "la base ne répond pas"})


def test_a_journal_that_does_not_continue_what_was_signed_is_a_fault(dossier_du_journal):
    fabriques.personne()
    points.signer()
    (dossier_du_journal / "cle").unlink()
    statut, etat = demander()
    assert (statut, etat["journal"]) == (503, {"bien": False, "etat": "La clé du journal manque."})


@pytest.mark.parametrize("demarrer", [exiger_la_continuite, lambda: call_command("ox_worker")])
def test_neither_the_web_server_nor_the_worker_starts_then(dossier_du_journal, demarrer):
    fabriques.personne()
    points.signer()
    (dossier_du_journal / "cle").unlink()
    with pytest.raises(ImproperlyConfigured, match="La clé du journal manque"):
        demarrer()
