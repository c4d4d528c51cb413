"""`manage.py installer_le_comite`: the collèges of the charter."""

from typing import Any

from django.core.management.base import BaseCommand

from pilotage.actions import installer_les_colleges


class Command(BaseCommand):
    """Create the collèges that are not there yet; safe to repeat."""

    help = "Crée les collèges du comité prévus par la charte (sans effet s’ils existent)."

    def handle(self, *args: Any, **options: Any) -> None:
        crees = installer_les_colleges()
        self.stdout.write(f"Collèges créés : {crees}." if crees else "Les collèges sont déjà là.")
