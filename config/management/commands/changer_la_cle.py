"""`manage.py changer_la_cle`: sign the journal with a new key, and say so in the journal."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.sauvegarde import SauvegardeRefusee
from config.sauvegarde.reprise import changer_la_cle
from historique.points import RuptureDuJournal


class Command(BaseCommand):
    help = "Change la clé qui signe les points de contrôle du journal ; le journal le dit, l’ancienne reste connue."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            numero, nouvelle, presente = changer_la_cle()
        except (SauvegardeRefusee, RuptureDuJournal) as refus:
            raise CommandError(f"La clé n’est pas changée. {refus}") from refus
        self.stdout.write(f"La clé qui signe est maintenant {nouvelle} ; l’inscription {numero} le dit à tous.")
        if presente:
            self.stdout.write("L’ancienne clé a signé un dernier point, qui couvre cette inscription.")
        self.stdout.write(
            f"Gardez à part une copie de {settings.DOSSIER_DU_JOURNAL}/cle : aucune sauvegarde ne la contient."
        )
