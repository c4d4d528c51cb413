"""No change without an entry: every way of writing either leaves one or is refused."""

import json
import time

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection, models, transaction

from historique import registre
from historique.actes import Agent, consigner
from historique.connexion import ecritures, surveiller
from historique.models import Acte, Changement, Ouverture, Tete
from historique.saisie import EcritureHorsJournal
from membres.models import Organisation
from tests import fabriques

pytestmark = pytest.mark.django_db

TABLE = Organisation._meta.db_table
PASSES = Organisation.history.model._meta.db_table


def sql(ordre, params=()):
    def ecrire(organisation):
        with connection.cursor() as curseur:
            curseur.execute(ordre, params)

    return ecrire


def executemany(organisation):
    with connection.cursor() as curseur:
        curseur.executemany(f"UPDATE {TABLE} SET nom = %s", [("a",), ("b",)])


def bulk_update(organisation):
    organisation.nom = "Autre"
    Organisation.objects.bulk_update([organisation], ["nom"])


def set_null(organisation):
    """What a cascade does: the deletion of one row updates another."""
    champ = Organisation._meta.get_field("nom")
    models.sql.UpdateQuery(Organisation).update_batch([organisation.pk], {champ.name: "x"}, "default")


FACONS = {
    "QuerySet.update": lambda o: Organisation.objects.filter(pk=o.pk).update(nom="Autre"),
    "base manager": lambda o: Organisation._base_manager.update(nom="Autre"),
    "bulk_create": lambda o: Organisation.objects.bulk_create([Organisation(nom="a"), Organisation(nom="b")]),
    "bulk_create, update_conflicts": lambda o: Organisation.objects.bulk_create(
        [Organisation(pk=o.pk, nom="a")], update_conflicts=True, unique_fields=["id"], update_fields=["nom"]
    ),
    "bulk_update": bulk_update,
    "delete": lambda o: o.delete(),
    "QuerySet.delete": lambda o: Organisation.objects.all().delete(),
    "cascade SET_NULL": set_null,
    "save without history": lambda o: o.save_without_historical_record(),
    "save_base": lambda o: o.save_base(raw=True),
    "raw cursor": sql(f"UPDATE {TABLE} SET nom = 'x'"),
    "executemany": executemany,
    "upper case": sql(f"UPDATE {TABLE.upper()} SET nom = 'x'"),
    "quoted": sql(f'UPDATE "{TABLE}" SET nom = %s', ["x"]),
    "comment before": sql(f"/* lecture */ -- seule\n UPDATE/**/{TABLE} SET nom = 'x'"),
    "common table expression": sql(f"WITH une AS (SELECT 1) UPDATE {TABLE} SET nom = 'x'"),
    "insert from a select": sql(f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE 1 = 0"),
}


@pytest.mark.parametrize("facon", FACONS)
def test_outside_an_act_it_is_refused(facon):
    organisation = fabriques.organisation("Avant")
    with pytest.raises(EcritureHorsJournal), transaction.atomic():
        FACONS[facon](organisation)
    assert list(Organisation.objects.values_list("nom", flat=True)) == ["Avant"]


@pytest.mark.parametrize("facon", [nom for nom in FACONS if nom != "insert from a select"])
def test_inside_an_act_it_is_refused_and_rolled_back(facon):
    organisation = fabriques.organisation("Avant")
    dernier = Tete.objects.get().dernier
    with pytest.raises(EcritureHorsJournal), consigner("modifier", par=Agent.SYSTEME):
        FACONS[facon](Organisation.objects.get(pk=organisation.pk))
    assert list(Organisation.objects.values_list("nom", flat=True)) == ["Avant"]
    assert Tete.objects.get().dernier == dernier


@pytest.mark.parametrize(
    ("ordre", "attendu"),
    [
        ('UPDATE "public"."a" SET x', [("UPDATE", "a")]),
        ('UPDATE"a"SET x', [("UPDATE", "a")]),
        ("UPDATE main . [a] SET x", [("UPDATE", "a")]),
        ("WITH b AS (UPDATE ONLY a SET x = 1 RETURNING *) SELECT * FROM b", [("UPDATE", "a")]),
        ('TRUNCATE a, "b" , public.c', [("TRUNCATE", "a"), ("TRUNCATE", "b"), ("TRUNCATE", "c")]),
        ("TRUNCATE TABLE ONLY a *, b CASCADE", [("TRUNCATE", "a"), ("TRUNCATE", "b")]),
        ("INSERT OR REPLACE INTO a VALUES (1)", [("REPLACE", "a")]),
        ("REPLACE INTO a VALUES (1)", [("REPLACE", "a")]),
        ("MERGE INTO a USING b", [("MERGE", "a")]),
        ("COPY a (x, y) FROM STDIN", [("COPY", "a")]),
        ("COPY (SELECT 1) TO STDOUT", []),
        ("-- rien\nDELETE FROM a", [("DELETE", "a")]),
        ("SELECT 1; DELETE FROM a", [("DELETE", "a")]),
        ("UPDATE a SET x = '-- '; DELETE FROM b", [("UPDATE", "a"), ("DELETE", "b")]),
        ("DO $$ BEGIN UPDATE a SET x = 1; END $$", [("UPDATE", "a")]),
        ("EXPLAIN ANALYZE DELETE FROM a", [("DELETE", "a")]),
        ("PREPARE p AS UPDATE a SET x = 1", [("UPDATE", "a")]),
        ("SELECT updated_at FROM a", []),
        ("SELECT 1 FROM a FOR UPDATE", []),
    ],
)
def test_writes_are_read_in_any_dress(ordre, attendu):
    assert ecritures(ordre) == attendu


@pytest.mark.parametrize(
    "ordre", ["PREPARE p AS UPDATE {}", "DO $$ BEGIN UPDATE {} SET nom = 'x'; END $$", "UPDATE {}; UPDATE {}"]
)
def test_what_cannot_be_counted_is_refused_inside_an_act(ordre):
    with pytest.raises(EcritureHorsJournal, match="can be counted"), consigner("modifier", par=Agent.SYSTEME):
        surveiller(ordre.replace("{}", TABLE))


@pytest.mark.parametrize("modele", [Acte, Changement, Ouverture, Tete])
def test_the_journal_alone_writes_its_tables(modele):
    for ordre in ("UPDATE {} SET id = id", "DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES", "TRUNCATE {}"):
        with pytest.raises(EcritureHorsJournal, match="only the journal"), consigner("modifier", par=Agent.SYSTEME):
            surveiller(ordre.replace("{}", modele._meta.db_table))


def test_past_states_are_only_added_and_each_belongs_to_a_save():
    organisation = fabriques.organisation()
    ligne = organisation.history.get()
    for ecrire in (ligne.delete, lambda: ligne.save(), organisation.history.all().delete):
        with pytest.raises(EcritureHorsJournal), consigner("modifier", par=Agent.SYSTEME):
            ecrire()
    ligne.pk, ligne.version = None, 2
    with (
        pytest.raises(EcritureHorsJournal, match="1 rows written, 0 recorded"),
        consigner("modifier", par=Agent.SYSTEME),
    ):
        ligne.save(force_insert=True)


def par_le_pilote():
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            curseur.executescript(f"UPDATE {TABLE} SET nom = 'x'")
        else:
            curseur.copy(f"COPY {TABLE} (id, nom) FROM STDIN")


def test_the_drivers_own_shortcuts_are_watched():
    organisation = fabriques.organisation("Avant")
    with pytest.raises(EcritureHorsJournal):
        par_le_pilote()
    with pytest.raises(EcritureHorsJournal), consigner("modifier", par=Agent.SYSTEME):
        par_le_pilote()
    assert Organisation.objects.get(pk=organisation.pk).nom == "Avant"


def test_fixtures_are_refused(tmp_path):
    organisation = fabriques.organisation("Avant")
    fichier = tmp_path / "donnees.json"
    champs = {"nom": "Après", "version": 1, "type": "autre", "site": ""}
    fichier.write_text(json.dumps([{"model": "membres.organisation", "pk": str(organisation.pk), "fields": champs}]))
    with pytest.raises(EcritureHorsJournal):
        call_command("loaddata", str(fichier), verbosity=0)
    assert Organisation.objects.get(pk=organisation.pk).nom == "Avant"


def test_the_administration_edits_no_tracked_row(rf, distribution):
    requete = rf.get("/")
    requete.user, requete.acces = distribution.administrateur.compte, distribution.administrateur.acces
    permises = [
        (modele._meta.label, droit)
        for modele, page in admin.site._registry.items()
        if modele._meta.label_lower in registre.declarations or modele._meta.db_table in registre.tables_historiques
        for droit in ("add", "change", "delete")
        if getattr(page, f"has_{droit}_permission")(requete)
    ]
    assert permises == []


def test_what_is_not_tracked_is_written_freely():
    compte = fabriques.compte()
    compte.is_active = False
    compte.save(update_fields=["is_active"])
    type(compte).objects.filter(pk=compte.pk).update(is_active=True)
    assert type(compte).objects.get(pk=compte.pk).is_active


def test_watching_costs_a_few_microseconds_by_query():
    lecture = "SELECT " + ", ".join(f'"t"."colonne_{n}"' for n in range(60)) + ' FROM "t" WHERE "t"."id" = %s'
    ecriture = 'INSERT INTO "t" (' + ", ".join(f'"colonne_{n}"' for n in range(60)) + ") VALUES (%s)"
    for ordre, borne in ((lecture, 20e-6), (ecriture, 200e-6)):
        debut = time.perf_counter()
        for _ in range(1_000):
            surveiller(ordre)
        assert (time.perf_counter() - debut) / 1_000 < borne
