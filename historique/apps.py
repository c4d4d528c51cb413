"""Wiring of the journal."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class HistoriqueConfig(AppConfig):
    """The ground floor: every change by anyone is one entry of a journal."""

    name = "historique"
    verbose_name = "Historique"

    def ready(self) -> None:
        # Models exist only now: the framework's own exception to « no import inside a function ».
        from historique import connexion, effacements, gardes, index, prises, verbes  # noqa: F401

        connection_created.connect(connexion.brancher, dispatch_uid="historique-connexion")
        pre_migrate.connect(gardes.avant_migration, sender=self, dispatch_uid="historique-gardes-levees")
        post_migrate.connect(gardes.apres_migration, dispatch_uid="historique-gardes")
        post_migrate.connect(index.completer, sender=self, dispatch_uid="historique-index")
        prises.apres_un_retrait.append(index.apres_un_retrait)
        prises.apres_un_retrait.append(effacements.apres_un_retrait)
