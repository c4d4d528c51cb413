"""What a backup holds, what it leaves out, and that it is whole or is not."""

import json
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Event

import pytest
from django.core.management import CommandError
from django.db import connection

from fichiers.models import Fichier
from fichiers.rangement import chemin
from historique import points, verifier
from historique.models import Acte
from historique.note import CleSecrete
from tests.bases import en_parallele
from tests.config.sauvegarde.conftest import PDF, inscrire, lancer, lignes


def membres(fichier):
    with zipfile.ZipFile(fichier) as zip_:
        return {nom: zip_.read(nom) for nom in zip_.namelist()}


def test_a_backup_holds_the_database_the_files_the_journal_and_what_proves_it(sauvegarde, dossier_du_journal):
    contenu = membres(sauvegarde)
    fichier = Fichier.objects.get()
    base = {"sqlite": "base.sqlite3", "postgresql": "base.pgdump"}[connection.vendor]
    assert set(contenu) == {
        *("manifeste.json", "journal.ndjson", "point-de-controle.txt", "cles.txt", "points.txt", base),
        f"fichiers/{fichier.sha256}",
    }
    assert contenu[f"fichiers/{fichier.sha256}"] == PDF
    assert points.verifier_point(contenu["point-de-controle.txt"].decode()) == points.point_a()
    assert contenu["cles.txt"] == (dossier_du_journal / "cles.txt").read_bytes()
    assert contenu["points.txt"] == (dossier_du_journal / "points.txt").read_bytes()


def test_its_manifest_says_what_it_is(sauvegarde):
    manifeste = json.loads(membres(sauvegarde)["manifeste.json"])
    assert (manifeste["genre"], manifeste["inscriptions"]) == (connection.vendor, Acte.objects.count())
    assert manifeste["point"] == points.point_a().long
    assert manifeste["fichiers_manquants"] == []
    assert {nom: membre["taille"] for nom, membre in manifeste["membres"].items()} == {
        nom: len(octets) for nom, octets in membres(sauvegarde).items() if nom != "manifeste.json"
    }


def test_its_journal_is_checked_without_the_software(sauvegarde, tmp_path):
    (tmp_path / "journal.ndjson").write_bytes(membres(sauvegarde)["journal.ndjson"])
    fini = subprocess.run(
        [sys.executable, verifier.__file__, str(tmp_path / "journal.ndjson")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (fini.returncode, fini.stderr) == (0, "")


def test_it_holds_neither_the_key_nor_the_list_of_erasures_and_says_so(instance, cle, tmp_path):
    (cle.parent / "effacements.ndjson").write_text('{"marque": "liste-des-effacements"}\n')
    dit = lancer("sauvegarder", tmp_path / "a.zip")
    assert f"{cle.parent}/cle" in dit
    assert f"{cle.parent}/effacements.ndjson" in dit
    secret, tout = cle.read_bytes().split(b"+", 4)[-1], b"".join(membres(tmp_path / "a.zip").values())
    assert secret not in tout
    assert b"liste-des-effacements" not in tout


def test_it_holds_no_session(instance, tmp_path, client):
    client.session.save()
    portable = tmp_path / "p.zip"
    lancer("sauvegarder", tmp_path / "a.zip")
    lancer("sauvegarder", portable, portable=True)
    cle_de_session = client.session.session_key.encode()
    assert cle_de_session not in b"".join(membres(portable).values())
    if connection.vendor == "sqlite":
        assert cle_de_session not in membres(tmp_path / "a.zip")["base.sqlite3"]


def test_only_its_owner_reads_it(sauvegarde):
    assert stat.S_IMODE(sauvegarde.stat().st_mode) == 0o600


def test_a_backup_that_cannot_be_made_leaves_the_one_before(sauvegarde, cle):
    avant = sauvegarde.read_bytes()
    cle.write_text(str(CleSecrete.tirer("ailleurs/journal")))
    with pytest.raises(CommandError, match="Rien n’est sauvegardé. La clé du journal n’est pas celle"):
        lancer("sauvegarder", sauvegarde)
    assert sauvegarde.read_bytes() == avant
    assert [fichier.name for fichier in sauvegarde.parent.iterdir() if "auvegarde" in fichier.name] == [sauvegarde.name]


def test_a_missing_directory_is_named(instance, tmp_path):
    with pytest.raises(CommandError, match="absent n’existe pas"):
        lancer("sauvegarder", tmp_path / "absent" / "a.zip")


def test_a_place_where_nothing_can_be_written_is_named(instance, tmp_path):
    (tmp_path / "dossier.zip" / "plein").mkdir(parents=True)
    with pytest.raises(CommandError, match="Rien n’est sauvegardé. .*dossier.zip ne s’écrit pas"):
        lancer("sauvegarder", tmp_path / "dossier.zip")
    assert [reste.name for reste in tmp_path.iterdir() if "auvegarde" in reste.name or "zip." in reste.name] == []


@pytest.mark.parametrize("abimer", [lambda f: f.unlink(), lambda f: f.write_bytes(b"%PDF-1.7 autre")])
def test_a_stored_file_that_is_missing_or_altered_is_named_and_the_rest_is_saved(instance, tmp_path, abimer):
    fichier = Fichier.objects.get()
    abimer(chemin(fichier.sha256))
    with pytest.raises(CommandError, match=f"La sauvegarde est faite, mais 1 fichier rangé manque.*{fichier.sha256}"):
        lancer("sauvegarder", tmp_path / "a.zip")
    contenu = membres(tmp_path / "a.zip")
    assert json.loads(contenu["manifeste.json"])["fichiers_manquants"] == [fichier.sha256]
    assert f"fichiers/{fichier.sha256}" not in contenu


def test_a_database_that_has_not_the_structure_of_the_software_is_named(instance, tmp_path):
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM django_migrations WHERE app = 'fichiers'")
    with pytest.raises(CommandError, match="La base n’a pas encore la structure.*fichiers.0001"):
        lancer("sauvegarder", tmp_path / "a.zip")


def test_a_backup_taken_while_people_write_is_of_one_instant(instance, tmp_path, cle, machine_neuve):
    fini = Event()

    def ecrire():
        while not fini.wait(0.02):
            inscrire()

    def sauvegarder():
        try:
            for rang in range(2):
                lancer("sauvegarder", tmp_path / f"{rang}.zip", portable=bool(rang % 2))
        finally:
            fini.set()

    assert en_parallele(sauvegarder, ecrire, ecrire) == [None, None, None]
    tailles = [json.loads(membres(tmp_path / f"{rang}.zip")["manifeste.json"])["inscriptions"] for rang in range(2)]
    assert tailles == sorted(tailles)
    assert tailles[0] < tailles[-1]
    for rang, taille in enumerate(tailles):
        with machine_neuve():
            lancer("restaurer", tmp_path / f"{rang}.zip", cle=cle)
            assert lignes()["historique.Acte"][-1] is not None
            assert points.chaine_a(taille) is not None


@pytest.mark.postgresql_seul
def test_a_missing_pg_dump_is_named(instance, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"pg_dump manque : installez le paquet postgresql-client-\d+"):
        lancer("sauvegarder", tmp_path / "a.zip")


@pytest.mark.postgresql_seul
def test_a_pg_dump_older_than_the_server_is_named(instance, tmp_path, monkeypatch):
    ancien = tmp_path / "pg_dump"
    ancien.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
    ancien.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(CommandError, match="pg_dump est de la version 9, et le serveur de la version"):
        lancer("sauvegarder", tmp_path / "a.zip")


@pytest.mark.sqlite_seul
def test_what_deleted_rows_leave_in_the_file_of_sqlite_is_not_saved(instance, tmp_path):
    marque = "marque-d-une-ligne-effacee-" * 40
    with connection.cursor() as curseur:
        curseur.execute("PRAGMA secure_delete=OFF")  # which some systems have on by default
        curseur.execute("INSERT INTO historique_serie (cle, dernier) VALUES (%s, 1)", [marque])
        curseur.execute("DELETE FROM historique_serie WHERE cle = %s", [marque])
    assert marque.encode() in (Path(instance).read_bytes())
    lancer("sauvegarder", tmp_path / "a.zip")
    assert marque.encode() not in membres(tmp_path / "a.zip")["base.sqlite3"]
