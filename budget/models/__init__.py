"""Exercice; Ligne and Action (needs); Contribution and Bareme; Financement and what it pays; Depense and its proofs."""

from budget.models.affectation import Affectation, Versement
from budget.models.besoin import Action, EtapeDAction, Ligne
from budget.models.contribution import Bareme, Contribution
from budget.models.depense import Depense, Imputation, Justificatif
from budget.models.exercice import Exercice
from budget.models.financement import (
    PUBLICS,
    TRANSITIONS,
    Echeance,
    Financement,
    Tranche,
)

__all__ = [
    "PUBLICS",
    "TRANSITIONS",
    "Action",
    "Affectation",
    "Bareme",
    "Contribution",
    "Depense",
    "Echeance",
    "EtapeDAction",
    "Exercice",
    "Financement",
    "Imputation",
    "Justificatif",
    "Ligne",
    "Tranche",
    "Versement",
]
