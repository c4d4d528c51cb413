"""`manage.py donner_l_administration adresse prénom nom`: the first administrator, as an act of the journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from historique.refus import ActionRefusee
from membres.actions import installer_l_administration


class Command(BaseCommand):
    help = "Donne l’administration technique à une personne, inscrite et dotée d’un compte si besoin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("adresse")
        parser.add_argument("prenom")
        parser.add_argument("nom")

    def handle(self, *args: Any, adresse: str, prenom: str, nom: str, **options: Any) -> None:
        try:
            personne = installer_l_administration(adresse, prenom=prenom, nom=nom)
        except ActionRefusee as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write(f"{personne} a l’administration technique : connexion par code, à l’adresse {adresse}.")
