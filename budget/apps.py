"""Wiring of the budget."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Needs, valued contributions, funding and use (charter: « en toute transparence »)."""

    name = "budget"
    verbose_name = "Budget"

    def ready(self) -> None:
        # Models exist only now: the framework's own exception to « no import inside a function ».
        from budget import gardes, verbes  # noqa: F401

        gardes.declarer()
