"""`manage.py sauvegarder FILE`: the whole instance in one file."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.sauvegarde import SauvegardeRefusee, compter
from config.sauvegarde.prise import sauvegarder
from historique.points import RuptureDuJournal

A_PART = (
    "N’y sont pas, et se gardent ailleurs que lui :\n"
    "- la clé qui signe, {dossier}/cle (qui la tient peut signer à la place de ce site) ;\n"
    "- la liste des effacements, {dossier}/effacements.ndjson (rejouée après une restauration, elle empêche qu’un "
    "texte effacé revienne)."
)


class Command(BaseCommand):
    help = "Sauvegarde l’instance dans un fichier : base, fichiers rangés, journal, point de contrôle, clés publiques."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, help="le fichier à écrire (.zip)")
        parser.add_argument(
            "--portable", action="store_true", help="pour changer de base : SQLite vers PostgreSQL, ou l’inverse"
        )

    def handle(self, *args: Any, fichier: Path, portable: bool, **options: Any) -> None:
        try:
            prise = sauvegarder(fichier, portable=portable)
        except (SauvegardeRefusee, RuptureDuJournal) as refus:
            raise CommandError(f"Rien n’est sauvegardé. {refus}") from refus
        except OSError as panne:
            raise CommandError(f"Rien n’est sauvegardé. {fichier} ne s’écrit pas : {panne.strerror}.") from panne
        fichiers = compter(prise.fichiers, "fichier rangé", "fichiers rangés")
        self.stdout.write(f"{fichier} : {fichiers}, journal jusqu’au point {prise.point}.")
        self.stdout.write(A_PART.format(dossier=settings.DOSSIER_DU_JOURNAL))
        if prise.manquants:
            combien = compter(len(prise.manquants), "fichier rangé manque", "fichiers rangés manquent")
            raise CommandError(
                f"La sauvegarde est faite, mais {combien} sur le disque, ou n’y est plus tel qu’il était : "
                f"{', '.join(prise.manquants)}."
            )
