"""`manage.py poser_les_baremes`: the scales that value contributions; run again, it changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from budget.actions.baremes import poser_les_baremes
from historique.actes import Agent


class Command(BaseCommand):
    help = "Pose les barèmes de départ des contributions valorisées (sans effet s’ils sont là)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Barèmes posés : {poser_les_baremes(par=Agent.SYSTEME)}")
