"""What differs between two readings of the same roadmaps, in words: two dates, two versions, then and now."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from chantiers.lecture.elements import ChantierLu, LivrableLu, MoyenLu
from chantiers.lecture.feuille import ETATS, EtapeLue, FeuilleLue, ObjectifLu
from historique.mots import date_longue, euros


@dataclass(frozen=True)
class ChampDifferent:
    """One field, before and after, in words."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Difference:
    """One item added, removed or modified between two readings. `nature`: ajout, retrait or modification."""

    chantier: ChantierLu
    nature: str
    type: str
    id: UUID
    code: str
    titre: str
    champs: tuple[ChampDifferent, ...] = ()


def _date(valeur: Any) -> str:
    return date_longue(valeur) if valeur else "non renseignée"


def _texte(valeur: Any) -> str:
    return str(valeur) if valeur not in (None, "") else "non renseigné"


# Type → (noun, fields compared: attribute, label, how it is said).
CHAMPS: dict[type, tuple[str, tuple[tuple[str, str, Callable[[Any], str]], ...]]] = {
    FeuilleLue: (
        "feuille de route",
        (("debut", "Début", _date), ("fin", "Fin", _date), ("presentation", "Présentation", _texte)),
    ),
    ObjectifLu: (
        "objectif",
        (
            ("titre", "Intitulé", _texte),
            ("description", "Description", _texte),
            ("contribue_a_titre", "Contribue à", _texte),
        ),
    ),
    EtapeLue: (
        "étape",
        (
            ("titre", "Intitulé", _texte),
            ("description", "Description", _texte),
            ("debut", "Début", _date),
            ("echeance", "Échéance", _date),
            ("etat", "État", lambda etat: ETATS[etat][0]),
            ("avancement", "Avancement", lambda avancement: f"{avancement} %"),
            ("qui", "Responsable", _texte),
            ("objectif_code", "Objectif", _texte),
        ),
    ),
    LivrableLu: (
        "livrable",
        (
            ("titre", "Intitulé", _texte),
            ("description", "Description", _texte),
            ("echeance", "Échéance", _date),
            ("libelle_etat", "État", _texte),
            ("remis_le", "Remis", _date),
            ("lien", "Lien", _texte),
        ),
    ),
    MoyenLu: (
        "moyen",
        (
            ("libelle", "Intitulé", _texte),
            ("libelle_nature", "Nature", _texte),
            ("quantite", "Quantité", _texte),
            ("unite", "Unité", _texte),
            ("montant_centimes", "Estimation", lambda c: euros(c) if c is not None else "à définir"),
            ("pour", "Pour", _texte),
        ),
    ),
}


@dataclass(frozen=True)
class Cite:
    """Another item, by its title: it differs when it is another one, not when it is renamed."""

    id: UUID
    titre: str = field(compare=False)

    def __str__(self) -> str:
        return self.titre


@dataclass(frozen=True)
class Compare:
    """An item as it is compared: its noun, and the fields (label, how it is said, value)."""

    chantier: ChantierLu
    type: str
    id: UUID
    code: str
    titre: str
    champs: tuple[tuple[str, Callable[[Any], str], Any], ...]


def _objets(feuilles: Iterable[FeuilleLue]) -> dict[UUID, Compare]:
    """Every present item of the roadmaps by its key, in reading order."""
    objets: dict[UUID, Compare] = {}

    def noter(feuille: FeuilleLue, objet: Any, code: str, **derives: Any) -> None:
        if getattr(objet, "archive_le", None) is not None:
            return
        nom, compares = CHAMPS[type(objet)]
        champs = tuple(
            (libelle, dire, derives.get(attribut, getattr(objet, attribut, None)))
            for attribut, libelle, dire in compares
        )
        titre = getattr(objet, "titre", None) or getattr(objet, "libelle", None) or "Feuille de route"
        objets[objet.id] = Compare(feuille.chantier, nom, objet.id, code, titre, champs)

    for feuille in feuilles:
        noter(feuille, feuille, feuille.chantier.prefixe)
        for objectif in feuille.objectifs:
            sert = Cite(objectif.contribue_a_id, objectif.contribue_a_titre) if objectif.contribue_a_id else None
            noter(feuille, objectif, objectif.code, contribue_a_titre=sert)
            for etape in objectif.etapes:
                noter(feuille, etape, etape.code, objectif_code=Cite(objectif.id, objectif.titre))
                for livrable in etape.livrables:
                    noter(feuille, livrable, etape.code)
        for moyen in feuille.moyens:
            noter(feuille, moyen, moyen.pour)
    return objets


def comparer(avant: Iterable[FeuilleLue], apres: Iterable[FeuilleLue]) -> tuple[Difference, ...]:
    """Additions, removals and modifications from `avant` to `apres`, by chantier, in reading order."""
    return comparer_les_objets(_objets(avant), _objets(apres))


def comparer_les_objets(anciens: Mapping[UUID, Compare], nouveaux: Mapping[UUID, Compare]) -> tuple[Difference, ...]:
    """The same, of any items, each by its key."""
    differences = []
    for cle, nouveau in nouveaux.items():
        ancien = anciens.get(cle)
        if ancien is None:
            differences.append(_difference(nouveau, "ajout"))
        elif champs := _champs(ancien, nouveau):
            differences.append(_difference(nouveau, "modification", champs))
    differences += [_difference(ancien, "retrait") for cle, ancien in anciens.items() if cle not in nouveaux]
    return tuple(sorted(differences, key=lambda d: (d.chantier.est_interchantier, d.chantier.numero)))


def _champs(ancien: Compare, nouveau: Compare) -> tuple[ChampDifferent, ...]:
    return tuple(
        ChampDifferent(libelle, dire(avant), dire(apres))
        for (libelle, dire, avant), (_, _, apres) in zip(ancien.champs, nouveau.champs, strict=True)
        if avant != apres
    )


def _difference(objet: Compare, nature: str, champs: tuple[ChampDifferent, ...] = ()) -> Difference:
    return Difference(objet.chantier, nature, objet.type, objet.id, objet.code, objet.titre, champs)
