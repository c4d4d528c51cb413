"""The register of decisions, public."""

from dataclasses import dataclass

from budget.prises import DecisionConnue
from membres.acces import Acces
from membres.noms import nommer
from pilotage.lecture.tableau import Tableau, lire_tableau
from pilotage.models import Decision


@dataclass(frozen=True)
class DecisionLue:
    """A decision with the positions on which it stands."""

    decision: Decision
    constatee_par: str
    tableau: Tableau | None
    remplacee_par: Decision | None


def lire_les_decisions() -> list[Decision]:
    """Newest first, with what they adopt and what replaced them; one query."""
    lignes = Decision.objects.select_related("version_adoptee__proposition", "proposition", "remplacee_par")
    lignes = lignes.defer("version_adoptee__instantane")
    return list(lignes.order_by("-constatee_le", "-numero"))


def decisions_connues() -> list[DecisionConnue]:
    """The register as `budget` names it (its socket `decisions`), newest first; one query."""
    return [DecisionConnue(d.pk, d.numero, d.enonce, d.get_absolute_url()) for d in Decision.objects.all()]


def lire_la_decision(numero: str, acces: Acces) -> DecisionLue | None:
    lignes = Decision.objects.select_related(
        "version_adoptee__proposition",
        "version_adoptee__refus_de_minorite",
        "proposition__exercice",
        "remplace",
        "remplacee_par",
    )
    decision = lignes.filter(numero=numero).first()
    if decision is None:
        return None
    noms = nommer({decision.constatee_par_id}, acces)
    return DecisionLue(
        decision=decision,
        constatee_par=noms[decision.constatee_par_id],
        tableau=lire_tableau(decision.proposition, acces, decision.version_adoptee),
        remplacee_par=getattr(decision, "remplacee_par", None),
    )
