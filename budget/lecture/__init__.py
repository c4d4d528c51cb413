"""The budget as it is read: frozen dataclasses, a fixed number of queries. Amounts are cents."""

from budget.lecture.budget import BudgetLu, Partage, Rubrique
from budget.lecture.chargement import exercice_courant, lire_budget
from budget.lecture.elements import ActionLue, AffectationLue, ContributionLue, FinancementLu, LigneLue
from budget.lecture.organisations import organisations_de

__all__ = [
    "ActionLue",
    "AffectationLue",
    "BudgetLu",
    "ContributionLue",
    "FinancementLu",
    "LigneLue",
    "Partage",
    "Rubrique",
    "exercice_courant",
    "lire_budget",
    "organisations_de",
]
