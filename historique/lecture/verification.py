"""What the platform last found when it verified its own journal, said as it is."""

from dataclasses import dataclass
from datetime import timedelta

from historique.horloge import maintenant
from historique.models import Verification
from historique.mots import entier, moment

# The verification runs each night: one that is older than two says that it does not any more.
RECENTE = timedelta(days=2)


@dataclass(frozen=True)
class Constat:
    """A state (`etat` in the templates: succes, reserve, echec), a word and a sentence."""

    etat: str
    mot: str
    phrase: str


def lire_le_constat() -> Constat:
    """The last verification, in one query."""
    derniere = Verification.objects.order_by("-le").first()
    if derniere is None:
        return Constat("reserve", "Pas encore vérifiée", "La plateforme n’a pas encore vérifié cette chaîne.")
    quand, combien = moment(derniere.le), entier(derniere.sequence)
    if derniere.differences:
        trouvees = f"{entier(derniere.differences)} différence{'s' if derniere.differences > 1 else ''}"
        return Constat(
            "echec",
            "Différences trouvées",
            f"{trouvees} {quand}, sur {combien} inscriptions : le journal ou les données ont changé hors de la "
            "plateforme. Vérifiez avant de vous y fier.",
        )
    if maintenant() - derniere.le > RECENTE:
        return Constat("reserve", "Vérification ancienne", f"{combien} inscriptions étaient intactes {quand}.")
    return Constat("succes", "Chaîne intacte", f"{combien} inscriptions vérifiées {quand}.")
