"""The frozen snapshot of roadmaps: canonical JSON in which names and prose are commitments, and its reading back.

Derived facts (late, percentages of an objective, numbers of items) are not in it: they come from order and dates.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from chantiers.lecture.elements import AttenteLue, ChantierLu, LivrableLu, MoyenLu
from chantiers.lecture.feuille import EtapeLue, FeuilleLue, GlobaleLue
from chantiers.lecture.lignes import Lignes, assembler
from chantiers.models import Chantier
from historique.canonique import canonique, engagements
from historique.models import PASSAGE_RETIRE, Ouverture
from membres.acces import Acces
from membres.models import Organisation
from membres.noms import nommer

SCHEMA = 1

type Engager = Callable[[str], str]


def instantane(feuilles: Iterable[FeuilleLue], *, jour: date, sequence: int, engager: Engager) -> str:
    """The canonical text of `feuilles` as read on `jour` at journal position `sequence`.

    `engager` makes the commitment of a removable text (`acte.engager`): its openings are written with the act.
    """
    return canonique(
        {
            "schema": SCHEMA,
            "jour": jour,
            "sequence": sequence,
            "feuilles": [_feuille(feuille, engager) for feuille in feuilles],
        }
    )


def _prose(texte: str, engager: Engager) -> Any:
    return {"engagement": engager(texte)} if texte else ""


def _feuille(feuille: FeuilleLue, engager: Engager) -> dict[str, Any]:
    return {
        "id": feuille.id,
        "version": feuille.version,
        "chantier": {"id": feuille.chantier.id, "numero": feuille.chantier.numero},
        "debut": feuille.debut,
        "fin": feuille.fin,
        "etat": feuille.etat,
        "presentation": _prose(feuille.presentation, engager),
        "objectifs": [
            {
                "id": objectif.id,
                "version": objectif.version,
                "titre": _prose(objectif.titre, engager),
                "description": _prose(objectif.description, engager),
                "contribue_a": objectif.contribue_a_id,
                "etapes": [_etape(etape, engager) for etape in objectif.etapes],
            }
            for objectif in feuille.objectifs
        ],
        "moyens": [_moyen(moyen, engager) for moyen in feuille.moyens],
    }


def _etape(etape: EtapeLue, engager: Engager) -> dict[str, Any]:
    return {
        "id": etape.id,
        "version": etape.version,
        "titre": _prose(etape.titre, engager),
        "description": _prose(etape.description, engager),
        "debut": etape.debut,
        "echeance": etape.echeance,
        "etat": etape.etat,
        "avancement": etape.avancement,
        "responsable": etape.responsable_id,
        "organisation": etape.organisation_id,
        "livrables": [_livrable(livrable, engager) for livrable in etape.livrables],
        "attend": [{"id": a.id, "version": a.version, "etape": a.attend_id} for a in etape.attend],
    }


def _livrable(livrable: LivrableLu, engager: Engager) -> dict[str, Any]:
    return {
        "id": livrable.id,
        "version": livrable.version,
        "titre": _prose(livrable.titre, engager),
        "description": _prose(livrable.description, engager),
        "echeance": livrable.echeance,
        "etat": livrable.etat,
        "remis_le": livrable.remis_le,
        "lien": _prose(livrable.lien, engager),
    }


def _moyen(moyen: MoyenLu, engager: Engager) -> dict[str, Any]:
    return {
        "id": moyen.id,
        "version": moyen.version,
        "nature": moyen.nature,
        "libelle": _prose(moyen.libelle, engager),
        "quantite": moyen.quantite,
        "unite": _prose(moyen.unite, engager),
        "montant_centimes": moyen.montant_centimes,
        "objectif": moyen.objectif_id,
        "etape": moyen.etape_id,
    }


def depuis_instantane(texte: str, acces: Acces) -> GlobaleLue:
    """Read a snapshot back. A text whose opening was taken out reads « [passage retiré] »; names are today's."""
    donnees = json.loads(texte)
    lecteur = _Lecteur(_ouvertures(donnees))
    lignes = lecteur.lignes(donnees["feuilles"])
    lignes.chantiers = {
        c.pk: ChantierLu.de(c) for c in Chantier.objects.filter(pk__in=[f.chantier_id for f in lignes.feuilles])
    }
    lignes.personnes = nommer({e.responsable_id for e in lignes.etapes if e.responsable_id}, acces)
    organisations = {e.organisation_id for e in lignes.etapes if e.organisation_id}
    lignes.organisations = {o.pk: str(o) for o in Organisation.objects.filter(pk__in=organisations)}
    jour = date.fromisoformat(donnees["jour"])
    return GlobaleLue(
        feuilles=assembler(lignes, jour=jour, sequence=donnees["sequence"]), jour=jour, sequence=donnees["sequence"]
    )


def _ouvertures(donnees: Any) -> Mapping[str, str]:
    cles = set(engagements(donnees))
    return dict(Ouverture.objects.filter(engagement__in=cles).values_list("engagement", "valeur"))


class _Lecteur:
    """Turns the items of a snapshot into rows with the attributes of the models."""

    def __init__(self, ouvertures: Mapping[str, str]) -> None:
        self.ouvertures = ouvertures

    def ligne(self, item: Mapping[str, Any], rang: int, **cles: Any) -> SimpleNamespace:
        valeurs = {nom: self._valeur(nom, valeur) for nom, valeur in item.items() if not isinstance(valeur, list)}
        return SimpleNamespace(**(valeurs | cles | {"rang": rang, "archive_le": None}))

    def _valeur(self, nom: str, valeur: Any) -> Any:
        if isinstance(valeur, dict):
            return self.ouvertures.get(valeur["engagement"], PASSAGE_RETIRE)
        if valeur is None:
            return None
        if nom in {"debut", "fin", "echeance", "remis_le"}:
            return date.fromisoformat(valeur)
        if nom in {"id", "contribue_a", "responsable", "organisation", "objectif", "etape"}:
            return UUID(valeur)
        return Decimal(valeur) if nom == "quantite" else valeur

    def lignes(self, feuilles: list[dict[str, Any]]) -> Lignes:
        lignes = Lignes(feuilles=[])
        for feuille in feuilles:
            chantier = feuille.pop("chantier")
            lue = self.ligne(feuille, 0, chantier_id=UUID(chantier["id"]))
            lignes.feuilles.append(lue)
            for rang, objectif in enumerate(feuille["objectifs"], start=1):
                self._objectif(lignes, lue, chantier["numero"], objectif, rang)
            for rang, moyen in enumerate(feuille["moyens"], start=1):
                ligne = self.ligne(moyen, rang, feuille_de_route_id=lue.id)
                ligne.objectif_id, ligne.etape_id = ligne.objectif, ligne.etape
                lignes.moyens.append(ligne)
        self._attentes(lignes, feuilles)
        return lignes

    def _objectif(self, lignes: Lignes, feuille: Any, numero: int, item: dict[str, Any], rang: int) -> None:
        objectif = self.ligne(item, rang, feuille_de_route_id=feuille.id)
        objectif.contribue_a_id = objectif.contribue_a
        lignes.objectifs.append(objectif)
        if numero == 0:
            lignes.objectifs_globaux[objectif.id] = (f"I.{rang}", objectif.titre)
        for place, etape in enumerate(item["etapes"], start=1):
            lue = self.ligne(etape, place, objectif_id=objectif.id)
            lue.responsable_id, lue.organisation_id = lue.responsable, lue.organisation
            lue.chantier_numero = numero
            lignes.etapes.append(lue)
            for ordre, livrable in enumerate(etape["livrables"], start=1):
                lignes.livrables.append(self.ligne(livrable, ordre, etape_id=lue.id))

    @staticmethod
    def _attentes(lignes: Lignes, feuilles: list[dict[str, Any]]) -> None:
        par_id = {etape.id: etape for etape in lignes.etapes}
        items = (e for f in feuilles for o in f["objectifs"] for e in o["etapes"])
        for item in items:
            for attente in item["attend"]:
                if (attendue := par_id.get(UUID(attente["etape"]))) is not None:
                    lignes.attentes.append(
                        AttenteLue(
                            id=UUID(attente["id"]),
                            version=attente["version"],
                            etape_id=UUID(item["id"]),
                            attend_id=attendue.id,
                            titre=attendue.titre,
                            chantier_numero=attendue.chantier_numero,
                            chantier_slug="",
                            echeance=attendue.echeance,
                            faite=attendue.etat == "faite",
                        )
                    )
