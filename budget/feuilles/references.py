"""What a row of a sheet may name in its chantier: an action or an étape, by its code, its title, or both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from budget.feuilles.colonnes import simplifier
from budget.lecture import choix
from budget.models import Action
from chantiers.models import Chantier
from historique.refus import ActionRefusee

type Trouve = tuple[UUID, str]

SANS_ACTION = frozenset({"", "animation", "animation du chantier", "animation de l interchantier", "aucune"})


@dataclass(frozen=True)
class References:
    """Folded name → what bears it."""

    actions: Mapping[str, Sequence[Trouve]]
    etapes: Mapping[str, Sequence[Trouve]]

    def action(self, texte: str) -> Trouve | None:
        """Raises ActionRefusee when nothing, or more than one thing, is so named."""
        return None if simplifier(texte) in SANS_ACTION else _seule(texte, self.actions, "une action")

    def etape(self, texte: str) -> Trouve | None:
        return _seule(texte, self.etapes, "une étape") if texte else None


def references_de(chantier: Chantier) -> References:
    """Its present actions, and the étapes of its roadmap under way."""
    actions = list(Action.objects.presents().filter(chantier=chantier).order_by("numero"))
    for action in actions:
        action.chantier = chantier
    return References(
        actions=_nommer((action.code, action) for action in actions),
        etapes=_nommer(choix.etapes(chantier)),
    )


def _nommer(objets: Iterable[tuple[str, Any]]) -> dict[str, list[Trouve]]:
    noms: dict[str, list[Trouve]] = {}
    for code, objet in objets:
        for nom in {simplifier(code), simplifier(objet.titre), simplifier(f"{code} {objet.titre}")}:
            noms.setdefault(nom, []).append((objet.pk, f"{code} {objet.titre}"))
    return noms


def _seule(texte: str, noms: Mapping[str, Sequence[Trouve]], quoi: str) -> Trouve:
    trouves = noms.get(simplifier(texte), ())
    if not trouves:
        raise ActionRefusee(f"« {texte} » n’est pas {quoi} de ce chantier : recopiez son intitulé, ou videz la cellule")
    if len(trouves) > 1:
        codes = " ou ".join(f"« {nom} »" for _, nom in trouves)
        raise ActionRefusee(f"« {texte} » peut désigner plusieurs intitulés : écrivez {codes}")
    return trouves[0]
