"""The harness: which test runs on which database, real databases, a real server, a real browser (tests/README.md)."""

import os
import shutil
from uuid import uuid4

import pytest
from django.conf import settings as reglages
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from tests.bases import brancher, faire_le_modele
from tests.distribution import Distribution
from tests.serveur import ServeurEnFil

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
SEULEMENT = {"sqlite_seul": "sqlite", "postgresql_seul": "postgresql"}
AVEC_FLUSH = {"transactional_db", "live_server", "django_db_serialized_rollback"}


def pytest_collection_modifyitems(config, items):
    """Keep, without skipping, the tests of this database; refuse those that would flush."""
    gardes, ecartes = [], []
    for item in items:
        marque = item.get_closest_marker("django_db")
        if AVEC_FLUSH & set(item.fixturenames) or (marque and marque.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: flush meets the guards; use the fixture `base_reelle`")
        bases = {base for nom, base in SEULEMENT.items() if item.get_closest_marker(nom)}
        (gardes if bases <= {connection.vendor} else ecartes).append(item)
    config.hook.pytest_deselected(items=ecartes)
    items[:] = gardes


def pytest_unconfigure(config):
    shutil.rmtree(reglages.DONNEES, ignore_errors=True)


# Databases ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings, tmp_path_factory):
    """One migrated database per worker, guards included, and the model of its copies, made while nobody else is in it.

    The browser's event loop gives Django other connections than the one at hand: they are closed from the server.
    """
    with django_db_blocker.unblock():
        bases = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        modele = faire_le_modele(tmp_path_factory.mktemp("bases"))
    yield modele
    with django_db_blocker.unblock():
        modele.supprimer()
        modele.fermer_la_source()
        teardown_databases(bases, verbosity=0)


@pytest.fixture(scope="session")
def modele_de_base(django_db_setup):
    """What the copies are made from."""
    return django_db_setup


@pytest.fixture
def base_reelle(modele_de_base, django_db_blocker):
    """A fresh migrated database where commits are real and threads have their own connections; gives its name."""
    with django_db_blocker.unblock(), modele_de_base.copie() as nom, brancher(nom):
        yield nom


@pytest.fixture(scope="session")
def modele_de_demonstration(modele_de_base, django_db_blocker, tmp_path_factory):
    """The demonstration, loaded once per worker."""
    with django_db_blocker.unblock():
        dossier = tmp_path_factory.mktemp("demonstration")
        reglages_du_chargement = {"MODE_DEMONSTRATION": True, "DOSSIER_DU_JOURNAL": dossier / "journal"}
        with override_settings(**reglages_du_chargement), modele_de_base.copie() as nom, brancher(nom):
            call_command("initialiser_demonstration", verbosity=0)
            modele = faire_le_modele(dossier)
        yield modele, dossier / "journal"
        modele.supprimer()


@pytest.fixture
def demonstration(modele_de_demonstration, django_db_blocker, settings, dossier_du_journal):
    """A fresh copy of the demonstration, in demonstration mode; `serveur` serves it when a test asks for both."""
    settings.MODE_DEMONSTRATION = True
    modele, signe = modele_de_demonstration
    if signe.exists():
        shutil.copytree(signe, dossier_du_journal)
    with django_db_blocker.unblock(), modele.copie() as nom, brancher(nom):
        yield nom


@pytest.fixture(autouse=True)
def dossier_du_journal(settings, tmp_path_factory):
    """Each test signs with a key of its own: what it signed is not in the database of the next one."""
    settings.DOSSIER_DU_JOURNAL = tmp_path_factory.getbasetemp() / f"journal-{uuid4().hex}"
    return settings.DOSSIER_DU_JOURNAL


@pytest.fixture
def compter_requetes():
    """`compter_requetes(fonction)` -> the number of queries it makes."""

    def compter(fonction):
        with CaptureQueriesContext(connection) as requetes:
            fonction()
        return len(requetes)

    return compter


# Server ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def statiques(tmp_path_factory, django_test_environment):
    """The static files as they are served: hashed and compressed."""
    dossier = tmp_path_factory.mktemp("statiques")
    stockage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    avec = {"STATIC_ROOT": str(dossier), "STORAGES": {**reglages.STORAGES, "staticfiles": stockage}}
    with override_settings(**avec):
        call_command("collectstatic", verbosity=0, interactive=False)
    return {**avec, "WHITENOISE_USE_FINDERS": False, "WHITENOISE_AUTOREFRESH": False}


@pytest.fixture
def serveur(request, statiques, settings):
    """A web server on localhost over `demonstration` if the test asks for it, else over `base_reelle`.

    `serveur.url(chemin)`, `serveur.connecter(context, compte)`.
    """
    request.getfixturevalue("demonstration" if "demonstration" in request.fixturenames else "base_reelle")
    for nom, valeur in statiques.items():
        setattr(settings, nom, valeur)
    fil = ServeurEnFil()
    fil.start()
    yield fil.serveur
    fil.arreter()


# Browser --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


# People ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def distribution(request):
    """The cast, in the real database the test asks for (`base_reelle`, `serveur`), else in the rolled-back one."""
    reelle = {"base_reelle", "serveur"} & set(request.fixturenames)
    request.getfixturevalue(min(reelle, default="db"))
    return Distribution()
