"""Which sheets a reader has, and the one that a CSV gives."""

from django.http import Http404
from django.utils.text import slugify

from budget.exports import argent, classeur
from budget.exports.feuille import Feuille
from budget.exports.origine import Origine
from budget.exports.public import feuilles_publiques
from budget.lecture.justifications import lire_les_depenses
from membres.acces import Acces


def feuilles_du_budget(origine: Origine, acces: Acces) -> tuple[Feuille, ...]:
    """All for members; for everyone else, grouped. Carriers are read by the comité alone."""
    if not acces.membre:
        return feuilles_publiques(origine)
    return (
        classeur.synthese(origine),
        classeur.emplois_et_ressources(origine),
        classeur.par_chantier(origine),
        classeur.lignes(origine),
        classeur.contributions(origine),
        argent.financements(origine, porteurs=acces.comite),
        argent.matrice(origine),
        argent.depenses(origine, lire_les_depenses(origine.budget)),
    )


def feuille_demandee(feuilles: tuple[Feuille, ...], nom: str) -> Feuille:
    """`nom` (« emplois-et-ressources »), by default the lines, or what stands for them. Raises Http404."""
    if not nom:
        defauts = ("lignes", "emplois-et-ressources")
        return next(f for defaut in defauts for f in feuilles if slugify(f.titre) == defaut)
    trouvee = next((f for f in feuilles if slugify(f.titre) == nom), None)
    if trouvee is None:
        connues = ", ".join(slugify(f.titre) for f in feuilles)
        raise Http404(f"Cette feuille n’existe pas. Il y a : {connues}.")
    return trouvee
