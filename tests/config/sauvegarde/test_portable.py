"""A portable backup is the same whichever database it comes from, and brings every value back as it was."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.conf import settings as reglages
from django.db import connection, models

from config.sauvegarde.tables import _colonne, _valeur
from historique import points, saisie
from historique.models import Serie
from historique.registre import declarations
from historique.saisie import EcritureHorsJournal
from membres.models import Personne
from tests.config.sauvegarde.conftest import inscrire, lancer
from tests.fabriques import compte, personne


def tables(fichier):
    """What a portable backup holds of the rows, and of the journal."""
    with zipfile.ZipFile(fichier) as zip_:
        gardes = [nom for nom in zip_.namelist() if nom.startswith("tables/") or nom == "journal.ndjson"]
        return {nom: zip_.read(nom) for nom in gardes}


def test_what_comes_back_is_saved_again_byte_for_byte(instance, machine_neuve, tmp_path, cle):
    lancer("sauvegarder", tmp_path / "a.zip", portable=True)
    with machine_neuve():
        lancer("restaurer", tmp_path / "a.zip", cle=cle)
        lancer("sauvegarder", tmp_path / "b.zip", portable=True)
    assert tables(tmp_path / "a.zip") == tables(tmp_path / "b.zip")


def test_a_row_added_afterwards_takes_the_next_number(instance, machine_neuve, tmp_path, cle):
    dernier = compte("dernier@essai.example")
    lancer("sauvegarder", tmp_path / "a.zip", portable=True)
    with machine_neuve():
        lancer("restaurer", tmp_path / "a.zip", cle=cle)
        assert compte("suivant@essai.example").pk == dernier.pk + 1
        inscrire(2)
        personne(prenom="Nouvelle")


VALEURS = [
    (models.DateTimeField(), datetime(2026, 3, 29, 1, 30, 0, 123456, UTC), "2026-03-29T01:30:00.123456Z"),
    (models.DateTimeField(), datetime(2026, 1, 2, 3, 4, 5, 0, UTC), "2026-01-02T03:04:05.000000Z"),
    (models.DateField(), date(2026, 11, 24), "2026-11-24"),
    (models.UUIDField(), UUID("0" * 31 + "1"), "00000000-0000-0000-0000-000000000001"),
    (models.DecimalField(max_digits=12, decimal_places=2), Decimal("1200.50"), "1200.50"),
    (models.BooleanField(), False, False),
    (models.BigIntegerField(), 2**62 + 1, 2**62 + 1),
    (models.TextField(), 'e\u0301té\n«\u2028»\t"\\ 🙂', 'e\u0301té\n«\u2028»\t"\\ 🙂'),
    (models.TextField(null=True), None, None),
    (models.JSONField(), {"é": [1, None, True, 1.5]}, {"é": [1, None, True, 1.5]}),
    (models.BinaryField(), b"\x00\xff", "AP8="),
]


@pytest.mark.parametrize(("champ", "valeur", "ecrite"), VALEURS, ids=[str(rang) for rang in range(len(VALEURS))])
def test_every_kind_of_value_is_written_one_way_and_read_back(champ, valeur, ecrite):
    assert _valeur(champ, valeur) == ecrite
    if not isinstance(champ, models.JSONField):
        assert champ.to_python(json.loads(json.dumps(ecrite))) == valeur


@pytest.mark.django_db
def test_a_json_null_is_not_the_absence_of_a_value():
    facultatif, obligatoire = models.JSONField(null=True), models.JSONField()
    assert _colonne(facultatif, None) is None
    assert _colonne(obligatoire, None) is not None


@pytest.mark.django_db
def test_only_the_restore_writes_past_the_journal():
    ordre = f"UPDATE {Personne._meta.db_table} SET nom = 'x'"
    with connection.cursor() as curseur, pytest.raises(EcritureHorsJournal):
        curseur.execute(ordre)
    with connection.cursor() as curseur, saisie.restitution():
        curseur.execute(ordre)
    sources = [
        str(fichier.relative_to(reglages.RACINE))
        for app in ("config", *{declaration.split(".")[0] for declaration in declarations}, "historique", "fichiers")
        for fichier in (reglages.RACINE / app).rglob("*.py")
        if "restitution()" in fichier.read_text(encoding="utf-8")
    ]
    assert sorted(set(sources)) == ["config/sauvegarde/tables.py", "historique/connexion.py", "historique/saisie.py"]


# Between engines, with the commands themselves ------------------------------------------------------------------------


def manage(adresse, donnees, *arguments):
    """Run a command of the platform on a machine of its own; gives what it says."""
    environnement = {**os.environ, "DATABASE_URL": adresse, "DONNEES": str(donnees), "DEBUG": "oui"}
    environnement.pop("DJANGO_SETTINGS_MODULE", None)
    commande = [sys.executable, str(reglages.RACINE / "manage.py"), *map(str, arguments)]
    fini = subprocess.run(commande, env=environnement, capture_output=True, text=True, check=False)
    assert fini.returncode == 0, fini.stderr
    return fini.stdout


@pytest.mark.postgresql_seul
def test_an_instance_goes_from_postgresql_to_sqlite_and_back_the_same(instance, tmp_path, cle, machine_neuve):
    lancer("sauvegarder", tmp_path / "a.zip", portable=True)
    sqlite = f"sqlite:///{tmp_path / 'ailleurs.sqlite3'}"
    manage(sqlite, tmp_path / "ailleurs", "restaurer", tmp_path / "a.zip", "--cle", cle)
    assert "aucune différence" in manage(sqlite, tmp_path / "ailleurs", "verifier_journal")
    manage(sqlite, tmp_path / "ailleurs", "sauvegarder", "--portable", tmp_path / "b.zip")
    avant, ailleurs = tables(tmp_path / "a.zip"), tables(tmp_path / "b.zip")
    verification = "tables/historique.verification.ndjson"  # the command has noted what it found
    assert {nom for nom in avant if avant[nom] != ailleurs[nom]} == {verification}
    with machine_neuve():
        lancer("restaurer", tmp_path / "b.zip", cle=cle)
        lancer("sauvegarder", tmp_path / "c.zip", portable=True)
        assert points.rupture_du_journal() is None
    assert tables(tmp_path / "c.zip") == ailleurs


def test_the_order_of_rows_is_that_of_their_bytes(instance, machine_neuve, tmp_path):
    """PostgreSQL sorts texts as a language does, SQLite as bytes: a backup does not depend on it."""
    cles = ["a", "B", "é", "Z", "z", "e", "Ea", "_", "1"]
    for cle in cles:
        Serie.objects.create(cle=cle)
    lancer("sauvegarder", tmp_path / "a.zip", portable=True)
    lues = [json.loads(ligne)[0] for ligne in tables(tmp_path / "a.zip")["tables/historique.serie.ndjson"].splitlines()]
    assert lues[1:] == sorted(cles, key=str.encode)
