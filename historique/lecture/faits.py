"""The facts of an entry that are no change of a row (`Acte.faits`), in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from historique import prises, registre
from historique.canonique import lire
from historique.mots import entier, enumerer, majuscule
from historique.retrait import MOTIFS_LEGAUX


@dataclass(frozen=True)
class Fait:
    """One fact: « Motif légal », « diffamation ou injure »."""

    intitule: str
    texte: str


def lire_les_faits(faits: str) -> tuple[Fait, ...]:
    """The facts of an entry, in the order of their names; those that only programs read are left out."""
    return tuple(_en_mots(lire(faits))) if faits else ()


def _en_mots(faits: dict[str, Any]) -> Iterator[Fait]:
    for cle, valeur in sorted(faits.items()):
        if cle not in POUR_LES_PROGRAMMES:
            inconnu = (majuscule(cle.replace("_", " ")), _simplement)
            intitule, dire = (CONNUS | prises.faits).get(cle, inconnu)
            if texte := dire(valeur):
                yield Fait(intitule, texte)


def _passages(passages: list[list[str]]) -> str:
    """« étape (description), personne (nom) »: where the texts were, never what they said."""
    lieux: dict[str, None] = {}
    for genre, _, champ in passages:
        declaration = registre.declarations.get(genre)
        noms = {c.name: str(c.verbose_name) for c in declaration.modele._meta.fields} if declaration else {}
        lieux[f"{declaration.libelle if declaration else 'inscription'} ({noms.get(champ, champ)})"] = None
    return enumerer(list(lieux))


def _point(point: str) -> str:
    taille, _, chaine = str(point).partition("-")
    return f"{taille}-{chaine[:16]}"


def _simplement(valeur: Any) -> str:
    return enumerer([str(v) for v in valeur]) if isinstance(valeur, list) else str(valeur)


CONNUS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "motif_legal": ("Motif légal", lambda cle: MOTIFS_LEGAUX.get(cle, cle)),
    "passages": ("Passages retirés", _passages),
    "perdues_de": ("Première inscription perdue", entier),
    "perdues_a": ("Dernière inscription perdue", entier),
    "remplacees": ("D’autres inscriptions portent ces numéros", lambda oui: "oui" if oui else "non"),
    "point_perdu": ("Point de contrôle perdu", _point),
    "ancienne": ("Ancienne clé", str),
    "nouvelle": ("Nouvelle clé", str),
    "inscription_visee": ("Inscription visée", entier),
}
# Commitments and keys, which the canonical text of the entry shows.
POUR_LES_PROGRAMMES = frozenset({"retraits", "personne", "inscription_rejouee"})
