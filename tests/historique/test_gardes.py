"""The database refuses, whoever writes: each attempt is made by a client that knows nothing of Django."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from historique import registre
from historique.actes import Agent, consigner
from historique.gardes import exiger_les_gardes, gardes, gardes_manquantes, poser_les_gardes
from membres.models import Organisation
from tests import fabriques
from tests.historique.client_brut import REFUS, executer

ACTE, CHANGEMENT, OUVERTURE, TETE, PASSE = (
    "historique_acte",
    "historique_changement",
    "historique_ouverture",
    "historique_tete",
    "membres_historicalorganisation",
)
AJOUT_SEUL = [ACTE, CHANGEMENT, OUVERTURE, PASSE]
COLONNE = {ACTE: "verbe", CHANGEMENT: "champ", OUVERTURE: "valeur", PASSE: "nom", TETE: "dernier"}


@pytest.fixture
def journal(base_reelle):
    """Two entries: an organisation, then its new name."""
    organisation = fabriques.organisation("Avant")
    with consigner("modifier", par=Agent.SYSTEME, motif="Pour essayer") as acte:
        organisation = Organisation.objects.get(pk=organisation.pk)
        organisation.nom = "Après"
        organisation.save()
        acte.objet = organisation
    connection.close()


def contenu():
    with connection.cursor() as curseur:
        lues = []
        for table in [*AJOUT_SEUL, TETE]:
            curseur.execute(f"SELECT * FROM {table} ORDER BY 1")
            lues.append(curseur.fetchall())
    return lues


def refuse(*ordres):
    avant = contenu()
    connection.close()
    with pytest.raises(REFUS):
        executer(*ordres)
    assert contenu() == avant


@pytest.mark.parametrize("table", AJOUT_SEUL)
def test_rows_are_not_changed(journal, table):
    refuse(f"UPDATE {table} SET {COLONNE[table]} = 'autre'")


@pytest.mark.parametrize("table", AJOUT_SEUL)
def test_rows_are_not_removed(journal, table):
    refuse(f"DELETE FROM {table}")


def test_the_head_only_steps_forward_by_one(journal):
    for ordre in ("UPDATE {} SET dernier = dernier - 1", "UPDATE {} SET dernier = dernier + 2", "DELETE FROM {}"):
        refuse(ordre.format(TETE))
    executer(f"UPDATE {TETE} SET dernier = dernier + 1")


@pytest.mark.parametrize("numero", [0, 1, 7])
def test_an_entry_takes_the_number_of_the_head(journal, numero):
    reste = "schema, verbe, objet_type, objet_id, portee_id, agent, auteur_id, motif, instant, visibilite, origine"
    refuse(f"INSERT INTO {ACTE} (id, sequence, {reste}) SELECT '{'a' * 32}', {numero}, {reste} FROM {ACTE} LIMIT 1")


def test_a_change_belongs_to_the_last_entry(journal):
    colonnes = "acte_id, objet_type, objet_id, champ"
    refuse(f"INSERT INTO {CHANGEMENT} ({colonnes}) SELECT id, 'x', id, 'y' FROM {ACTE} WHERE sequence = 1")


def test_a_state_of_an_object_is_written_once(journal):
    colonnes = {champ.column for champ in Organisation.history.model._meta.fields} - {"history_id"}
    noms = ", ".join(colonnes)
    refuse(f"INSERT INTO {PASSE} ({noms}, history_id) SELECT {noms}, history_id + 1000 FROM {PASSE}")


@pytest.mark.sqlite_seul
@pytest.mark.parametrize(
    "ordre",
    [
        "INSERT OR REPLACE INTO historique_acte SELECT * FROM historique_acte",
        "REPLACE INTO historique_acte SELECT * FROM historique_acte WHERE sequence = 2",
        """INSERT OR REPLACE INTO historique_acte (rowid, id, sequence, schema, verbe, objet_type, agent, motif,
          instant, visibilite, origine) SELECT rowid, 'autre', 2, 1, 'x', '', 'systeme', '', instant, 'membres', ''
          FROM historique_acte WHERE sequence = 1""",
        "INSERT OR REPLACE INTO historique_changement SELECT * FROM historique_changement",
        """INSERT OR REPLACE INTO historique_changement (acte_id, objet_type, objet_id, champ, apres)
          SELECT acte_id, objet_type, objet_id, champ, '9' FROM historique_changement WHERE champ = 'version'
          AND acte_id = (SELECT id FROM historique_acte WHERE sequence = 2)""",
        "INSERT OR REPLACE INTO historique_ouverture SELECT engagement, sel, 'autre' FROM historique_ouverture",
        "INSERT OR REPLACE INTO historique_ouverture (rowid, engagement, sel, valeur) VALUES (1, 'x', 'y', 'z')",
        "INSERT OR REPLACE INTO historique_tete (id, dernier) VALUES (1, 0)",
        "INSERT OR REPLACE INTO membres_historicalorganisation SELECT * FROM membres_historicalorganisation",
        "UPDATE OR REPLACE historique_acte SET sequence = 1 WHERE sequence = 2",
        """INSERT INTO historique_ouverture SELECT engagement, sel, 'autre' FROM historique_ouverture WHERE 1
          ON CONFLICT (engagement) DO UPDATE SET valeur = 'autre'""",
    ],
)
def test_no_row_takes_the_place_of_another(journal, ordre):
    refuse(ordre)


@pytest.mark.postgresql_seul
@pytest.mark.parametrize("table", [*AJOUT_SEUL, TETE])
def test_tables_are_not_emptied(journal, table):
    refuse(f"TRUNCATE {table} CASCADE")


@pytest.mark.postgresql_seul
def test_a_session_in_replica_mode_is_refused_too(journal):
    refuse("SET session_replication_role = replica", f"UPDATE {ACTE} SET verbe = 'autre'")


def test_every_journal_and_historical_table_is_guarded(db):
    gardees = {}
    for garde in gardes():
        gardees.setdefault(garde.table, set()).add(garde.nom.split("_")[1])
    for table in [ACTE, CHANGEMENT, OUVERTURE, *registre.tables_historiques]:
        assert {"modif", "retrait", "vidage"} <= gardees[table], table
    assert gardes_manquantes() == []


def retirer(garde):
    return f"DROP TRIGGER {garde.nom}" + (f" ON {garde.table}" if connection.vendor == "postgresql" else "")


def test_a_missing_guard_is_named_and_stops_the_server(base_reelle, capsys):
    garde = next(gardes())
    executer(retirer(garde))
    assert gardes_manquantes() == [garde.nom]
    with pytest.raises(ImproperlyConfigured, match="poser_les_gardes"):
        exiger_les_gardes()
    call_command("poser_les_gardes")
    assert "1 manquaient" in capsys.readouterr().out
    assert gardes_manquantes() == []


def test_an_altered_guard_is_named(base_reelle):
    garde = next(gardes())
    if connection.vendor == "sqlite":
        executer(
            retirer(garde), f"CREATE TRIGGER {garde.nom} BEFORE UPDATE ON {garde.table} WHEN 0 BEGIN SELECT 1; END"
        )
    else:
        executer(
            retirer(garde),
            f"CREATE TRIGGER {garde.nom} BEFORE UPDATE OF verbe ON {garde.table}"
            " FOR EACH ROW EXECUTE FUNCTION journal_refuser()",
            f"ALTER TABLE {garde.table} ENABLE ALWAYS TRIGGER {garde.nom}",
        )
    assert gardes_manquantes() == [garde.nom]


@pytest.mark.postgresql_seul
def test_a_disabled_guard_and_an_altered_function_are_named(base_reelle):
    garde = next(gardes())
    executer(f"ALTER TABLE {garde.table} DISABLE TRIGGER {garde.nom}")
    ouverte = "RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$"
    executer(f"CREATE OR REPLACE FUNCTION journal_exiger_un_pas() {ouverte}")
    assert gardes_manquantes() == ["journal_exiger_un_pas", garde.nom]
    poser_les_gardes()
    assert gardes_manquantes() == []
