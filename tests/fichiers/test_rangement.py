"""Stored files: named by their bytes, checked by content, served to those their owner allows, never run."""

import hashlib

import pytest
from django.http import Http404

from config import settings as reglages
from fichiers.models import Fichier
from fichiers.rangement import TypeRefuse, chemin, enregistrer, lire
from fichiers.reponses import permissions, servir

PDF = b"%PDF-1.7 essai"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.FICHIERS = tmp_path


def test_a_file_is_named_by_its_bytes_and_kept_once():
    premier, second = enregistrer(PDF, "application/pdf"), enregistrer(PDF, "application/pdf")
    assert premier == second
    assert (premier.sha256, premier.taille) == (hashlib.sha256(PDF).hexdigest(), len(PDF))
    assert Fichier.objects.count() == 1
    assert lire(premier) == PDF


@pytest.mark.parametrize(
    ("octets", "type"), [(b"<html>", "application/pdf"), (PDF, "text/html"), (b"", "application/pdf")]
)
def test_bytes_that_are_not_what_they_are_said_to_be_are_refused(octets, type):
    with pytest.raises(TypeRefuse):
        enregistrer(octets, type)
    assert Fichier.objects.count() == 0


def test_a_file_changed_on_disk_is_not_served():
    fichier = enregistrer(PDF, "application/pdf")
    chemin(fichier.sha256).write_bytes(b"%PDF-1.7 autre")
    with pytest.raises(ValueError, match="has changed"):
        lire(fichier)


def test_half_a_file_left_by_a_power_cut_is_written_again():
    fichier = enregistrer(PDF, "application/pdf")
    chemin(fichier.sha256).write_bytes(PDF[:4])
    assert lire(enregistrer(PDF, "application/pdf")) == PDF


def test_files_stand_outside_what_is_served():
    racines = [reglages.STATIC_ROOT, *reglages.STATICFILES_DIRS]
    assert not any(reglages.FICHIERS.is_relative_to(racine) for racine in racines)


def test_a_file_is_served_as_an_attachment_that_no_browser_runs(monkeypatch):
    monkeypatch.setitem(permissions, "essai", lambda acces, fichier: None)
    fichier = enregistrer(PDF, "application/pdf")
    reponse = servir(fichier, proprietaire="essai", acces=None, nom="Feuille de route n° 1", extension="pdf")
    assert reponse.content == PDF
    assert reponse["Content-Disposition"] == 'attachment; filename="feuille-de-route-n-1.pdf"'
    assert reponse["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert reponse["X-Content-Type-Options"] == "nosniff"


def test_a_file_its_owner_refuses_does_not_exist(monkeypatch):
    monkeypatch.setitem(permissions, "essai", lambda acces, fichier: "Non.")
    fichier = enregistrer(PDF, "application/pdf")
    with pytest.raises(Http404):
        servir(fichier, proprietaire="essai", acces=None, nom="x", extension="pdf")
