"""How one declares what an address answers to each role.

An answer is a status, or CONNEXION (sent to sign in, then back). `montre` says which marked rows of
`tests/generique/jeu.py` a page shows to whom: rows that could leak are there, and equality catches them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.generique.jeu import Jeu

CONNEXION = "connexion"
ROLES = ("visiteur", "membre1", "membre2", "referente1", "comite", "financeur", "coordination", "administrateur")

type Reponse = int | str
type Reponses = Mapping[str, Reponse]


def a_tous(reponse: Reponse, **sauf: Reponse) -> Reponses:
    """The same answer to everyone, but for the roles named."""
    return {role: sauf.get(role, reponse) for role in ROLES}


def aux_connectes(reponse: Reponse = 200, **sauf: Reponse) -> Reponses:
    """A private page: a visitor is asked to sign in."""
    return a_tous(reponse, **{"visiteur": CONNEXION, **sauf})


# A POST without a session is shown again in the page `reprise`, with what it held (403).
SANS_FORMULAIRE = a_tous(405)
SANS_FORMULAIRE_PRIVE = a_tous(405, visiteur=403)


@dataclass(frozen=True)
class Attendu:
    """GET and POST (with an empty form) of one address."""

    lire: Reponses
    poster: Reponses = field(default_factory=lambda: SANS_FORMULAIRE)
    arguments: Callable[[Jeu], Mapping[str, Any]] = lambda jeu: {}
    montre: Mapping[str, frozenset[str]] = field(default_factory=dict)


def publique(lire: Reponses | None = None, **options: Any) -> Attendu:
    return Attendu(lire=lire or a_tous(200), **options)


def privee(lire: Reponses | None = None, poster: Reponses = SANS_FORMULAIRE_PRIVE, **options: Any) -> Attendu:
    return Attendu(lire=lire or aux_connectes(), poster=poster, **options)
