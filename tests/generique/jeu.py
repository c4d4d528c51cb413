"""The data that every address is asked about: rows bearing marks, some of which must not leak."""

from dataclasses import dataclass
from typing import ClassVar

from chantiers.models import Chantier, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.horloge import maintenant
from membres.models import Personne
from tests import fabriques
from tests.distribution import Distribution


@dataclass(frozen=True)
class Jeu:
    """One of each, and the texts that mark the rows whose readers are limited."""

    distribution: Distribution
    chantier: Chantier
    feuille: FeuilleDeRoute
    objectif: Objectif
    etape: Etape
    archivee: Etape
    livrable: Livrable
    moyen: Moyen
    discrete: Personne

    MARQUES: ClassVar[dict[str, str]] = {
        "étape": "Marque-kiwi",
        "étape archivée": "Marque-prune",
        "étape interchantier": "Marque-mangue",
        "nom non public": "Marque-cerise",
        "proposition": "Marque-figue",
        "argument": "Marque-myrtille",
    }

    def marques_dans(self, texte: str) -> frozenset[str]:
        """Which marked rows this page shows."""
        return frozenset(nom for nom, marque in self.MARQUES.items() if marque in texte)


def jouer(distribution: Distribution) -> Jeu:
    """A roadmap of chantier 1 and one of the interchantier, in progress, with someone who keeps her name private."""
    chantier = fabriques.chantier(1)
    feuille = fabriques.feuille(chantier)
    objectif = fabriques.objectif(feuille)
    discrete = fabriques.personne(nom=Jeu.MARQUES["nom non public"])
    etape = fabriques.etape(objectif, titre=Jeu.MARQUES["étape"], responsable=discrete)
    archivee = fabriques.etape(objectif, titre=Jeu.MARQUES["étape archivée"], archive_le=maintenant())
    commun = fabriques.objectif(fabriques.feuille(fabriques.chantier(0)))
    fabriques.etape(commun, titre=Jeu.MARQUES["étape interchantier"])
    return Jeu(
        distribution=distribution,
        chantier=chantier,
        feuille=feuille,
        objectif=objectif,
        etape=etape,
        archivee=archivee,
        livrable=fabriques.livrable(etape),
        moyen=fabriques.moyen(feuille),
        discrete=discrete,
    )
