"""What the first row of a sheet says its columns are, whatever its accents and its case."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from historique.mots import enumerer
from historique.refus import ActionRefusee
from membres.identite import plier


@dataclass(frozen=True)
class Colonne:
    """One that we read: its key, its usual title, and the others it goes by (folded)."""

    cle: str
    titre: str
    alias: tuple[str, ...] = ()


COLONNES = (
    Colonne("poste", "poste", ("compte", "numero de poste", "poste comptable")),
    Colonne("libelle", "intitulé", ("libelle", "designation", "objet", "nature de la depense")),
    Colonne("quantite", "quantité", ("qte", "quantites", "nombre")),
    Colonne("unite", "unité", ("unites",)),
    Colonne("cout_unitaire", "coût unitaire", ("prix unitaire", "couts unitaires", "cout unitaire en", "pu")),
    Colonne("montant", "montant", ("montants", "total", "montant en euros", "montant en", "cout total")),
    Colonne("action", "action", ("actions", "action ou experimentation")),
    Colonne("etape", "étape", ("etapes",)),
    Colonne("cle_de_repartition", "clé de répartition", ("cle", "repartition")),
    Colonne("nominative", "paie d’une seule personne", ("nominative",)),
)


def simplifier(texte: str) -> str:
    """« Coût unitaire (€) » → « cout unitaire »: letters and figures, folded."""
    sans_parentheses = re.sub(r"\([^)]*\)", " ", plier(texte))
    return " ".join(re.findall(r"[a-z0-9œæ]+", sans_parentheses))


NOMS = {simplifier(nom): colonne.cle for colonne in COLONNES for nom in (colonne.titre, *colonne.alias)}
TITRES = {colonne.cle: colonne.titre for colonne in COLONNES}
USUELS = "poste ; intitulé ; quantité ; unité ; coût unitaire ; montant"


@dataclass(frozen=True)
class Titres:
    """Where each column stands, its title as it is written there, and the titles that say nothing to us."""

    rang: int
    places: Mapping[str, int]
    ecrits: Mapping[str, str]
    inconnus: tuple[str, ...]


def lire_les_titres(cellules: Sequence[Sequence[str]]) -> Titres:
    """The titles of the first row that holds something. Raises ActionRefusee when lines cannot be read under them."""
    rang = next((i for i, rangee in enumerate(cellules) if any(rangee)), None)
    if rang is None:
        raise ActionRefusee("Ce contenu est vide : choisissez un fichier, ou collez vos cellules.", "contenu")
    places: dict[str, int] = {}
    inconnus = []
    for place, ecrit in enumerate(cellules[rang]):
        cle = NOMS.get(simplifier(ecrit))
        if cle is None:
            inconnus += [ecrit] if ecrit else []
        elif cle in places:
            raise ActionRefusee(
                f"Deux colonnes sont intitulées « {TITRES[cle]} » : renommez celle qui est à laisser.", "contenu"
            )
        else:
            places[cle] = place
    _exiger_les_colonnes(rang, places)
    ecrits = {cle: cellules[rang][place] for cle, place in places.items()}
    return Titres(rang, places, ecrits, tuple(inconnus))


def _exiger_les_colonnes(rang: int, places: Mapping[str, int]) -> None:
    if not places:
        raise ActionRefusee(
            f"La première ligne (ligne {rang + 1}) ne porte aucun titre de colonne connu : "
            f"écrivez-y par exemple {USUELS}.",
            "contenu",
        )
    manquantes = [TITRES[cle] for cle in ("poste", "libelle") if cle not in places]
    if "montant" not in places and not {"quantite", "cout_unitaire"} <= places.keys():
        manquantes.append("montant")
    if manquantes:
        noms = enumerer([f"« {nom} »" for nom in manquantes])
        s = "s" if len(manquantes) > 1 else ""
        raise ActionRefusee(
            f"Il manque la colonne {noms} : ajoutez-la à la première ligne."
            if not s
            else f"Il manque les colonnes {noms} : ajoutez-les à la première ligne.",
            "contenu",
        )


def lettre(place: int) -> str:
    """« A », « Z », « AA »: how spreadsheets name a column."""
    nom = ""
    place += 1
    while place:
        place, reste = divmod(place - 1, 26)
        nom = chr(ord("A") + reste) + nom
    return nom
