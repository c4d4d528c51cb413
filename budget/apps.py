"""Wiring of the budget."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Needs, contributions, funding and use: the room stands, its furniture comes with the next issues."""

    name = "budget"
    verbose_name = "Budget"
