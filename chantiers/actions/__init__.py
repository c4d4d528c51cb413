"""What people do to chantiers, their members and their roadmaps. One verb, one act of the journal."""

from chantiers.actions.feuilles import clore_la_feuille, ouvrir_la_feuille
from chantiers.actions.fondation import fonder_les_chantiers
from chantiers.actions.items import (
    CONTENU,
    ajouter,
    archiver,
    changer_l_etat,
    deplacer,
    modifier,
    ordonner,
    restaurer,
    retablir,
)
from chantiers.actions.membres import accueillir_une_organisation, changer_de_role, inviter, mettre_fin
from chantiers.actions.verrous import DroitRetire, Perime

__all__ = [
    "CONTENU",
    "DroitRetire",
    "Perime",
    "accueillir_une_organisation",
    "ajouter",
    "archiver",
    "changer_de_role",
    "changer_l_etat",
    "clore_la_feuille",
    "deplacer",
    "fonder_les_chantiers",
    "inviter",
    "mettre_fin",
    "modifier",
    "ordonner",
    "ouvrir_la_feuille",
    "restaurer",
    "retablir",
]
