"""The read model of a roadmap: written once, used by the page, the PDF, the frozen snapshot and the comparison."""

from chantiers.lecture.chargement import lire_feuille, lire_feuilles, lire_globale
from chantiers.lecture.comparaison import ChampDifferent, Difference, comparer
from chantiers.lecture.elements import AttenteLue, ChantierLu, LivrableLu, MoyenLu
from chantiers.lecture.feuille import EtapeLue, FeuilleLue, GlobaleLue, ObjectifLu
from chantiers.lecture.instantane import depuis_instantane, instantane

__all__ = [
    "AttenteLue",
    "ChampDifferent",
    "ChantierLu",
    "Difference",
    "EtapeLue",
    "FeuilleLue",
    "GlobaleLue",
    "LivrableLu",
    "MoyenLu",
    "ObjectifLu",
    "comparer",
    "depuis_instantane",
    "instantane",
    "lire_feuille",
    "lire_feuilles",
    "lire_globale",
]
