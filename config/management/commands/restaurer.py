"""`manage.py restaurer FILE`: put a backup in an empty instance."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.sauvegarde import SauvegardeRefusee
from config.sauvegarde.retour import restaurer


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une instance vide, après l’avoir vérifiée ; n’écrase rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, help="ce que « manage.py sauvegarder » a écrit")
        parser.add_argument("--cle", type=Path, help="le fichier de la clé qui signe le journal, gardée à part")

    def handle(self, *args: Any, fichier: Path, cle: Path | None, **options: Any) -> None:
        try:
            restaurer(fichier, cle, self.stdout.write)
        except SauvegardeRefusee as refus:
            raise CommandError(f"Rien n’est restauré. {refus}") from refus
        except OSError as panne:
            raise CommandError(f"Rien n’est restauré. {panne.filename} : {panne.strerror}.") from panne
