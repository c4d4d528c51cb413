"""What a restore refuses, with a sentence, before anything is written."""

import hashlib
import json
import zipfile
from contextlib import closing

import pytest
from django.core.management import CommandError
from django.db import connection

from config.sauvegarde import archive
from historique import points
from tests.bases import ModelePostgreSQL
from tests.config.sauvegarde.conftest import creer_la_base, lancer, lignes, resceller


def rien_n_est_ecrit(dossier):
    """A machine where a restore was refused is as it was: nothing on the disk, nor on the server."""
    assert list(dossier.iterdir()) == []
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as curseur:
            curseur.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{connection.settings_dict['NAME']}%"]
            )
            assert curseur.fetchall() == []


def test_a_backup_cut_anywhere_is_refused(sauvegarde, machine_neuve, cle):
    entiere = sauvegarde.read_bytes()
    with machine_neuve() as dossier:
        for rang in range(40):
            sauvegarde.write_bytes(entiere[: len(entiere) * rang // 40])
            with pytest.raises(CommandError, match="Rien n’est restauré. .*n’est pas une sauvegarde entière"):
                lancer("restaurer", sauvegarde, cle=cle)
        for moins in (1, 2, 64, 71, 72):
            sauvegarde.write_bytes(entiere[:-moins])
            with pytest.raises(CommandError, match="n’est pas une sauvegarde entière|a été modifiée"):
                lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)


def test_a_backup_with_a_flipped_byte_anywhere_is_refused(sauvegarde, machine_neuve, cle):
    entiere = sauvegarde.read_bytes()
    # Everywhere in the whole, and each byte of what ends it.
    places = {len(entiere) * rang // 60 for rang in range(60)} | set(range(len(entiere) - 150, len(entiere)))
    with machine_neuve() as dossier:
        for place in sorted(places):
            abimee = bytearray(entiere)
            abimee[place] ^= 0x10
            sauvegarde.write_bytes(abimee)
            with pytest.raises(CommandError, match="a été modifiée depuis|n’est pas une sauvegarde"):
                lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)


def retirer(nom):
    def changer(membres, manifeste):
        del membres[nom]

    return changer


def remplacer(nom, octets):
    def changer(membres, manifeste):
        membres[nom] = octets

    return changer


@pytest.mark.parametrize(
    ("nom", "phrase"),
    [("en-trop.txt", "n’est pas celui de son manifeste"), ("cles.txt", "n’est pas celui du manifeste")],
)
def test_a_member_that_is_too_many_or_another_is_refused(sauvegarde, machine_neuve, cle, nom, phrase):
    def ajouter(sortie, membres):
        for autre, octets in membres.items():
            sortie.octets(autre, [octets])
        annonces = dict(sortie.membres)
        if nom in membres:
            annonces[nom] = {**annonces[nom], "sha256": hashlib.sha256(b"").hexdigest()}
        else:
            sortie.octets(nom, [b"?"])
        sortie.membres = annonces

    with zipfile.ZipFile(sauvegarde) as zip_:
        membres = {autre: zip_.read(autre) for autre in zip_.namelist()}
    manifeste = json.loads(membres.pop("manifeste.json"))
    with archive.ecrire(sauvegarde) as sortie:
        ajouter(sortie, membres)
        del manifeste["membres"]
        sortie.finir(manifeste)
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match=phrase):
            lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)


@pytest.mark.parametrize("ou", ["", "../../../../../../../../", "fichiers/../../../../../../../../"])
def test_a_member_that_would_be_written_elsewhere_is_refused(sauvegarde, machine_neuve, cle, ou):
    """A name that is a path from the root takes the place of the directory it is joined to."""
    with machine_neuve() as dossier:
        ailleurs = dossier.with_name("ailleurs")
        resceller(sauvegarde, remplacer(f"fichiers/{ou}{ailleurs}", b"%PDF-"))
        with pytest.raises(CommandError, match="n’est pas celui du manifeste"):
            lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)
        assert not ailleurs.exists()


def test_a_journal_that_is_not_that_of_the_database_is_refused(sauvegarde, machine_neuve, cle):
    def changer(membres, manifeste):
        membres["journal.ndjson"] = membres["journal.ndjson"].replace(b'"raconter"', b'"migrer"', 1)

    resceller(sauvegarde, changer)
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="le journal de cette sauvegarde et sa base ne disent pas la même chose"):
            lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)


def test_a_point_that_is_not_that_of_the_database_is_refused(instance, sauvegarde, machine_neuve, cle):
    resceller(sauvegarde, remplacer("point-de-controle.txt", points.signer(2).encode()))
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="est au point 4-.*son point de contrôle est 2-"):
            lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)


def test_rows_that_the_journal_does_not_tell_are_refused(instance, machine_neuve, tmp_path, cle):
    lancer("sauvegarder", tmp_path / "a.zip", portable=True)

    def changer(membres, manifeste):
        nom = "tables/membres.personne.ndjson"
        membres[nom] = membres[nom].replace("N’Diaye".encode(), b"Ndiaye")

    resceller(tmp_path / "a.zip", changer)
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="ne se vérifie pas, 1 différence : membres.Personne .*champ nom"):
            lancer("restaurer", tmp_path / "a.zip", cle=cle)
        rien_n_est_ecrit(dossier)


def test_a_row_that_refers_to_a_missing_one_is_refused(instance, machine_neuve, tmp_path, cle):
    lancer("sauvegarder", tmp_path / "a.zip", portable=True)

    def changer(membres, manifeste):
        nom = "tables/membres.compte.ndjson"
        membres[nom] = membres[nom].splitlines(keepends=True)[0]

    resceller(tmp_path / "a.zip", changer)
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="renvoie à une ligne absente"):
            lancer("restaurer", tmp_path / "a.zip", cle=cle)
        rien_n_est_ecrit(dossier)


def test_an_instance_that_holds_something_is_not_written_over(sauvegarde, cle):
    avant = lignes()
    with pytest.raises(CommandError, match="contient déjà des données .* : une restauration n’écrase rien"):
        lancer("restaurer", sauvegarde, cle=cle)
    assert lignes() == avant


def test_a_database_of_another_software_is_not_written_over(sauvegarde, machine_neuve, cle):
    with machine_neuve():
        creer_la_base()
        with connection.cursor() as curseur:
            curseur.execute("CREATE TABLE comptabilite (id integer)")
        with pytest.raises(CommandError, match=r"tables d’un autre logiciel \(comptabilite\)"):
            lancer("restaurer", sauvegarde, cle=cle)
        assert connection.introspection.table_names() == ["comptabilite"]


def test_a_backup_of_the_other_engine_is_refused_with_what_to_do(sauvegarde, machine_neuve, cle):
    resceller(sauvegarde, lambda membres, manifeste: manifeste.update(genre="oracle"))
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="sauvegardez avec « manage.py sauvegarder --portable »"):
            lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)


@pytest.mark.parametrize(
    ("portable", "changer"),
    [
        (False, lambda migrations: [*migrations, "membres.0999_plus_tard"]),
        (True, lambda migrations: [*migrations, "membres.0999_plus_tard"]),
        (True, lambda migrations: migrations[1:]),
    ],
    ids=["plus récente", "portable plus récente", "portable plus ancienne"],
)
def test_a_backup_of_a_version_that_this_one_cannot_read_is_refused(
    instance, machine_neuve, tmp_path, cle, portable, changer
):
    lancer("sauvegarder", tmp_path / "a.zip", portable=portable)
    resceller(tmp_path / "a.zip", lambda _, manifeste: manifeste.update(migrations=changer(manifeste["migrations"])))
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="a été faite par une autre version du logiciel"):
            lancer("restaurer", tmp_path / "a.zip", cle=cle)
        rien_n_est_ecrit(dossier)


@pytest.mark.parametrize("contenu", [b"", b"%PDF-1.7", b"PK\x03\x04" + b"0" * 200], ids=["vide", "pdf", "zip"])
def test_a_file_that_is_no_backup_is_named(base_reelle, machine_neuve, tmp_path, contenu):
    (tmp_path / "a.zip").write_bytes(contenu)
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="n’est pas une sauvegarde"):
            lancer("restaurer", tmp_path / "a.zip")
        with pytest.raises(CommandError, match="ne se lit pas"):
            lancer("restaurer", tmp_path / "absente.zip")
        rien_n_est_ecrit(dossier)


@pytest.mark.sqlite_seul
def test_a_damaged_database_is_refused_though_its_digest_is_right(sauvegarde, machine_neuve, cle):
    def changer(membres, manifeste):
        base = bytearray(membres["base.sqlite3"])
        base[4096:8192] = b"\x55" * 4096
        membres["base.sqlite3"] = bytes(base)

    resceller(sauvegarde, changer)
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="La base est abîmée"):
            lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)


@pytest.mark.postgresql_seul
def test_an_account_that_may_not_create_a_database_is_told_what_to_ask(sauvegarde, machine_neuve, cle, monkeypatch):
    ModelePostgreSQL._administrer("CREATE ROLE sans_droit LOGIN PASSWORD 'secret-d-essai'")
    with machine_neuve() as dossier:
        monkeypatch.setitem(connection.settings_dict, "USER", "sans_droit")
        monkeypatch.setitem(connection.settings_dict, "PASSWORD", "secret-d-essai")
        with pytest.raises(CommandError, match='lancez « ALTER ROLE "sans_droit" CREATEDB »'):
            lancer("restaurer", sauvegarde, cle=cle)
        monkeypatch.undo()
        rien_n_est_ecrit(dossier)
    ModelePostgreSQL._administrer("DROP ROLE sans_droit")


@pytest.mark.postgresql_seul
def test_a_database_that_a_server_is_using_is_named(sauvegarde, machine_neuve, cle):
    with machine_neuve() as dossier:
        creer_la_base()
        serveur = connection.copy()
        serveur.ensure_connection()
        with closing(serveur), pytest.raises(CommandError, match="arrêtez le serveur"):
            lancer("restaurer", sauvegarde, cle=cle)
        assert list(dossier.iterdir()) == []


@pytest.mark.postgresql_seul
def test_a_pg_restore_that_fails_says_why_and_nothing_is_left(sauvegarde, machine_neuve, cle):
    resceller(sauvegarde, lambda membres, manifeste: membres.update({"base.pgdump": membres["base.pgdump"][:3000]}))
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="pg_restore a échoué : pg_restore: error"):
            lancer("restaurer", sauvegarde, cle=cle)
        rien_n_est_ecrit(dossier)
