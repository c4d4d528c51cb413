"""What a report says, read from its snapshot."""

from documentation.lecture.budget import lignes_en_csv
from documentation.lecture.cle import est_a_refaire, imprime_de
from documentation.lecture.contenu import RapportLu, lire_rapport
from documentation.lecture.controle import Controle, controle_de
from documentation.lecture.etapes import etapes_en_csv

__all__ = [
    "Controle",
    "RapportLu",
    "controle_de",
    "est_a_refaire",
    "etapes_en_csv",
    "imprime_de",
    "lignes_en_csv",
    "lire_rapport",
]
