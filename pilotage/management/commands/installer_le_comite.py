"""`manage.py installer_le_comite`: the collèges of the charter, and the first person of the coordination."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from historique.refus import ActionRefusee
from pilotage.actions import installer_la_coordination, installer_les_colleges


class Command(BaseCommand):
    """Create the collèges that are not there yet, safe to repeat; seat the coordination when asked to."""

    help = "Crée les collèges du comité prévus par la charte, et attribue le premier siège de la coordination."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--coordination", metavar="COURRIEL", help="adresse de la personne qui coordonne")
        parser.add_argument("--prenom", default="", help="son prénom")
        parser.add_argument("--nom", default="", help="son nom")

    def handle(self, *args: Any, coordination: str | None, prenom: str, nom: str, **options: Any) -> None:
        crees = installer_les_colleges()
        self.stdout.write(f"Collèges créés : {crees}." if crees else "Les collèges sont déjà là.")
        if not coordination:
            return
        try:
            siege = installer_la_coordination(coordination, prenom=prenom, nom=nom)
        except ActionRefusee as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write(f"{siege.personne} assure la coordination ; sans compte, une invitation lui est envoyée.")
