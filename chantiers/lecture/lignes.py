"""From rows (live or historical: same attributes) to the dataclasses of a roadmap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from chantiers.lecture.elements import AttenteLue, ChantierLu, LivrableLu, MoyenLu
from chantiers.lecture.feuille import EtapeLue, FeuilleLue, ObjectifLu


@dataclass
class Lignes:
    """The rows of one or several roadmaps, however they were read."""

    feuilles: list[Any]
    objectifs: list[Any] = field(default_factory=list)
    etapes: list[Any] = field(default_factory=list)
    livrables: list[Any] = field(default_factory=list)
    moyens: list[Any] = field(default_factory=list)
    attentes: list[AttenteLue] = field(default_factory=list)
    chantiers: dict[UUID, ChantierLu] = field(default_factory=dict)
    objectifs_globaux: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    personnes: Mapping[UUID, str] = field(default_factory=dict)
    organisations: Mapping[UUID, str] = field(default_factory=dict)


def _ordonnees(lignes: Iterable[Any]) -> list[Any]:
    # Archived items come last, so that they take no number from the others.
    return sorted(lignes, key=lambda ligne: (ligne.archive_le is not None, ligne.rang, str(ligne.id)))


def _par(lignes: Iterable[Any], attribut: str) -> dict[UUID, list[Any]]:
    groupes: dict[UUID, list[Any]] = {}
    for ligne in _ordonnees(lignes):
        groupes.setdefault(getattr(ligne, attribut), []).append(ligne)
    return groupes


def assembler(lignes: Lignes, *, jour: date, sequence: int | None) -> tuple[FeuilleLue, ...]:
    """The roadmaps, chantiers first by number, the interchantier last."""
    objectifs = _par(lignes.objectifs, "feuille_de_route_id")
    moyens = _par(lignes.moyens, "feuille_de_route_id")
    etapes = _par(lignes.etapes, "objectif_id")
    livrables = _par(lignes.livrables, "etape_id")
    attentes: dict[UUID, list[AttenteLue]] = {}
    for attente in lignes.attentes:
        attentes.setdefault(attente.etape_id, []).append(attente)
    feuilles = []
    for ligne in lignes.feuilles:
        chantier = lignes.chantiers[ligne.chantier_id]
        lus = tuple(
            _objectif(objectif, f"{chantier.prefixe}.{rang}", etapes, livrables, attentes, lignes, jour)
            for rang, objectif in enumerate(objectifs.get(ligne.id, []), start=1)
        )
        feuilles.append(
            FeuilleLue(
                id=ligne.id,
                version=ligne.version,
                chantier=chantier,
                debut=ligne.debut,
                fin=ligne.fin,
                etat=ligne.etat,
                presentation=ligne.presentation,
                jour=jour,
                sequence=sequence,
                objectifs=lus,
                moyens=tuple(_moyen(moyen, _codes(lus)) for moyen in moyens.get(ligne.id, [])),
            )
        )
    return tuple(sorted(feuilles, key=lambda f: (f.chantier.est_interchantier, f.chantier.numero)))


def _codes(objectifs: Iterable[ObjectifLu]) -> dict[UUID, str]:
    codes = {}
    for objectif in objectifs:
        codes[objectif.id] = objectif.code
        codes.update((etape.id, etape.code) for etape in objectif.etapes)
    return codes


def _objectif(ligne, code, etapes, livrables, attentes, lignes: Lignes, jour: date) -> ObjectifLu:
    global_code, global_titre = lignes.objectifs_globaux.get(ligne.contribue_a_id, ("", ""))
    return ObjectifLu(
        id=ligne.id,
        version=ligne.version,
        feuille_id=ligne.feuille_de_route_id,
        code=code,
        titre=ligne.titre,
        description=ligne.description,
        contribue_a_id=ligne.contribue_a_id,
        contribue_a_code=global_code,
        contribue_a_titre=global_titre,
        rang=ligne.rang,
        archive_le=ligne.archive_le,
        jour=jour,
        etapes=tuple(
            _etape(etape, f"{code}.{rang}", livrables, attentes, lignes, jour)
            for rang, etape in enumerate(etapes.get(ligne.id, []), start=1)
        ),
    )


def _etape(ligne, code, livrables, attentes, lignes: Lignes, jour: date) -> EtapeLue:
    return EtapeLue(
        id=ligne.id,
        version=ligne.version,
        objectif_id=ligne.objectif_id,
        code=code,
        titre=ligne.titre,
        description=ligne.description,
        debut=ligne.debut,
        echeance=ligne.echeance,
        etat=ligne.etat,
        avancement=ligne.avancement,
        responsable_id=ligne.responsable_id,
        responsable=lignes.personnes.get(ligne.responsable_id, "") if ligne.responsable_id else "",
        organisation_id=ligne.organisation_id,
        organisation=lignes.organisations.get(ligne.organisation_id, "") if ligne.organisation_id else "",
        rang=ligne.rang,
        archive_le=ligne.archive_le,
        jour=jour,
        livrables=tuple(_livrable(livrable, jour) for livrable in livrables.get(ligne.id, [])),
        attend=tuple(attentes.get(ligne.id, ())),
    )


def _livrable(ligne, jour: date) -> LivrableLu:
    return LivrableLu(
        id=ligne.id,
        version=ligne.version,
        etape_id=ligne.etape_id,
        titre=ligne.titre,
        description=ligne.description,
        echeance=ligne.echeance,
        etat=ligne.etat,
        remis_le=ligne.remis_le,
        lien=ligne.lien,
        rang=ligne.rang,
        archive_le=ligne.archive_le,
        jour=jour,
    )


def _moyen(ligne, codes: Mapping[UUID, str]) -> MoyenLu:
    cible = ligne.etape_id or ligne.objectif_id
    return MoyenLu(
        id=ligne.id,
        version=ligne.version,
        nature=ligne.nature,
        libelle=ligne.libelle,
        quantite=ligne.quantite,
        unite=ligne.unite,
        montant_centimes=ligne.montant_centimes,
        objectif_id=ligne.objectif_id,
        etape_id=ligne.etape_id,
        pour=codes.get(cible, "Tous") if cible else "Tous",
        rang=ligne.rang,
        archive_le=ligne.archive_le,
    )
