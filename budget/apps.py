"""Wiring of the budget."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Needs, valued contributions, funding and use (charter: « en toute transparence »)."""

    name = "budget"
    verbose_name = "Budget"

    def ready(self) -> None:
        # Models exist only now: the framework's own exception to « no import inside a function ».
        from budget import effacement, gardes, retrait, verbes  # noqa: F401
        from historique import prises as journal
        from membres import prises as membres

        gardes.declarer()
        journal.verrouiller.append(retrait.verrouiller)
        membres.bilans.append(effacement.bilan)
        membres.donnees.append(effacement.donnees)
        membres.conservations.append(effacement.JUSTIFICATIFS)
