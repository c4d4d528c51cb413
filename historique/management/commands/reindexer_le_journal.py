"""`manage.py reindexer_le_journal`: make the index of the journal's words again, whole."""

from typing import Any

from django.core.management.base import BaseCommand

from historique.index import reindexer_le_journal


class Command(BaseCommand):
    help = "Refait l’index des mots du journal, à partir de ce qui s’y lit aujourd’hui."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{reindexer_le_journal()} inscriptions indexées.")
