"""`manage.py reprendre_le_journal`: for a database that was put back by hand, say in the journal what was lost."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.sauvegarde import SauvegardeRefusee, compter
from config.sauvegarde.reprise import perte, reprendre
from historique.effacements import rejouer_les_effacements
from historique.points import RuptureDuJournal, signer, verifier_point
from historique.verification import verifier


class Command(BaseCommand):
    help = "Inscrit au journal ce qui manque à une base remise à la main depuis une ancienne sauvegarde."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            perdu = perte()
            if perdu is None:
                self.stdout.write("Le journal continue le dernier point signé : rien n’est à reprendre.")
                return
            self._exiger_un_journal_sain()
            numero = reprendre(perdu)
            self.stdout.write(f"{perdu} La nouvelle inscription {numero} le dit à tous.")
            if effaces := rejouer_les_effacements():
                self.stdout.write(f"{compter(effaces, 'effacement a été refait', 'effacements ont été refaits')}.")
            self.stdout.write(f"Le journal est signé de nouveau, au point {verifier_point(signer()).court}.")
        except (SauvegardeRefusee, RuptureDuJournal) as refus:
            raise CommandError(str(refus)) from refus

    def _exiger_un_journal_sain(self) -> None:
        siennes = (anomalie for anomalie in verifier() if anomalie.ou != "points de contrôle")
        if anomalies := [str(anomalie) for anomalie in islice(siennes, 3)]:
            raise SauvegardeRefusee(
                f"Cette base ne se vérifie pas : {' ; '.join(anomalies)}. Lancez « manage.py verifier_journal »."
            )
