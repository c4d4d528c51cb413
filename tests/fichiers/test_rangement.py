"""Stored files: named by their bytes, checked by content, served to those their owner allows, never run."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.http import Http404

from config import settings as reglages
from documentation.models import Rapport
from fichiers.models import Fichier
from fichiers.rangement import TypeRefuse, balayer, chemin, enregistrer, lire, retirer
from fichiers.reponses import permissions, servir
from historique.horloge import aujourd_hui, maintenant
from tests import fabriques

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


# Taking files away ----------------------------------------------------------------------------------------------------


def vieillir(fichier, jours):
    """As if it had been put away so many days ago."""
    quand = maintenant() - timedelta(days=jours)
    Fichier.objects.filter(pk=fichier.pk).update(cree_le=quand)
    os.utime(chemin(fichier.pk), (quand.timestamp(), quand.timestamp()))


def test_a_file_taken_away_is_neither_in_the_database_nor_on_the_disk():
    fichier = enregistrer(PDF, "application/pdf")
    assert retirer(fichier.pk)
    assert Fichier.objects.count() == 0
    assert not chemin(fichier.pk).exists()
    assert retirer(fichier.pk)


def test_a_file_that_something_holds_stays(rapport_qui_tient):
    fichier = rapport_qui_tient(PDF)
    assert not retirer(fichier.pk)
    assert lire(fichier) == PDF


def test_a_file_taken_away_can_be_put_away_again():
    retirer(enregistrer(PDF, "application/pdf").pk)
    assert lire(enregistrer(PDF, "application/pdf")) == PDF


def test_sweeping_takes_what_a_crash_left_and_nothing_else(rapport_qui_tient):
    tenu, recent = rapport_qui_tient(PDF), enregistrer(PDF + b" recent", "application/pdf")
    sans_proprietaire = enregistrer(PDF + b" perdu", "application/pdf")
    sans_ligne = enregistrer(PDF + b" sans ligne", "application/pdf")
    for fichier in (tenu, sans_proprietaire, sans_ligne):
        vieillir(fichier, 3)
    Fichier.objects.filter(pk=sans_ligne.pk).delete()
    assert balayer(maintenant() - timedelta(days=1)) == 2
    assert [chemin(f.pk).exists() for f in (tenu, recent, sans_proprietaire, sans_ligne)] == [True, True, False, False]
    assert set(Fichier.objects.values_list("pk", flat=True)) == {tenu.pk, recent.pk}


@pytest.fixture
def rapport_qui_tient():
    """`rapport_qui_tient(bytes)` -> the file of a report."""

    def faire(octets):
        fichier = enregistrer(octets, "application/pdf")
        Rapport.objects.create(
            nature="globale",
            audience="membres",
            cle=fichier.pk,
            jour=aujourd_hui(),
            instant=maintenant(),
            sequence=0,
            demande_par=fabriques.personne(),
            fichier=fichier,
        )
        return fichier

    return faire
