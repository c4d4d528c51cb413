"""Wiring of the chantiers."""

from django.apps import AppConfig


class ChantiersConfig(AppConfig):
    """Chantiers, members of a chantier, roadmaps."""

    name = "chantiers"
    verbose_name = "Chantiers"

    def ready(self) -> None:
        # Models exist only now: the framework's own exception to « no import inside a function ».
        from chantiers import portees, verbes  # noqa: F401
        from historique import prises as prises_du_journal

        prises_du_journal.portees.append(portees.portees)
