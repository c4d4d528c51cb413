"""`manage.py entretenir`, every day: take away what is kept no longer, remind, rewrite the database, verify."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.compactage import compacter
from config.sauvegarde import compter
from historique.effacements import completer_la_liste, rejouer_les_effacements
from historique.horloge import maintenant
from historique.lecture import derniere_sequence
from historique.verification import verifier_et_noter
from membres import prises


class Command(BaseCommand):
    help = (
        "À lancer chaque jour : retire ce dont la durée de conservation est passée (page « Données personnelles »), "
        "rappelle les échéances des financements, réécrit la base si un texte a été retiré, vérifie le journal. "
        "Peut être relancée sans risque."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        echecs = [nom for nom, faire in self._taches() if not self._essayer(nom, faire)]
        if echecs:
            raise CommandError(f"À reprendre : {', '.join(echecs)}. Le reste est fait ; les causes sont ci-dessus.")

    def _taches(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            *((une.quoi, _conservation(une)) for une in prises.conservations if une.appliquer is not None),
            *prises.taches_quotidiennes,
            ("Liste des effacements, hors de la base", _completer),
            ("Réécriture de la base", lambda: "faite" if compacter() else "inutile, rien n’a été retiré depuis"),
            ("Vérification du journal", self._verifier),
        ]

    def _essayer(self, nom: str, faire: Callable[[], str]) -> bool:
        """One failure does not keep the rest from being done."""
        try:
            self.stdout.write(f"{nom} : {faire()}.")
        except Exception as erreur:
            self.stderr.write(f"{nom} : {erreur}")
            return False
        return True

    def _verifier(self) -> str:
        anomalies = verifier_et_noter()
        if anomalies:
            nombre = f"{len(anomalies)} différence{'s' if len(anomalies) > 1 else ''}"
            raise CommandError(f"{nombre}, que « manage.py verifier_journal » nomme, avec ce qu’il faut faire")
        return f"{derniere_sequence()} inscriptions, aucune différence"


def _completer() -> str:
    """A crash right after an act may have kept its line from being written; the list itself may have just come back,
    after the database was restored without it.
    """
    ajoutes, refaits = completer_la_liste(), rejouer_les_effacements()
    comptes = [(ajoutes, "ajouté", "ajoutés"), (refaits, "refait", "refaits")]
    return ", ".join(compter(*un) for un in comptes if un[0]) or "complète"


def _conservation(une: prises.Conservation) -> Callable[[], str]:
    def appliquer() -> str:
        if une.appliquer is None or une.duree is None:
            raise ValueError(f"{une.cle}: nothing applies it")
        retires = une.appliquer(maintenant() - une.duree)
        return f"{retires} retiré{'s' if retires > 1 else ''} ({une.combien_de_temps})"

    return appliquer
