"""The harness itself: isolation, real transactions, guards in place, strict templates, the cast."""

import pytest
from django.db import IntegrityError, connection
from django.template import engines

from historique.actes import Agent, consigner
from historique.gardes import gardes_manquantes
from historique.models import Acte
from membres.models import Personne
from tests import fabriques
from tests.bases import en_parallele
from tests.distribution import ROLES
from tests.gabarits_stricts import GABARITS, VariableIndefinie


@pytest.mark.django_db
def test_tests_start_with_the_guards_in_place():
    assert gardes_manquantes() == []


def test_copies_have_the_guards_too(base_reelle):
    assert gardes_manquantes() == []


@pytest.mark.django_db
@pytest.mark.parametrize("fois", [1, 2])
def test_an_ordinary_test_leaves_nothing_behind(fois):
    avant = Acte.objects.count()
    fabriques.personne()
    assert (Personne.objects.count(), Acte.objects.count()) == (1, avant + 1)


@pytest.mark.parametrize("fois", [1, 2])
def test_a_copy_is_fresh_for_each_test(base_reelle, fois):
    fabriques.personne()
    assert Personne.objects.count() == 1


def test_threads_of_a_test_see_the_copy_and_write_in_turn(base_reelle):
    resultats = en_parallele(*(fabriques.personne for _ in range(4)))
    assert [type(r) for r in resultats] == [Personne] * 4
    assert list(Acte.objects.order_by("sequence").values_list("sequence", flat=True))[-4:] == sorted(
        Acte.objects.order_by("-sequence").values_list("sequence", flat=True)[:4]
    )


def test_a_failure_in_a_thread_is_given_back(base_reelle):
    def echouer():
        with consigner("ajouter", par=Agent.SYSTEME):
            raise ValueError("from the thread")

    (resultat,) = en_parallele(echouer)
    assert str(resultat) == "from the thread"


def test_the_database_itself_refuses_to_change_the_journal(base_reelle):
    fabriques.personne()
    connection.execute_wrappers.clear()
    with connection.cursor() as curseur, pytest.raises(IntegrityError):
        curseur.execute("UPDATE historique_acte SET verbe = 'autre'")


@pytest.mark.sqlite_seul
def test_a_test_marked_for_sqlite_runs_on_sqlite():
    assert connection.vendor == "sqlite"


@pytest.mark.postgresql_seul
def test_a_test_marked_for_postgresql_runs_on_postgresql():
    assert connection.vendor == "postgresql"


def test_an_undefined_variable_of_our_templates_is_an_error():
    gabarit = engines["django"].from_string("{{ jamais_donnee }}")
    gabarit.template.origin.name = str(GABARITS / "essai.html")
    for noeud in gabarit.template.nodelist:
        noeud.origin = gabarit.template.origin
    with pytest.raises(VariableIndefinie, match="jamais_donnee"):
        gabarit.render({})


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_figure_of_the_cast_has_the_rights_of_its_role(distribution, role):
    acces = getattr(distribution, role).acces
    attendu = {
        "connecte": role != "visiteur",
        "membre": role not in {"visiteur", "administrateur"},
        "comite": role.startswith("referente") or role in {"animateur", "comite", "financeur", "coordination"},
        "coordination": role == "coordination",
        "administrateur": role == "administrateur",
        "second_facteur": role != "visiteur",
    }
    assert {droit: getattr(acces, droit) for droit in attendu} == attendu
