"""`manage.py verifier_journal`: replay the journal, and say what differs from it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from historique.lecture import derniere_sequence
from historique.verification import verifier

MONTREES = 200


class Command(BaseCommand):
    help = "Rejoue le journal, compare avec la base, et nomme chaque différence (code de sortie 1 s’il y en a)."

    def handle(self, *args: Any, **options: Any) -> None:
        nombre = 0
        for nombre, anomalie in enumerate(verifier(), start=1):
            if nombre <= MONTREES:
                self.stderr.write(str(anomalie))
        if nombre > MONTREES:
            self.stderr.write(f"… et {nombre - MONTREES} autres.")
        inscriptions = derniere_sequence()
        if nombre:
            self.stderr.write(f"{inscriptions} inscriptions rejouées : {nombre} différence{'s' if nombre > 1 else ''}.")
            sys.exit(1)
        self.stdout.write(f"{inscriptions} inscriptions rejouées : aucune différence.")
