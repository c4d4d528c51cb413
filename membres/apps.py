"""Wiring of accounts and people."""

from django.apps import AppConfig


class MembresConfig(AppConfig):
    """People, organisations, accounts, and what each person may do."""

    name = "membres"
    verbose_name = "Membres"

    def ready(self) -> None:
        from membres import verbes  # noqa: F401
