"""`manage.py initialiser_demonstration`: load the invented story, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demonstration.contenu import lire
from config.demonstration.jeu import charger
from historique.models import Acte
from historique.points import mettre_de_cote

INTERROMPU = (
    "Un chargement a été interrompu : videz la base (avec SQLite : supprimez donnees/chantiers.sqlite3), puis relancez."
)


class Command(BaseCommand):
    help = "Charge la démonstration (personnes, organisations et décisions fictives), une seule fois."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MODE_DEMONSTRATION:
            raise CommandError("La démonstration demande MODE_DEMONSTRATION=oui.")
        if Acte.objects.filter(verbe="raconter").exists():
            self.stdout.write("La démonstration est déjà chargée.")
            return
        if Acte.objects.exists():
            demonstration = Acte.objects.filter(origine=Acte.Origine.DEMONSTRATION).exists()
            raise CommandError(
                INTERROMPU if demonstration else "Cette base sert déjà : la démonstration veut une base vide."
            )
        mettre_de_cote()
        charger(lire())
        self.stdout.write(self.style.SUCCESS("La démonstration est chargée : ses données sont fictives."))
