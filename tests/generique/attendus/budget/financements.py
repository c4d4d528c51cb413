"""Fundings: members read the list, the comité the detail; the coordination, and who leads the search, write."""

from collections.abc import Callable
from datetime import date
from typing import Any

from budget.models import Echeance
from tests import fabriques
from tests import fabriques_budget as budget
from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee
from tests.generique.jeu import Jeu

LIRE = aux_connectes(200, administrateur=403)
COMITE = aux_connectes(403, referente1=200, comite=200, financeur=200, coordination=200)
NOTER = a_tous(403, referente1=422, comite=422, financeur=422, coordination=422)
TENIR = aux_connectes(403, coordination=200)
POSTER = a_tous(403, coordination=422)
UN_BOUTON = a_tous(403, coordination=302)


def annee(jeu: Jeu) -> dict[str, Any]:
    return {"annee": budget.exercice().annee}


def du_financement(jeu: Jeu) -> dict[str, Any]:
    return {"pk": _financement().pk}


def _financement() -> Any:
    return budget.financement(accorde=1000, statut="accordee")


def de_la(genre: str) -> Callable[[Jeu], dict[str, Any]]:
    def arguments(jeu: Jeu) -> dict[str, Any]:
        financement = _financement()
        if genre == "montant":
            return {"pk": financement.tranches.get().pk}
        if genre == "versement":
            return {"pk": budget.versement(financement, 10, le=date(2026, 1, 1)).pk}
        return {"pk": fabriques.inscrire(Echeance(financement=financement, nature="appel", le=date(2027, 3, 4))).pk}

    return arguments


ATTENDUS: dict[str, Attendu] = {
    "budget:financements": privee(lire=LIRE, arguments=annee),
    "budget:chercher": privee(lire=COMITE, poster=NOTER, arguments=annee),
    "budget:financement": privee(lire=COMITE, arguments=du_financement),
    "budget:modifier_un_financement": privee(
        lire=TENIR, poster=POSTER, arguments=du_financement, montre={"coordination": frozenset({"nom non public"})}
    ),
    "budget:changer_le_statut": privee(lire=TENIR, poster=POSTER, arguments=du_financement),
    "budget:archiver_un_financement": privee(lire=TENIR, poster=UN_BOUTON, arguments=du_financement),
    "budget:retablir_un_financement": privee(lire=aux_connectes(405), poster=UN_BOUTON, arguments=du_financement),
    "budget:accomplir": privee(lire=aux_connectes(405), poster=UN_BOUTON, arguments=de_la("echeance")),
}
for genre in ("montant", "echeance", "versement"):
    # The only amount of a granted funding stays: archiving it is refused in the form.
    archiver = POSTER if genre == "montant" else UN_BOUTON
    ATTENDUS |= {
        f"budget:ajouter_{genre}": privee(lire=TENIR, poster=POSTER, arguments=du_financement),
        f"budget:modifier_{genre}": privee(lire=TENIR, poster=POSTER, arguments=de_la(genre)),
        f"budget:archiver_{genre}": privee(lire=TENIR, poster=archiver, arguments=de_la(genre)),
        f"budget:retablir_{genre}": privee(lire=aux_connectes(405), poster=UN_BOUTON, arguments=de_la(genre)),
    }
