"""Wiring of the comité and its decisions."""

from django.apps import AppConfig


class PilotageConfig(AppConfig):
    """The comité de pilotage, the global roadmap, consent."""

    name = "pilotage"
    verbose_name = "Pilotage"

    def ready(self) -> None:
        from pilotage import (
            gardes,
            verbes,  # noqa: F401
        )

        gardes.declarer()
