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
