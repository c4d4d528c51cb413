"""The database keeps the rules of consent by itself: each test tries to break one by SQL, with no Python in between."""

from uuid import uuid4

import pytest
from django.db import IntegrityError

from historique.gardes import gardes_manquantes
from historique.horloge import aujourd_hui, maintenant
from pilotage import actions
from pilotage.models import Decision, Position, Proposition
from tests import fabriques
from tests.consultation import CONSENTEMENT, DEPORT, NATURES, OBJECTION

pytestmark = pytest.mark.django_db


@pytest.fixture
def inserer(sql):
    """`inserer(table, **colonnes)` by SQL; gives the key."""

    def faire(table, **colonnes):
        colonnes = {"id": uuid4(), "version": 1, **colonnes}
        marques = ", ".join(["%s"] * len(colonnes))
        sql(f"INSERT INTO {table} ({', '.join(colonnes)}) VALUES ({marques})", *colonnes.values())
        return colonnes["id"]

    return faire


@pytest.fixture
def positionner(inserer):
    """A position written by SQL."""

    def faire(c, numero, version=None, avis=CONSENTEMENT, **colonnes):
        personne = c.referentes[numero or 1].personne.pk
        return inserer(
            "pilotage_position",
            **{
                "version_proposee_id": (version or c.version).pk,
                "chantier_id": c.chantier(numero).pk,
                "avis": avis,
                "argument": "" if avis == CONSENTEMENT else "Parce que.",
                "decidee_avec": "",
                "donnee_par_id": personne,
                "consignee_par_id": personne,
                "donnee_le": maintenant(),
                **colonnes,
            },
        )

    return faire


@pytest.fixture
def decider(inserer):
    """A decision written by SQL."""

    def faire(c, version=None, **colonnes):
        return inserer(
            "pilotage_decision",
            **{
                "numero": "D-1999-001",
                "proposition_id": c.proposition.pk,
                "version_adoptee_id": (version or c.version).pk,
                "enonce": "Adopté.",
                "constatee_le": maintenant(),
                "constatee_par_id": c.coordination.personne_id,
                "en_vigueur_le": aujourd_hui(),
                **colonnes,
            },
        )

    return faire


def test_the_guards_are_all_there():
    assert gardes_manquantes() == []


# Positions ----------------------------------------------------------------------------------------------------------


def test_the_negative_control_a_good_position_passes(consultation, positionner):
    c = consultation().aux_objections()
    positionner(c, 1)
    assert Position.objects.count() == 1


def test_a_position_only_on_the_open_version(consultation, positionner):
    c = consultation().aux_objections()
    ancienne = c.version
    c.bonifier()
    with pytest.raises(IntegrityError, match="ne reçoit pas cette position"):
        positionner(c, 1, version=ancienne)


def test_a_position_only_in_its_step(consultation, positionner):
    c = consultation()
    c.ouvrir()
    with pytest.raises(IntegrityError, match="ne reçoit pas cette position"):
        positionner(c, 1)


def test_a_position_only_of_a_chantier_that_counts(consultation, positionner):
    c = consultation().aux_objections()
    with pytest.raises(IntegrityError, match="ne reçoit pas cette position"):
        positionner(c, 0)


def test_a_chantier_counts_once(consultation, positionner):
    c = consultation().aux_objections()
    premiere = positionner(c, 1)
    with pytest.raises(IntegrityError):
        positionner(c, 1)
    seconde = positionner(c, 1, remplace_id=premiere)
    with pytest.raises(IntegrityError):
        positionner(c, 1, remplace_id=premiere)
    assert [p.pk for p in Position.objects.courantes()] == [seconde]


def test_a_position_replaces_only_one_of_its_chantier_and_version(consultation, positionner):
    c = consultation().aux_objections()
    autre = positionner(c, 2)
    with pytest.raises(IntegrityError, match="ne reçoit pas cette position"):
        positionner(c, 1, remplace_id=autre)


def test_a_position_is_carried_over_by_a_minor_version_only(consultation, positionner):
    c = consultation().aux_objections()
    ancienne = positionner(c, 1)
    c.bonifier()
    with pytest.raises(IntegrityError, match="ne reçoit pas cette position"):
        positionner(c, 1, reconduite_de_id=ancienne)


def test_an_objection_without_argument_is_refused(consultation, positionner):
    c = consultation().aux_objections()
    with pytest.raises(IntegrityError):
        positionner(c, 1, avis=OBJECTION, argument="")


# Decisions ----------------------------------------------------------------------------------------------------------


def test_the_negative_control_a_good_decision_passes(consultation, decider):
    c = consultation().aux_objections()
    c.consentir()
    decider(c)
    assert Decision.objects.count() == 1


def test_no_decision_over_an_objection(consultation, decider):
    c = consultation().aux_objections()
    c.consentir(2)
    c.position(2, OBJECTION, "Trop tôt.")
    with pytest.raises(IntegrityError, match="pas tous consenti"):
        decider(c)


def test_no_decision_over_silence(consultation, decider):
    c = consultation().aux_objections()
    c.consentir(4)
    with pytest.raises(IntegrityError, match="pas tous consenti"):
        decider(c)


def test_no_decision_when_all_stand_aside(consultation, decider):
    c = consultation().aux_objections()
    for numero in range(1, 6):
        c.position(numero, DEPORT, "Pas notre sujet.")
    with pytest.raises(IntegrityError, match="pas tous consenti"):
        decider(c)


def test_no_decision_on_an_earlier_version(consultation, decider):
    c = consultation().aux_objections()
    c.consentir()
    ancienne = c.version
    c.bonifier()
    with pytest.raises(IntegrityError, match="pas tous consenti"):
        decider(c, version=ancienne)


def test_no_decision_on_the_version_of_another_proposition(consultation, decider):
    c, autre = consultation().aux_objections(), consultation().aux_objections()
    c.consentir()
    with pytest.raises(IntegrityError, match="pas tous consenti"):
        decider(autre, version=c.version)


def test_no_decision_on_positions_of_a_minor_version_that_was_refused(consultation, decider, inserer):
    c = consultation().aux_objections()
    c.consentir()
    c.bonifier("Les rencontres ont lieu, chaque trimestre.", mineure=True)
    inserer(
        "pilotage_refusdeminorite",
        version_proposee_id=c.version.pk,
        chantier_id=c.chantier(1).pk,
        par_id=c.referentes[1].personne.pk,
        argument="Le fond.",
        refuse_le=maintenant(),
    )
    with pytest.raises(IntegrityError, match="pas tous consenti"):
        decider(c)


def test_one_decision_per_proposition(consultation, decider):
    c = consultation().aux_objections()
    c.consentir()
    decider(c)
    with pytest.raises(IntegrityError):
        decider(c, numero="D-1999-002")


# Versions and those who count -----------------------------------------------------------------------------------------


def nouvelle_version(c, **colonnes):
    return {
        "proposition_id": c.proposition.pk,
        "numero": 1,
        "instantane": "{}",
        "empreinte": "0" * 64,
        "explication": "",
        "mineure": False,
        "sequence": 1,
        "figee_le": maintenant(),
        "figee_par_id": c.coordination.personne_id,
        **colonnes,
    }


@pytest.mark.parametrize("numero", [0, 2])
def test_versions_follow_each_other(consultation, inserer, numero):
    c = consultation().aux_objections()
    with pytest.raises(IntegrityError):
        inserer("pilotage_version", **nouvelle_version(c, numero=numero))


def test_a_version_is_not_added_while_questions_are_asked(consultation, inserer):
    c = consultation()
    c.ouvrir()
    with pytest.raises(IntegrityError, match="ne suit pas la précédente"):
        inserer("pilotage_version", **nouvelle_version(c))


def test_the_list_of_those_who_count_is_fixed_when_it_opens(consultation, inserer):
    c = consultation()
    c.ouvrir()
    fabriques.CHANTIERS[6] = ("Sixième", "sixieme")
    try:
        sixieme = fabriques.chantier(6)
    finally:
        del fabriques.CHANTIERS[6]
    with pytest.raises(IntegrityError, match="fixée à l’ouverture"):
        inserer("pilotage_chantiercomptant", version_proposee_id=c.version.pk, chantier_id=sixieme.pk)


# Never edited ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def adoptee(consultation):
    c = consultation()
    c.ouvrir()
    actions.questionner(c.proposition, id=uuid4(), texte="Qui ?", par=c.facilitateur)
    c.avancer()
    c.avancer()
    c.consentir()
    c.bonifier("Les rencontres ont lieu, chaque trimestre.", mineure=True)
    actions.refuser_la_minorite(
        c.proposition, c.chantier(1), id=uuid4(), argument="Le fond.", par=c.referentes[1].acces
    )
    c.consentir()
    c.adopter()
    return c


LIGNES_DEFINITIVES = {
    "pilotage_version": "empreinte = 'x'",
    "pilotage_chantiercomptant": "version = 2",
    "pilotage_position": "avis = 'consentement'",
    "pilotage_refusdeminorite": "argument = 'x'",
    "pilotage_decision": "enonce = 'x'",
    "pilotage_intervention": "texte = 'x'",
}


@pytest.mark.parametrize(("table", "changement"), LIGNES_DEFINITIVES.items())
def test_what_was_said_is_not_edited_nor_removed(adoptee, sql, table, changement):
    with pytest.raises(IntegrityError, match="ne se modifie pas"):
        sql(f"UPDATE {table} SET {changement}")
    with pytest.raises(IntegrityError, match="ne se modifie pas"):
        sql(f"DELETE FROM {table}")


@pytest.mark.sqlite_seul
@pytest.mark.parametrize("table", [*LIGNES_DEFINITIVES, "pilotage_proposition"])
def test_no_row_takes_the_place_of_another(adoptee, sql, table):
    with pytest.raises(IntegrityError):
        sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.postgresql_seul
@pytest.mark.parametrize("table", [*LIGNES_DEFINITIVES, "pilotage_proposition"])
def test_no_table_is_emptied(adoptee, sql, table):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="ne se modifie pas"):
        sql(f"TRUNCATE {table} CASCADE")


def test_an_adopted_proposition_is_frozen_for_good(adoptee, sql):
    for changement in ("etape = 'objections'", "titre = 'x'", "echeance = NULL"):
        with pytest.raises(IntegrityError):
            sql(f"UPDATE pilotage_proposition SET {changement}")


# Steps ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("etape", ["brouillon", "objections", "renvoyee", "adoptee"])
def test_a_step_is_not_skipped(consultation, sql, etape):
    c = consultation()
    c.ouvrir()
    with pytest.raises(IntegrityError):
        sql("UPDATE pilotage_proposition SET etape = %s, rencontre_le = %s", etape, aujourd_hui())


def test_nothing_is_adopted_without_its_decision(consultation, sql):
    c = consultation().aux_objections()
    c.consentir()
    with pytest.raises(IntegrityError, match="ne suit pas la précédente"):
        sql("UPDATE pilotage_proposition SET etape = 'adoptee', close_le = %s", maintenant())


def test_a_consultation_does_not_open_without_a_frozen_version(consultation, sql):
    consultation()
    with pytest.raises(IntegrityError, match="ne suit pas la précédente"):
        sql("UPDATE pilotage_proposition SET etape = 'clarification', ouverte_le = %s", maintenant())


def test_what_happens_at_the_deadline_is_not_changed_once_open(consultation, sql):
    c = consultation()
    c.ouvrir()
    with pytest.raises(IntegrityError):
        sql("UPDATE pilotage_proposition SET a_l_echeance = 'renvoyer'")


@pytest.mark.parametrize(("etape", "nature"), [("reactions", "question"), ("clarification", "reaction")])
def test_each_intervention_has_its_step(consultation, inserer, etape, nature):
    c = consultation()
    c.ouvrir()
    if etape == "reactions":
        c.avancer()
    with pytest.raises(IntegrityError, match="ne reçoit pas cette intervention"):
        inserer(
            "pilotage_intervention",
            proposition_id=c.proposition.pk,
            nature=nature,
            auteur_id=c.facilitateur.personne_id,
            texte="Hors de son étape.",
            ecrite_le=maintenant(),
        )


def test_one_unfinished_proposition_per_global_nature(consultation, sql):
    consultation(nature=NATURES.BUDGET_GLOBAL)
    consultation()
    with pytest.raises(IntegrityError):
        sql("UPDATE pilotage_proposition SET nature = 'budget_global', rang = 7 WHERE nature = 'autre'")
    assert Proposition.objects.filter(nature=NATURES.BUDGET_GLOBAL).count() == 1
