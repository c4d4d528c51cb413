"""`manage.py ox_worker`: the worker of the queue, which like the web server refuses a journal that is not sound."""

from typing import Any

from django_ox.management.commands.ox_worker import Command as Travailleur

from historique.gardes import exiger_les_gardes
from historique.points import exiger_la_continuite


class Command(Travailleur):
    def handle(self, *args: Any, **options: Any) -> Any:
        exiger_les_gardes()
        exiger_la_continuite()
        return super().handle(*args, **options)
