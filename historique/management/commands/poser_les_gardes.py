"""`manage.py poser_les_gardes`: put the guards of the journal back."""

from typing import Any

from django.core.management.base import BaseCommand

from historique.gardes import gardes_manquantes, poser_les_gardes


class Command(BaseCommand):
    help = "Pose les gardes du journal : ses lignes s’ajoutent, et ne se modifient ni ne se retirent."

    def handle(self, *args: Any, **options: Any) -> None:
        manquantes = gardes_manquantes()
        posees = poser_les_gardes()
        etat = f"{len(manquantes)} manquaient ou étaient modifiées" if manquantes else "aucune ne manquait"
        self.stdout.write(f"{posees} gardes posées ({etat}).")
