"""What the database itself refuses of affectations, expenses and imputations, whoever writes."""

import pytest
from django.db import IntegrityError

from historique.horloge import maintenant
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db


def ecrire(objet, **champs):
    for nom, valeur in champs.items():
        setattr(objet, nom, valeur)
    fabriques.inscrire(objet)


def ligne(**champs):
    return budget.ligne(fabriques.chantier(1), euros=1000, **champs)


def accorde(euros=80):
    return budget.financement(euros=euros, accorde=euros, statut="accordee")


@pytest.mark.parametrize("champs", [{"statut": "refusee"}, {"archive_le": maintenant()}])
def test_a_lost_or_archived_funding_pays_nothing(champs):
    with pytest.raises(IntegrityError, match="Ce financement ne peut pas payer cette ligne"):
        budget.affectation(budget.financement(**champs), ligne(), 10)


def test_an_archived_line_is_paid_by_nobody():
    with pytest.raises(IntegrityError, match="Ce financement ne peut pas payer cette ligne"):
        budget.affectation(budget.financement(), ligne(archive_le=maintenant()), 10)


def test_a_reversement_is_paid_by_who_allows_it():
    reversee = ligne(poste="autres_charges_de_gestion", reversement_a=fabriques.organisation())
    with pytest.raises(IntegrityError, match="Ce financement ne peut pas payer cette ligne"):
        budget.affectation(budget.financement(), reversee, 10)


def test_an_affectation_grows_within_its_line():
    affectation = budget.affectation(budget.financement(euros=2000), ligne(), 1000)
    with pytest.raises(IntegrityError, match="Les affectations dépasseraient la ligne ou le financement"):
        ecrire(affectation, montant_centimes=1000_01)


def test_an_affectation_keeps_its_place():
    affectation = budget.affectation(budget.financement(), ligne(), 10)
    with pytest.raises(IntegrityError, match="Une affectation garde sa place"):
        ecrire(affectation, ligne=ligne())


def test_nothing_is_spent_on_an_archived_line():
    with pytest.raises(IntegrityError, match="Cette ligne est archivée"):
        budget.depense(ligne(archive_le=maintenant()))


def test_an_expense_stays_in_its_exercice():
    depense, suivante = budget.depense(ligne()), ligne(exercice=budget.exercice(2028))
    with pytest.raises(IntegrityError, match="Une dépense reste dans son exercice"):
        ecrire(depense, ligne=suivante)


@pytest.mark.parametrize("champs", [{"montant_centimes": 69_99}, {"archive_le": maintenant()}])
def test_an_expense_covers_what_it_justifies(champs):
    depense = budget.depense(ligne(), 100)
    budget.imputation(depense, accorde(), 70)
    with pytest.raises(IntegrityError, match="Des imputations tiennent à cette dépense"):
        ecrire(depense, **champs)


def test_an_expense_that_justifies_is_not_waived():
    depense = budget.depense(ligne(), 100)
    budget.imputation(depense, accorde(), 70)
    with pytest.raises(IntegrityError, match="Des imputations tiennent à cette dépense"):
        ecrire(depense, abandon_de_frais=True, abandonnee_par=fabriques.personne())


def test_waived_expenses_justify_nothing():
    don = budget.depense(ligne(), 50, abandon_de_frais=True, abandonnee_par=fabriques.personne())
    with pytest.raises(IntegrityError, match="Cette dépense ne peut pas justifier ce financement"):
        budget.imputation(don, accorde(), 10)


def test_an_archived_expense_justifies_nothing():
    with pytest.raises(IntegrityError, match="Cette dépense ne peut pas justifier ce financement"):
        budget.imputation(budget.depense(ligne(), 50, archive_le=maintenant()), accorde(), 10)


def test_what_is_not_granted_is_not_justified():
    with pytest.raises(IntegrityError, match="Les imputations dépasseraient la dépense ou le montant accordé"):
        budget.imputation(budget.depense(ligne(), 50), budget.financement(euros=80), 10)


def test_an_imputation_taken_back_comes_back_within_its_expense():
    depense = budget.depense(ligne(), 100)
    retiree = budget.imputation(depense, accorde(), 60)
    ecrire(retiree, archive_le=maintenant())
    budget.imputation(depense, accorde(), 60)
    with pytest.raises(IntegrityError, match="Les imputations dépasseraient la dépense ou le montant accordé"):
        ecrire(retiree, archive_le=None)


def test_an_imputation_keeps_its_place():
    imputation = budget.imputation(budget.depense(ligne(), 100), accorde(), 60)
    with pytest.raises(IntegrityError, match="Une imputation garde sa place"):
        ecrire(imputation, depense=budget.depense(ligne(), 100))
