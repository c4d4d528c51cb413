"""What the guards let through for a text to go, and nothing more: each attempt is made by SQL, past Django."""

import pytest
from django.db import connection

from historique import registre
from historique.gardes import fonctions, gardes, gardes_manquantes, poser_les_gardes
from historique.models import PASSAGE_RETIRE, Ouverture
from tests import fabriques
from tests.historique.client_brut import REFUS, executer
from tests.historique.test_gardes import retirer as oter
from tests.historique.test_pages import modifier

PASSE = "chantiers_historicaletape"
RETRAIT = (
    "INSERT INTO historique_retrait (engagement, acte_id)"
    " SELECT '{}', id FROM historique_acte ORDER BY sequence DESC LIMIT 1"
)


@pytest.fixture
def ouverture(base_reelle):
    """The opening of the description of an étape that has two states."""
    une = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), description="À retirer")
    modifier(une, avancement=10)
    connection.close()
    return Ouverture.objects.get(valeur="À retirer")


def refuse(*ordres):
    connection.close()
    with pytest.raises(REFUS):
        executer(*ordres)


def lus(colonnes, table):
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT {colonnes} FROM {table} ORDER BY 1")
        return curseur.fetchall()


# Openings -------------------------------------------------------------------------------------------------------------


def test_an_opening_goes_with_the_retrait_that_says_so_and_alone(ouverture):
    suppression = f"DELETE FROM historique_ouverture WHERE engagement = '{ouverture.pk}'"
    refuse(suppression)
    combien = Ouverture.objects.count()
    connection.close()
    executer(RETRAIT.format(ouverture.pk))
    refuse("DELETE FROM historique_ouverture")
    executer(suppression)
    assert Ouverture.objects.count() == combien - 1


def test_an_opening_that_was_taken_out_does_not_come_back(ouverture):
    executer(RETRAIT.format(ouverture.pk), f"DELETE FROM historique_ouverture WHERE engagement = '{ouverture.pk}'")
    refuse(f"INSERT INTO historique_ouverture VALUES ('{ouverture.pk}', '{ouverture.sel}', 'À retirer')")


def test_an_opening_is_never_changed_even_with_a_retrait(ouverture):
    executer(RETRAIT.format(ouverture.pk))
    refuse(f"UPDATE historique_ouverture SET valeur = '{PASSAGE_RETIRE}' WHERE engagement = '{ouverture.pk}'")


def test_a_retrait_is_for_good(ouverture):
    executer(RETRAIT.format(ouverture.pk))
    refuse(f"UPDATE historique_retrait SET engagement = '{'0' * 64}'")
    refuse("DELETE FROM historique_retrait")


def test_a_retrait_belongs_to_the_last_entry(ouverture):
    refuse(
        f"INSERT INTO historique_retrait (engagement, acte_id) SELECT '{ouverture.pk}', id FROM historique_acte"
        " WHERE sequence = 1"
    )


# Past states ----------------------------------------------------------------------------------------------------------


def test_a_text_of_a_past_state_becomes_the_marker(ouverture):
    executer(f"UPDATE {PASSE} SET description = '{PASSAGE_RETIRE}', titre = '{PASSAGE_RETIRE}' WHERE version = 1")
    assert lus("version, titre, description", PASSE) == [
        (1, PASSAGE_RETIRE, PASSAGE_RETIRE),
        (2, "Mener l’enquête", "À retirer"),
    ]


@pytest.mark.parametrize(
    "affectations",
    [
        "description = 'Autre'",
        "description = ''",
        f"description = '{PASSAGE_RETIRE} et autre chose'",
        f"description = '{PASSAGE_RETIRE}', titre = 'Autre'",
        f"description = '{PASSAGE_RETIRE}', avancement = 11",
        f"description = '{PASSAGE_RETIRE}', version = 7",
        f"description = '{PASSAGE_RETIRE}', echeance = '2027-01-01'",
        f"description = '{PASSAGE_RETIRE}', history_type = '-'",
        f"description = '{PASSAGE_RETIRE}', history_date = '2020-01-01 00:00:00+00:00'",
        f"description = '{PASSAGE_RETIRE}', history_user_id = '{'1' * 32}'",
        f"description = '{PASSAGE_RETIRE}', history_change_reason = 'Autre'",
        f"description = '{PASSAGE_RETIRE}', acte = '{'1' * 32}'",
        f"description = '{PASSAGE_RETIRE}', history_id = history_id + 1000",
        "etat = 'faite'",
    ],
)
def test_nothing_else_of_a_past_state_changes(ouverture, affectations):
    avant = lus("*", PASSE)
    refuse(f"UPDATE {PASSE} SET {affectations} WHERE version = 1")
    assert lus("*", PASSE) == avant


def test_a_past_state_is_removed_in_no_case(ouverture):
    executer(RETRAIT.format(ouverture.pk))
    refuse(f"DELETE FROM {PASSE}")


@pytest.mark.parametrize("table", list(registre.tables_historiques))
def test_the_guard_of_each_table_weighs_every_column(table):
    """Made from the registry: a column that a model gains is protected, or it is one of its texts."""
    declaration = registre.tables_historiques[table]
    (garde,) = [g for g in gardes() if g.table == table and g.nom.startswith("garde_modif_")]
    corps = garde.sqlite if connection.vendor == "sqlite" else fonctions()[f"{table}_verifier"]
    ecart = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    for champ in declaration.historique._meta.concrete_fields:
        change = f'NEW."{champ.column}" {ecart} OLD."{champ.column}"'
        assert change in corps
        devient = f"({change} AND NEW.\"{champ.column}\" {ecart} '{PASSAGE_RETIRE}')"
        assert (devient in corps) == (champ.name in declaration.engages), champ.name


@pytest.mark.parametrize(
    ("declaration", "champ"),
    [(d, champ) for d in registre.declarations.values() for champ in sorted(d.engages)],
    ids=lambda valeur: valeur if isinstance(valeur, str) else valeur.cle,
)
def test_the_marker_fits_in_every_text(declaration, champ):
    longueur = declaration.modele._meta.get_field(champ).max_length
    assert longueur is None or longueur >= len(PASSAGE_RETIRE)


# The guards themselves ------------------------------------------------------------------------------------------------


@pytest.mark.postgresql_seul
def test_a_condition_added_to_a_guard_is_named(base_reelle):
    garde = next(g for g in gardes() if g.table == PASSE and g.nom.startswith("garde_modif_"))
    executer(
        oter(garde),
        f"CREATE TRIGGER {garde.nom} BEFORE UPDATE ON {PASSE} FOR EACH ROW WHEN (OLD.version < 0)"
        f" EXECUTE FUNCTION {PASSE}_verifier()",
        f"ALTER TABLE {PASSE} ENABLE ALWAYS TRIGGER {garde.nom}",
    )
    assert gardes_manquantes() == [garde.nom]
    poser_les_gardes()
    assert gardes_manquantes() == []


@pytest.mark.postgresql_seul
@pytest.mark.parametrize("fonction", [f"{PASSE}_verifier", "journal_exiger_un_retrait"])
def test_a_condition_altered_in_a_function_is_named(base_reelle, fonction):
    executer(
        f"CREATE OR REPLACE FUNCTION {fonction}() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN IF NEW.version < 0 THEN RAISE EXCEPTION 'non'; END IF; RETURN NEW; END$$"
    )
    assert gardes_manquantes() == [fonction]
    poser_les_gardes()
    assert gardes_manquantes() == []


@pytest.mark.sqlite_seul
@pytest.mark.parametrize("debut", ["garde_modif_", "garde_retrait_"])
def test_a_condition_altered_in_a_trigger_is_named(base_reelle, debut):
    table = PASSE if debut == "garde_modif_" else "historique_ouverture"
    garde = next(g for g in gardes() if g.table == table and g.nom.startswith(debut))
    corps = garde.creation("sqlite")
    assert " WHEN " in corps
    executer(oter(garde), corps.replace(" WHEN ", " WHEN 0 AND ", 1))
    assert gardes_manquantes() == [garde.nom]
