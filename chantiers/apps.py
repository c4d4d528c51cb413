"""Wiring of the chantiers."""

from django.apps import AppConfig


class ChantiersConfig(AppConfig):
    """Chantiers, members of a chantier, roadmaps."""

    name = "chantiers"
    verbose_name = "Chantiers"

    def ready(self) -> None:
        from chantiers import verbes  # noqa: F401
