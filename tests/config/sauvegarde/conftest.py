"""An instance that has served, and machines that have nothing but the software."""

import itertools
import json
import os
import zipfile
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from config.sauvegarde import archive
from config.sauvegarde.base import modeles
from fichiers.rangement import enregistrer
from historique import points
from historique.actes import Agent, consigner
from historique.models import Acte
from tests.bases import ModelePostgreSQL, brancher
from tests.fabriques import compte, personne

NUMEROS = itertools.count(1)
PDF = b"%PDF-1.7 " + bytes(range(256)) * 40


def inscrire(nombre=1):
    """Entries of the platform, which change nothing."""
    for _ in range(nombre):
        with consigner("raconter", par=Agent.SYSTEME):
            pass


def lancer(commande, *arguments, **options):
    """What the command says."""
    dit = StringIO()
    call_command(commande, *arguments, stdout=dit, **options)
    return dit.getvalue()


def lignes():
    """All the rows of the instance, sessions and caches excepted."""
    return {modele._meta.label: list(modele._base_manager.order_by("pk").values_list()) for modele in modeles()}


def empreintes():
    return list(Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine"))


def creer_la_base():
    """An empty database, on a machine that has none (on SQLite, opening it makes it)."""
    if connection.vendor == "postgresql":
        ModelePostgreSQL._administrer(f'CREATE DATABASE "{connection.settings_dict["NAME"]}"')


def resceller(fichier, changer):
    """Rewrite a backup, its manifest and its digest, as someone who means to deceive would."""
    with zipfile.ZipFile(fichier) as zip_:
        membres = {nom: zip_.read(nom) for nom in zip_.namelist()}
    manifeste = json.loads(membres.pop("manifeste.json"))
    with archive.ecrire(fichier) as sortie:
        changer(membres, manifeste)
        for nom, octets in membres.items():
            sortie.octets(nom, [octets])
        sortie.finir(manifeste)


@pytest.fixture
def instance(base_reelle, settings, tmp_path):
    """A small instance: people, an account, a stored file, entries, and points that were signed."""
    settings.FICHIERS = tmp_path / "fichiers"
    personne(prenom="Élodie", nom="N’Diaye", compte=compte("elodie@essai.example"))
    enregistrer(PDF, "application/pdf")
    points.signer()
    inscrire(3)
    return base_reelle


@pytest.fixture
def sauvegarde(instance, tmp_path):
    """A backup of `instance`."""
    lancer("sauvegarder", fichier := tmp_path / "sauvegarde.zip")
    return fichier


@pytest.fixture
def machine_neuve(settings, tmp_path):
    """`with machine_neuve():` another machine, without database, files nor directory of the journal (or this one)."""

    @contextmanager
    def neuve(journal=None):
        numero = next(NUMEROS)
        dossier = tmp_path / f"machine-{numero}"
        dossier.mkdir()
        avant = settings.FICHIERS, settings.DOSSIER_DU_JOURNAL
        settings.FICHIERS, settings.DOSSIER_DU_JOURNAL = dossier / "fichiers", journal or dossier / "journal"
        nom = str(dossier / "base.sqlite3") if connection.vendor == "sqlite" else f"neuve_{os.getpid()}_{numero}"
        with brancher(nom):
            yield dossier
            connection.close()
        if connection.vendor == "postgresql":
            ModelePostgreSQL._administrer(f'DROP DATABASE IF EXISTS "{nom}" WITH (FORCE)')
        settings.FICHIERS, settings.DOSSIER_DU_JOURNAL = avant

    return neuve


@pytest.fixture
def cle(dossier_du_journal):
    """The key that signs the journal of the instance, as its keeper has it."""
    return Path(dossier_du_journal) / "cle"
