"""Files and grant forms, of a budget that is not adopted yet: members have them, the public does not.

The line bears the mark « argument », and is for the marked étape.
"""

from typing import Any

from tests import fabriques_budget
from tests.generique.attendus.budget.besoins import ETAPE, LIGNE, ligne
from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee, publique
from tests.generique.jeu import Jeu

MEMBRES = ("membre1", "membre2", "referente1", "comite", "financeur", "coordination")
ADOPTE_SEUL = a_tous(403, **dict.fromkeys(MEMBRES, 200))
LIRE = aux_connectes(200, administrateur=403)


def annee(jeu: Jeu) -> dict[str, Any]:
    sienne = ligne(jeu)
    fabriques_budget.depense(sienne, 100)
    return {"annee": sienne.exercice.annee}


def aux_membres(*marques: str) -> dict[str, frozenset[str]]:
    return {role: frozenset(marques) for role in MEMBRES}


ATTENDUS: dict[str, Attendu] = {
    "budget:export_csv": publique(lire=ADOPTE_SEUL, arguments=annee, montre=aux_membres(LIGNE, ETAPE)),
    "budget:export_financements": publique(lire=ADOPTE_SEUL, arguments=annee),
    "budget:previsionnel": privee(lire=LIRE, arguments=annee),
    "budget:previsionnel_csv": privee(lire=LIRE, arguments=annee),
    "budget:compte_rendu": privee(lire=LIRE, arguments=annee, montre=aux_membres(LIGNE)),
    "budget:compte_rendu_csv": privee(lire=LIRE, arguments=annee),
}
# Their texts are compressed: tests/budget/test_exports.py reads them.
for forme in ("ods", "xlsx"):
    ATTENDUS |= {
        f"budget:export_{forme}": publique(lire=ADOPTE_SEUL, arguments=annee),
        f"budget:previsionnel_{forme}": privee(lire=LIRE, arguments=annee),
        f"budget:compte_rendu_{forme}": privee(lire=LIRE, arguments=annee),
    }
