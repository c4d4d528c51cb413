"""Chantiers, who takes part in them, and their roadmaps."""

from chantiers.models.chantier import Adhesion, Chantier
from chantiers.models.feuille_de_route import Dependance, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif

__all__ = [
    "Adhesion",
    "Chantier",
    "Dependance",
    "Etape",
    "FeuilleDeRoute",
    "Livrable",
    "Moyen",
    "Objectif",
]
