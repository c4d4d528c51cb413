"""Which sheets a reader has, and the one that a CSV gives."""

from collections.abc import Callable, Mapping

from django.http import Http404

from budget.exports import argent, classeur
from budget.exports.feuille import Feuille
from budget.exports.origine import Origine
from budget.exports.public import feuilles_publiques
from budget.lecture.justifications import lire_les_depenses
from membres.acces import Acces

type Faire = Callable[[], Feuille]


def feuilles_du_budget(origine: Origine, acces: Acces) -> dict[str, Faire]:
    """Name in an address (« emplois-et-ressources ») → what makes the sheet, in the order of the workbook.

    All for members; for everyone else, grouped. Carriers are read by the comité alone.
    """
    if not acces.membre:
        return feuilles_publiques(origine)
    return {
        "synthese": lambda: classeur.synthese(origine),
        "emplois-et-ressources": lambda: classeur.emplois_et_ressources(origine),
        "par-chantier": lambda: classeur.par_chantier(origine),
        "lignes": lambda: classeur.lignes(origine),
        "contributions": lambda: classeur.contributions(origine),
        "financements": lambda: argent.financements(origine, porteurs=acces.comite),
        "matrice": lambda: argent.matrice(origine),
        "depenses": lambda: argent.depenses(origine, lire_les_depenses(origine.budget)),
    }


def feuille_demandee(feuilles: Mapping[str, Faire], nom: str) -> Feuille:
    """By default the lines, or what stands for them. Raises Http404."""
    nom = nom or next(defaut for defaut in ("lignes", "emplois-et-ressources") if defaut in feuilles)
    if nom not in feuilles:
        raise Http404(f"Cette feuille n’existe pas. Il y a : {', '.join(feuilles)}.")
    return feuilles[nom]()
