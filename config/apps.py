from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The wiring: it makes the presentation tags known and checks how the database is opened."""

    name = "config"
    verbose_name = "Configuration"
