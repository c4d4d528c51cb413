"""`manage.py fonder`: the five chantiers of the charter and the interchantier; run again, it changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from chantiers.actions import fonder_les_chantiers
from historique.actes import Agent


class Command(BaseCommand):
    help = "Fonde les cinq chantiers de la charte et l’interchantier (sans effet s’ils existent)."

    def handle(self, *args: Any, **options: Any) -> None:
        for chantier in fonder_les_chantiers(par=Agent.SYSTEME):
            self.stdout.write(f"{chantier} : {chantier.titre}")
