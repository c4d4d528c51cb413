"""One rule of the budget: what it refuses, and what is locked before it reads."""

from dataclasses import dataclass

from budget.models import Action
from historique.gardes import DIFFERE

ACTION = Action._meta.db_table
AJOUT, MODIFICATION = "INSERT", "UPDATE"
TOUT = (AJOUT, MODIFICATION)
HORS_DE_SON_CHANTIER = f"""NEW.action_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {ACTION} a
  WHERE a.id = NEW.action_id AND a.chantier_id = NEW.chantier_id)"""


@dataclass(frozen=True)
class Regle:
    """`condition`: when the write is refused; `exercices`: SQL of the keys of the exercices to lock first."""

    nom: str
    table: str
    evenements: tuple[str, ...]
    condition: str
    phrase: str
    exercices: str = ""


def change(*colonnes: str) -> str:
    """The condition under which an UPDATE changes one of these columns."""
    return " OR ".join(f"NEW.{colonne} {DIFFERE} OLD.{colonne}" for colonne in colonnes)
