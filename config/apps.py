"""Wiring of the framework's own apps and of the presentation."""

from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class AdministrationConfig(SimpleAdminConfig):
    """Django's administration, behind the second factor; it shows what `membres.administration` registers, no more."""

    default_site = "membres.administration.Administration"


class ConfigConfig(AppConfig):
    """The wiring: settings, addresses, presentation tags."""

    name = "config"
    verbose_name = "Configuration"
