"""What every file says of itself before its table: which budget, of which day, at which entry of the journal."""

from dataclasses import dataclass

from django.conf import settings

from budget.lecture.budget import BudgetLu
from budget.prises import Adopte
from historique.lecture import derniere_sequence
from historique.mots import date_longue

FICTIVES = "Données fictives"


@dataclass(frozen=True)
class Origine:
    """Where the figures come from; `fige`: they are those that were adopted, and not what is being worked on."""

    budget: BudgetLu
    adopte: Adopte | None = None
    fige: bool = False
    partie: str = ""

    @property
    def etat(self) -> str:
        if self.adopte is None:
            return "Projet, non adopté"
        decision = f"décision {self.adopte.decision} du {date_longue(self.adopte.le)}"
        if self.fige:
            return f"Version {self.adopte.etiquette} adoptée, {decision}"
        return f"Budget en cours ; la version {self.adopte.etiquette} est adoptée, {decision}"

    @property
    def entete(self) -> dict[str, str]:
        budget = self.budget
        sequence = derniere_sequence() if budget.sequence is None else budget.sequence
        lignes = {
            "Exercice": f"{budget.annee} (du {budget.debut:%d/%m/%Y} au {budget.fin:%d/%m/%Y})",
            "Périmètre": self.partie or "Budget global",
            "Données au": f"{budget.jour:%d/%m/%Y}",
            "Journal": f"Inscription n° {sequence}",
            "État": self.etat,
        }
        return lignes | ({"Avertissement": FICTIVES} if settings.MODE_DEMONSTRATION else {})
