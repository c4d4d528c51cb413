"""Settings from the environment: a bad value stops the start with a sentence that names it."""

import os
import subprocess
import sys

import pytest

from tests.generique.etages import RACINE

PRODUCTION = {
    "SECRET_KEY": "s" * 60,
    "ALLOWED_HOSTS": "chantiers.example",
    "EDITEUR": "Association",
    "DIRECTION_DE_PUBLICATION": "Une personne",
    "HEBERGEUR": "Un hébergeur",
    "COURRIEL_DE_CONTACT": "contact@chantiers.example",
    "SERVEUR_DE_COURRIEL": "courriel.example",
}
LIRE = "from django.conf import settings as s; print(s.DEBUG, s.EN_PRODUCTION, s.SECURE_SSL_REDIRECT)"


def demarrer(dossier, **variables):
    """Load the settings in a process of its own, with these variables and no other of ours."""
    environnement = {nom: os.environ[nom] for nom in ("PATH", "HOME") if nom in os.environ}
    environnement |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DONNEES": str(dossier), **variables}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", LIRE], cwd=RACINE, env=environnement, capture_output=True, text=True
    )


def test_a_production_with_all_its_values_starts_and_forces_https(tmp_path):
    assert demarrer(tmp_path, **PRODUCTION).stdout.split() == ["False", "True", "True"]


def test_development_needs_no_value(tmp_path):
    assert demarrer(tmp_path, DEBUG="oui").stdout.split() == ["True", "False", "False"]


def test_demonstration_mode_does_not_start_in_production_unless_assumed(tmp_path):
    refus = demarrer(tmp_path, **PRODUCTION, MODE_DEMONSTRATION="oui")
    assert "DEMONSTRATION_ASSUMEE=oui" in refus.stderr
    assert refus.returncode == 1
    assert demarrer(tmp_path, MODE_DEMONSTRATION="oui", DEMONSTRATION_ASSUMEE="oui").returncode == 0


@pytest.mark.parametrize("variable", PRODUCTION)
def test_each_value_of_a_production_is_required(tmp_path, variable):
    sans = {nom: valeur for nom, valeur in PRODUCTION.items() if nom != variable}
    refus = demarrer(tmp_path, **sans)
    assert (refus.returncode, "ImproperlyConfigured" in refus.stderr) == (1, True)
    assert variable in refus.stderr


@pytest.mark.parametrize(
    ("variable", "valeur"),
    [
        ("SECRET_KEY", "trop-courte"),
        ("DEBUG", "peut-être"),
        ("DATABASE_URL", "n’importe quoi"),
        ("DATABASE_URL", "mysql://root@localhost/base"),
        ("NOMBRE_DE_PROXYS", "deux"),
        ("HSTS_SECONDES", "un an"),
        ("SERVEUR_DE_COURRIEL_PORT", "smtp"),
    ],
)
def test_a_bad_value_is_refused_with_its_name(tmp_path, variable, valeur):
    refus = demarrer(tmp_path, **{**PRODUCTION, variable: valeur})
    assert (refus.returncode, "ImproperlyConfigured" in refus.stderr) == (1, True)
    assert variable in refus.stderr
