"""What the database itself refuses of the budget, whoever writes."""

import pytest
from django.db import IntegrityError

from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db


def test_affectations_never_exceed_their_line():
    ligne = budget.ligne(fabriques.chantier(1), euros=1000)
    budget.affectation(budget.financement(euros=800), ligne, 600)
    with pytest.raises(IntegrityError, match="dépasseraient la ligne ou le financement"):
        budget.affectation(budget.financement(euros=800), ligne, 401)


def test_affectations_never_exceed_their_funding():
    chantier, financement = fabriques.chantier(1), budget.financement(euros=1000)
    budget.affectation(financement, budget.ligne(chantier, euros=900), 600)
    with pytest.raises(IntegrityError, match="dépasseraient la ligne ou le financement"):
        budget.affectation(financement, budget.ligne(chantier, euros=900), 401)


def test_imputations_never_exceed_their_expense():
    depense = budget.depense(budget.ligne(fabriques.chantier(1)), euros=100)
    budget.imputation(depense, budget.financement(euros=80, accorde=80), 60)
    with pytest.raises(IntegrityError, match="dépasseraient la dépense ou le montant accordé"):
        budget.imputation(depense, budget.financement(euros=80, accorde=80), 41)


def test_imputations_never_exceed_what_is_granted():
    ligne, financement = budget.ligne(fabriques.chantier(1)), budget.financement(euros=100, accorde=90)
    budget.imputation(budget.depense(ligne, euros=100), financement, 50)
    with pytest.raises(IntegrityError, match="dépasseraient la dépense ou le montant accordé"):
        budget.imputation(budget.depense(ligne, euros=100), financement, 41)


def test_a_contribution_is_worth_what_its_rate_says():
    chantier = fabriques.chantier(1)
    budget.contribution(chantier, quantite="10.05", valeur_centimes=12372)
    with pytest.raises(IntegrityError, match="suit de son taux"):
        budget.contribution(chantier, quantite="10.05", valeur_centimes=12373)


def test_a_reversement_needs_the_convention_to_allow_it():
    ligne = budget.ligne(
        fabriques.chantier(1), poste="autres_charges_de_gestion", reversement_a=fabriques.organisation()
    )
    with pytest.raises(IntegrityError, match="ne peut pas payer cette ligne"):
        budget.affectation(budget.financement(), ligne, 10)
    permis = budget.financement(reversement_autorise=True, article_de_reversement="Article 7")
    assert budget.affectation(permis, ligne, 10).pk


@pytest.mark.parametrize("lien", ["action", "etape", "moyen"])
def test_a_line_stays_inside_its_chantier(lien):
    ailleurs = fabriques.chantier(2)
    feuille = fabriques.feuille(ailleurs)
    liens = {
        "action": lambda: budget.action(ailleurs),
        "etape": lambda: fabriques.etape(fabriques.objectif(feuille)),
        "moyen": lambda: fabriques.moyen(feuille),
    }
    with pytest.raises(IntegrityError, match="d’un autre chantier"):
        budget.ligne(fabriques.chantier(1), **{lien: liens[lien]()})


def test_an_expense_justifies_no_funding_that_is_lost():
    ligne, perdu = budget.ligne(fabriques.chantier(1)), budget.financement(euros=100, accorde=90, statut="refusee")
    with pytest.raises(IntegrityError, match="ne peut pas justifier"):
        budget.imputation(budget.depense(ligne), perdu, 10)
