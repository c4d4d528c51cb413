"""An instance that comes back: the same pages, rows, files and chain, verified, and signed by the same key."""

import re
import shutil
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client

from config.sauvegarde.base import migrations
from fichiers.models import Fichier
from fichiers.rangement import lire
from historique import points
from historique.gardes import gardes_manquantes
from historique.verification import verifier
from membres.models import Compte
from tests.bases import brancher
from tests.config.sauvegarde.conftest import PDF, creer_la_base, empreintes, inscrire, lancer, lignes, resceller
from tests.generique.test_pages import ADRESSES

# What a page draws at random each time: its token, and the keys of what its forms would add.
AU_HASARD = re.compile(r'name="(csrfmiddlewaretoken|([^"]+-)?id)" value="[^"]+"')


def pages():
    """What each page of the demonstration answers to whom it is for."""
    reponses = {}
    for adresse in ADRESSES:
        client = Client()
        if adresse.qui != "visiteur":
            client.force_login(
                Compte.objects.get(email=f"{adresse.qui}@demo.example"),
                backend="django.contrib.auth.backends.ModelBackend",
            )
        reponse = client.get(adresse.chemin)
        reponses[str(adresse)] = (reponse.status_code, AU_HASARD.sub("", reponse.content.decode()))
    return reponses


@pytest.mark.parametrize("options", [{}, {"portable": True}], ids=["telle quelle", "portable"])
def test_every_page_of_the_demonstration_is_the_same_on_another_machine(
    demonstration, machine_neuve, tmp_path, cle, options
):
    # Signing in writes its date: pages first, of a journal that has its key.
    points.signer()
    avant, chaine, rangees = pages(), empreintes(), lignes()
    lancer("sauvegarder", tmp_path / "a.zip", **options)
    with machine_neuve():
        lancer("restaurer", tmp_path / "a.zip", cle=cle)
        ecart = [nom for nom, contenu in lignes().items() if contenu != rangees[nom]]
        assert (ecart, empreintes()) == ([], chaine)
        apres = pages()
        assert {reponse[0] for reponse in apres.values()} == {200}
        assert [adresse for adresse in avant if apres[adresse] != avant[adresse]] == []
        assert list(verifier()) == []


@pytest.mark.parametrize("options", [{}, {"portable": True}], ids=["telle quelle", "portable"])
def test_rows_files_chain_guards_and_key_come_back(instance, machine_neuve, tmp_path, cle, options):
    lancer("sauvegarder", tmp_path / "a.zip", **options)
    rangees, note = lignes(), points.signer()
    with machine_neuve() as dossier:
        dit = lancer("restaurer", tmp_path / "a.zip", cle=cle)
        assert lignes() == rangees
        assert lire(Fichier.objects.get()) == PDF
        assert gardes_manquantes() == []
        assert list(verifier()) == []
        assert points.signer() == note
        assert "1 fichier rangé remis" in dit
        assert points.point_a().court in dit
        restes = sorted(fichier.name for fichier in dossier.iterdir())
        assert [nom for nom in restes if "restauration" in nom] == []
        inscrire()
        assert points.verifier_point(points.signer()).taille == points.verifier_point(note).taille + 1


def test_an_instance_that_was_migrated_but_never_used_is_empty(sauvegarde, machine_neuve, cle):
    chaine = empreintes()
    with machine_neuve():
        creer_la_base()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        points.signer()  # someone looked at the point of control of the empty journal
        lancer("restaurer", sauvegarde, cle=cle)
        assert empreintes() == chaine
        assert points.rupture_du_journal() is None


@pytest.mark.parametrize("vue", [False, True], ids=["jamais servie", "déjà regardée"])
def test_the_key_may_be_put_back_in_its_directory_before(sauvegarde, machine_neuve, cle, settings, vue):
    note = points.signer()
    with machine_neuve():
        if vue:
            creer_la_base()
            call_command("migrate", verbosity=0)
            points.signer()
        settings.DOSSIER_DU_JOURNAL.mkdir(exist_ok=True)
        shutil.copyfile(cle, settings.DOSSIER_DU_JOURNAL / "cle")
        assert "est restaurée, au point" in lancer("restaurer", sauvegarde)
        assert points.signer() == note


@pytest.mark.sqlite_seul
def test_a_backup_of_an_older_version_is_brought_up_to_date(sauvegarde, machine_neuve, cle, tmp_path):
    """Made before the last migration of an app; the software of today runs it."""
    chaine, migration = empreintes(), "documentation.0002_point_de_controle_et_refonte"

    def vieillir(membres, manifeste):
        base = tmp_path / "vieille.sqlite3"
        base.write_bytes(membres["base.sqlite3"])
        with brancher(str(base)):
            call_command("migrate", "documentation", "0001", verbosity=0)
        membres["base.sqlite3"] = base.read_bytes()
        manifeste["migrations"].remove(migration)

    resceller(sauvegarde, vieillir)
    with machine_neuve():
        lancer("restaurer", sauvegarde, cle=cle)
        assert migration in migrations()
        assert empreintes()[: len(chaine)] == chaine
        assert list(verifier()) == []
        assert gardes_manquantes() == []


def test_nobody_is_signed_in_again_by_a_restore(instance, machine_neuve, tmp_path, cle, client):
    client.session.save()
    lancer("sauvegarder", tmp_path / "a.zip")
    with machine_neuve():
        lancer("restaurer", tmp_path / "a.zip", cle=cle)
        assert Session.objects.count() == 0


def test_without_the_list_of_erasures_one_is_told_what_has_come_back(sauvegarde, machine_neuve, cle, tmp_path):
    with machine_neuve():
        assert "n’est pas dans le dossier du journal : ce qui a été effacé" in lancer("restaurer", sauvegarde, cle=cle)
    (tmp_path / "journal").mkdir()
    (tmp_path / "journal" / "effacements.ndjson").touch()
    with machine_neuve(tmp_path / "journal"):
        assert "liste des effacements" not in lancer("restaurer", sauvegarde, cle=cle)


def test_without_its_key_the_instance_comes_back_and_says_what_to_do(sauvegarde, machine_neuve):
    with machine_neuve():
        assert "lancez « manage.py changer_la_cle »" in lancer("restaurer", sauvegarde)
        assert "La clé du journal manque" in points.rupture_du_journal()
        lancer("changer_la_cle")
        assert points.rupture_du_journal() is None


def test_what_a_killed_restore_left_is_cleared_by_the_next(sauvegarde, machine_neuve, cle):
    chaine = empreintes()
    with machine_neuve() as dossier:
        (dossier / ".restauration" / "fichiers").mkdir(parents=True)
        (dossier / ".restauration" / "fichiers" / "reste").write_bytes(b"?")
        if connection.vendor == "sqlite":
            shutil.copyfile(sauvegarde, f"{connection.settings_dict['NAME']}.restauration")
        else:
            with connection._nodb_cursor() as curseur:
                curseur.execute(f'CREATE DATABASE "{connection.settings_dict["NAME"]}_restauration"')
        lancer("restaurer", sauvegarde, cle=cle)
        assert empreintes() == chaine
        assert not [reste for reste in Path(dossier).iterdir() if "restauration" in reste.name]
