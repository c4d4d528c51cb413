"""Pieces of a budget made in memory, the simplest valid ones: what is computed from them needs no database."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from budget.lecture.budget import BudgetLu
from budget.lecture.elements import AffectationLue, ContributionLue, FinancementLu, LigneLue
from budget.lecture.justifications import DepenseNotee
from chantiers.lecture import ChantierLu

NUMEROS = count(1)
CHANTIER = ChantierLu(UUID(int=1), 1, "Compétences et métiers", "Compétences", "competences")


def cle() -> UUID:
    return UUID(int=10_000 + next(NUMEROS))


def budget_lu(**champs: Any) -> BudgetLu:
    """The budget of 2027 on the 1st of June."""
    defauts = {
        "exercice_id": UUID(int=2027),
        "annee": 2027,
        "debut": date(2027, 1, 1),
        "fin": date(2027, 12, 31),
        "plafond_public": 80,
        "seuil_d_ecart": 10,
        "jour": date(2027, 6, 1),
        "sequence": 12,
        "chantiers": (CHANTIER,),
    }
    return BudgetLu(**{**defauts, **champs})


def ligne_lue(centimes: int = 100_000, poste: str = "honoraires", **champs: Any) -> LigneLue:
    defauts = {
        "id": cle(),
        "version": 1,
        "chantier_id": CHANTIER.id,
        "action_id": None,
        "libelle": f"Besoin {next(NUMEROS)}",
        "quantite": None,
        "unite": "",
        "cout_unitaire_centimes": None,
        "moyen_id": None,
        "moyen": "",
        "etape_id": None,
        "etape": "",
        "cle_de_repartition": "",
        "reversement_a_id": None,
        "reversement_a": "",
        "nominative": False,
        "ecart_explique": "",
        "rang": 0,
    }
    return LigneLue(**{**defauts, "montant_centimes": centimes, "poste_cle": poste, **champs})


def financement_lu(centimes: int = 100_000, poste: str = "region", **champs: Any) -> FinancementLu:
    defauts = {
        "id": cle(),
        "version": 1,
        "intitule": "Soutien aux coopérations",
        "financeur_id": cle(),
        "financeur": f"Financeur {next(NUMEROS)}",
        "statut": "accordee",
        "demande_centimes": centimes,
        "accorde_centimes": centimes,
        "recu_centimes": 0,
        "plafond_public": None,
        "base_du_plafond": "hors_contributions",
        "porteur_administratif_id": None,
        "porteur_administratif": "",
        "porteur_financier_id": None,
        "porteur_financier": "",
        "reversement_autorise": False,
    }
    return FinancementLu(**{**defauts, "poste_cle": poste, **champs})


def contribution_lue(centimes: int = 10_000, nature: str = "benevolat", **champs: Any) -> ContributionLue:
    defauts = {
        "id": cle(),
        "version": 1,
        "chantier_id": CHANTIER.id,
        "action_id": None,
        "organisation_id": cle(),
        "organisation": "Fédération Rives et Réseaux",
        "personne_id": None,
        "personne": "",
        "libelle": "Coup de main",
        "le": date(2027, 3, 1),
        "nombre": 1,
        "quantite": Decimal(10),
        "unite": "h",
        "taux_milliemes": 12310,
        "forfait_centimes": 0,
        "etat": "declaree",
    }
    return ContributionLue(**{**defauts, "valeur_centimes": centimes, "nature": nature, **champs})


def affectation_lue(financement: FinancementLu, ligne: LigneLue, centimes: int) -> AffectationLue:
    return AffectationLue(cle(), 1, financement.id, ligne.id, centimes)


def depense_notee(ligne: LigneLue, centimes: int, **champs: Any) -> DepenseNotee:
    defauts = {
        "id": cle(),
        "le": date(2027, 4, 1),
        "libelle": "Facture",
        "fournisseur": "",
        "abandon_de_frais": False,
    }
    return DepenseNotee(**{**defauts, "ligne_id": ligne.id, "montant_centimes": centimes, **champs})
