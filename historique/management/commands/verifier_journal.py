"""`manage.py verifier_journal`: check the chain, replay the journal, and say what differs and what to do."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from historique.lecture import derniere_sequence
from historique.verification import verifier_et_noter

MONTREES = 200


class Command(BaseCommand):
    help = (
        "Vérifie la chaîne, rejoue le journal, compare avec la base, nomme chaque différence et dit quoi faire "
        "(code de sortie 1 s’il y en a)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        inscriptions = derniere_sequence()
        nombre, remedes = 0, dict[str, None]()
        for nombre, anomalie in enumerate(verifier_et_noter(), start=1):
            remedes[anomalie.remede] = None
            if nombre <= MONTREES:
                self.stderr.write(str(anomalie))
        if not nombre:
            self.stdout.write(f"{inscriptions} inscriptions rejouées : aucune différence.")
            return
        if nombre > MONTREES:
            self.stderr.write(f"… et {nombre - MONTREES} autres.")
        self.stderr.write(f"{inscriptions} inscriptions rejouées : {nombre} différence{'s' if nombre > 1 else ''}.")
        self.stderr.write("\nQue faire :")
        for remede in remedes:
            self.stderr.write(f"- {remede}")
        sys.exit(1)
