"""Where a person has read the journal to, and how much was written since."""

from dataclasses import dataclass
from typing import Any

from historique import prises
from historique.models import Acte, DerniereLecture
from historique.mots import instant_long
from historique.prises import Repere

VISITE = "visite"
# Beyond, it is said to be more: counting a whole journal is nobody's question.
COMPTEES = 100


@dataclass(frozen=True)
class Depuis:
    """How many entries this person may read after a repère: at most one more than `COMPTEES`."""

    repere: Repere
    nombre: int

    @property
    def combien(self) -> str:
        return en_nombre(self.nombre)

    @property
    def quand(self) -> str:
        return instant_long(self.repere.instant)


def en_nombre(nombre: int) -> str:
    """« aucune inscription », « une inscription », « 12 inscriptions », « plus de 100 inscriptions »."""
    if nombre > COMPTEES:
        return f"plus de {COMPTEES} inscriptions"
    return f"{nombre} inscriptions" if nombre > 1 else f"{'une' if nombre else 'aucune'} inscription"


def lire_les_reperes(acces: Any) -> list[Repere]:
    """Her last visit, if she marked one, and those that other rooms give: one query each."""
    lecture = None
    if acces.personne_id is not None:
        lecture = DerniereLecture.objects.filter(personne_id=acces.personne_id).first()
    visite = Repere(VISITE, "votre dernière visite", lecture.sequence, lecture.le) if lecture else None
    return [repere for repere in (visite, *(prise(acces) for prise in prises.reperes)) if repere is not None]


def compter_depuis(acces: Any, reperes: list[Repere]) -> list[Depuis]:
    """One query for each repère."""
    lisibles = Acte.objects.lisibles_par(acces).order_by()
    return [Depuis(r, lisibles.filter(sequence__gt=r.sequence)[: COMPTEES + 1].count()) for r in reperes]
