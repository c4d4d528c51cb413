"""Wiring of stored files."""

from django.apps import AppConfig


class FichiersConfig(AppConfig):
    """Stored files, by SHA-256, outside the web root."""

    name = "fichiers"
    verbose_name = "Fichiers"
