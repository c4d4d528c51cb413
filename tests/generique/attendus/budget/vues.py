"""The budgets as they are read, none adopted. The line bears the mark « argument », its action « proposition »."""

from typing import Any

from tests import fabriques_budget
from tests.generique.attendus.budget.besoins import ACTION, ETAPE, LIGNE, MEMBRES, action, ligne
from tests.generique.attendus.formes import Attendu, aux_connectes, privee, publique
from tests.generique.jeu import Jeu

# What is worked on is read by members; the administrator has no voice in it.
LIRE = aux_connectes(200, administrateur=403)


def aux_membres(*marques: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(MEMBRES, frozenset(marques))


def exercice(jeu: Jeu) -> dict[str, Any]:
    """A line of chantier 1, for its étape, in an action."""
    return {"annee": ligne(jeu).exercice.annee}


def chantier(jeu: Jeu) -> dict[str, Any]:
    return exercice(jeu) | {"slug": jeu.chantier.slug}


def poste(jeu: Jeu) -> dict[str, Any]:
    return exercice(jeu) | {"cle": "total_charges"}


def slug(jeu: Jeu) -> dict[str, Any]:
    return {"slug": jeu.chantier.slug}


def une_action(jeu: Jeu) -> dict[str, Any]:
    faite = action(jeu)
    fabriques_budget.ligne(jeu.chantier, action=faite, libelle=Jeu.MARQUES[LIGNE], etape=jeu.etape)
    return {"pk": faite.pk}


def une_ligne(jeu: Jeu) -> dict[str, Any]:
    return {"pk": ligne(jeu).pk}


ATTENDUS: dict[str, Attendu] = {
    "budget:accueil": publique(),
    "budget:du_chantier": publique(arguments=slug),
    "budget:budget": publique(arguments=exercice),
    "budget:chantier": publique(arguments=chantier, montre=aux_membres(LIGNE, ETAPE)),
    "budget:action": publique(arguments=une_action, montre=aux_membres(LIGNE, ACTION, ETAPE)),
    "budget:poste": privee(LIRE, arguments=poste, montre=aux_membres(LIGNE, ETAPE)),
    "budget:ligne": privee(LIRE, arguments=une_ligne, montre=aux_membres(LIGNE, ETAPE)),
    "budget:comparer": privee(LIRE, arguments=exercice),
}
