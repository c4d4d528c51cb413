"""What the budget holds of a person: said to her, and left under another name when her data are erased."""

import pytest

from budget.effacement import bilan, donnees
from budget.retrait import verrouiller
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db


def test_amounts_stay_and_she_is_told():
    personne = fabriques.personne()
    budget.contribution(fabriques.chantier(1), personne=personne)
    budget.depense(budget.ligne(fabriques.chantier(1)), abandon_de_frais=True, abandonnee_par=personne)
    budget.financement(mene_par=personne)
    assert bilan(personne).reste == [
        "1 contribution valorisée, avec leurs montants.",
        "1 abandon de frais, avec leurs montants.",
        "La conduite de 1 recherche de financement, sous ce nom : à confier à quelqu’un d’autre.",
    ]


def test_her_file_holds_what_she_gave():
    personne, autre = fabriques.personne(), fabriques.personne()
    sienne = budget.contribution(fabriques.chantier(1), personne=personne)
    budget.contribution(fabriques.chantier(1), personne=autre)
    assert [c["id"] for c in donnees(personne)["contributions"]] == [sienne.pk]
    assert donnees(personne)["abandons_de_frais"] == donnees(personne)["financements_menes"] == []


def test_a_text_is_taken_out_under_the_lock_of_its_exercice(django_assert_num_queries):
    ligne = budget.ligne(fabriques.chantier(1))
    with django_assert_num_queries(2):
        verrouiller([("budget.ligne", ligne.pk)])
    with django_assert_num_queries(0):
        verrouiller([("chantiers.etape", ligne.pk)])
