"""The rules of the budget that no constraint can hold, because they read other rows: triggers in both databases.

Each locks the exercice first (PostgreSQL), as every action does: two writes at the same instant see each other.
"""

from budget.gardes import argent, contributions
from budget.models import Exercice
from historique import gardes
from historique.regles import regle

EXERCICE = Exercice._meta.db_table


def declarer() -> None:
    """Hand the rules of the budget to the guards of the house (called in `ready()`)."""
    for une in (*argent.REGLES, *contributions.REGLES):
        verrou = f"FROM {EXERCICE} WHERE id IN ({une.exercices}) ORDER BY id FOR UPDATE" if une.exercices else ""
        for evenement in une.evenements:
            nom = f"garde_{une.nom}_{evenement.lower()}_{une.table}"
            gardes.declarer(regle(nom, une.table, evenement, une.condition, une.phrase, verrou))
