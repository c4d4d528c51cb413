"""What is read of the journal: the past of the rows, and the entries as people read them."""

from historique.lecture.passe import (
    dernier_acte_sur,
    derniere_sequence,
    etats_au,
    lignes_au,
    presentes_au,
    sequence_au,
)

__all__ = ["dernier_acte_sur", "derniere_sequence", "etats_au", "lignes_au", "presentes_au", "sequence_au"]
