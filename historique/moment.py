"""The day that a page is asked to show: `?au=2026-03-12`, read here for every page. Without one, today."""

import re
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from historique.horloge import aujourd_hui
from historique.lecture import sequence_au
from historique.models import Acte
from historique.mots import date_longue

ILLISIBLE = "Cette date ne se lit pas : écrivez-la ainsi, 12/03/2027."
A_VENIR = "Ce jour n’est pas encore venu : choisissez-en un jusqu’à aujourd’hui."
EN_FRANCAIS = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass(frozen=True)
class Moment:
    """Today (`au` and `sequence` None), or the end of the day `au` in Paris: the state after entry `sequence`.

    `demande` is what the address says, `alerte` a sentence about it; one that is not `valable` is answered with today.
    """

    au: date | None = None
    sequence: int | None = None
    demande: str = ""
    alerte: str = ""
    valable: bool = True

    @property
    def jour(self) -> date:
        return self.au or aujourd_hui()

    @property
    def aujourdhui(self) -> date:
        return aujourd_hui()

    @property
    def suffixe(self) -> str:
        """What a link of a past page carries to another one: « ?au=2026-03-12 », or nothing."""
        return f"?au={self.au.isoformat()}" if self.au else ""


AUJOURDHUI = Moment()


def moment_demande(request: HttpRequest, nom: str = "au") -> Moment:
    """What the address asks for. A day that has not ended yet is read as it stands now."""
    texte = request.GET.get(nom, "").strip()
    if not texte:
        return AUJOURDHUI
    jour = jour_lu(texte)
    if jour is None:
        return Moment(demande=texte, alerte=ILLISIBLE, valable=False)
    if jour > aujourd_hui():
        return Moment(demande=texte, alerte=A_VENIR, valable=False)
    return Moment(demande=texte) if jour == aujourd_hui() else moment_du(jour, texte)


def moment_du(jour: date, demande: str = "") -> Moment:
    """The end of a past day; before the first entry of the journal, nothing was there, and it says so."""
    sequence = sequence_au(jour)
    return Moment(jour, sequence, demande, "" if sequence else _avant_le_journal())


def _avant_le_journal() -> str:
    premiere = Acte.objects.order_by("sequence").values_list("instant", flat=True).first()
    if premiere is None:
        return "Le journal est encore vide."
    return f"Le journal commence le {date_longue(premiere)} : rien n’y est inscrit avant."


def jour_lu(texte: str) -> date | None:
    """A day as browsers send it (2027-03-12) or as people write it (12/03/2027); None for anything else."""
    try:
        if ecrit := EN_FRANCAIS.fullmatch(texte):
            jour, mois, annee = (int(nombre) for nombre in ecrit.groups())
            return date(annee, mois, jour)
        return date.fromisoformat(texte)
    except ValueError:
        return None
