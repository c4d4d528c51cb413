"""What a report says, read from its snapshot."""

from documentation.lecture.cle import est_a_refaire
from documentation.lecture.contenu import RapportLu, lire_rapport
from documentation.lecture.etapes import etapes_en_csv

__all__ = ["RapportLu", "est_a_refaire", "etapes_en_csv", "lire_rapport"]
