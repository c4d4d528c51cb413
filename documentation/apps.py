"""Wiring of reports and pages."""

from django.apps import AppConfig


class DocumentationConfig(AppConfig):
    """Reports, and the pages that explain the platform."""

    name = "documentation"
    verbose_name = "Documentation"

    def ready(self) -> None:
        from documentation import verbes  # noqa: F401
