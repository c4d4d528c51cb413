"""What a report is made of, and its snapshot: roadmaps, a budget, the expenses that justify a funding.

A report of a version has the version's own snapshot. The others hold each part under a key of its own, so that the
reader of each part finds it: `feuilles`, `budget`, `depenses`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from budget.lecture import BudgetLu, lire_budget
from budget.lecture import instantane as du_budget
from budget.models import Depense, Imputation
from chantiers.lecture import FeuilleLue, depuis_instantane, instantane, lire_globale
from documentation.models import Rapport
from historique.canonique import canonique, engagements, lire
from historique.models import PASSAGE_RETIRE, Ouverture
from membres.acces import Acces

type Engager = Callable[[str], str]
Nature = Rapport.Nature
DES_FEUILLES = {Nature.GLOBALE, Nature.CHANTIER, Nature.COMPLET}


@dataclass(frozen=True)
class DepenseJustifiee:
    """An expense, what of it justifies the funding (cents), and how many receipts prove it."""

    id: UUID
    ligne_id: UUID
    le: date
    libelle: str
    fournisseur: str
    montant_centimes: int
    impute_centimes: int
    justificatifs: int


@dataclass(frozen=True)
class Matiere:
    """The parts of a report; those it is not made of are empty."""

    feuilles: tuple[FeuilleLue, ...] = ()
    budget: BudgetLu | None = None
    depenses: tuple[DepenseJustifiee, ...] = ()

    @property
    def vide(self) -> bool:
        return not self.feuilles and (self.budget is None or not self.budget.lignes)


def presente(rapport: Rapport, lecteur: Acces) -> Matiere:
    """What the report is about, as it is now."""
    feuilles = lire_globale(lecteur).feuilles if rapport.nature in DES_FEUILLES else ()
    if rapport.exercice is None:
        return Matiere(_du_chantier(feuilles, rapport))
    budget = lire_budget(lecteur, rapport.exercice.annee)
    if budget is None or rapport.financement_id is None:
        return Matiere(feuilles, budget)
    depenses = tuple(_depenses(rapport))
    return Matiere(feuilles, _du_financement(budget, rapport.financement_id, depenses), depenses)


def figee(rapport: Rapport, lecteur: Acces) -> Matiere:
    """What its snapshot holds."""
    donnees = lire(rapport.instantane)
    feuilles = depuis_instantane(rapport.instantane, lecteur).feuilles if "feuilles" in donnees else ()
    budget = du_budget.depuis_instantane(rapport.instantane, lecteur) if "budget" in donnees else None
    return Matiere(_du_chantier(feuilles, rapport), budget, tuple(_relues(donnees.get("depenses", []))))


def texte_de(matiere: Matiere, *, jour: date, sequence: int, engager: Engager) -> str:
    """The canonical snapshot; each part as its own room freezes it."""
    texte = instantane(matiere.feuilles, jour=jour, sequence=sequence, engager=engager)
    if matiere.budget is None:
        return texte
    donnees = lire(texte) if matiere.feuilles else {"jour": jour, "sequence": sequence, "schema": du_budget.SCHEMA}
    budget = du_budget.instantane(matiere.budget, jour=jour, sequence=sequence, engager=engager)
    donnees["budget"] = lire(budget)["budget"]
    if matiere.depenses:
        donnees["depenses"] = [_figee(depense, engager) for depense in matiere.depenses]
    return canonique(donnees)


def reunie(feuilles: str, budget: str) -> str:
    """The snapshot of a whole report, of two versions: the roadmaps of one, the budget of the other."""
    return canonique(lire(feuilles) | {"budget": lire(budget)["budget"]})


def _du_chantier(feuilles: tuple[FeuilleLue, ...], rapport: Rapport) -> tuple[FeuilleLue, ...]:
    return tuple(f for f in feuilles if rapport.chantier_id in {None, f.chantier.id})


def _du_financement(budget: BudgetLu, financement: UUID, depenses: Iterable[DepenseJustifiee]) -> BudgetLu:
    """Its lines only: those it pays, and those of the expenses that justify it."""
    affectations = tuple(a for a in budget.affectations if a.financement_id == financement)
    siennes = {a.ligne_id for a in affectations} | {d.ligne_id for d in depenses}
    lignes = tuple(ligne for ligne in budget.lignes if ligne.id in siennes)
    actions = {ligne.action_id for ligne in lignes}
    return replace(
        budget,
        lignes=lignes,
        affectations=affectations,
        actions=tuple(a for a in budget.actions if a.id in actions),
        financements=tuple(f for f in budget.financements if f.id == financement),
        contributions=(),
        abandons_centimes=0,
    )


def _depenses(rapport: Rapport) -> Iterable[DepenseJustifiee]:
    siennes = Imputation.objects.presents().filter(
        financement=rapport.financement_id, depense__ligne__exercice=rapport.exercice_id
    )
    joints = Depense.objects.filter(pk__in=siennes.values("depense")).annotate(
        n=Count("justificatifs", filter=Q(justificatifs__archive_le=None))
    )
    pieces = dict(joints.values_list("pk", "n"))
    for i in siennes.select_related("depense").order_by("depense__le", "depense__pk"):
        yield DepenseJustifiee(
            id=i.depense_id,
            ligne_id=i.depense.ligne_id,
            le=i.depense.le,
            libelle=i.depense.libelle,
            fournisseur=i.depense.fournisseur,
            montant_centimes=i.depense.montant_centimes,
            impute_centimes=i.montant_centimes,
            justificatifs=pieces[i.depense_id],
        )


def _figee(depense: DepenseJustifiee, engager: Engager) -> dict[str, Any]:
    textes = {nom: getattr(depense, nom) for nom in ("libelle", "fournisseur")}
    return vars(depense) | {nom: {"engagement": engager(t)} if t else "" for nom, t in textes.items()}


def _relues(depenses: list[dict[str, Any]]) -> Iterable[DepenseJustifiee]:
    ouvertures = dict(
        Ouverture.objects.filter(engagement__in=set(engagements(depenses))).values_list("engagement", "valeur")
    )
    for depense in depenses:
        lue: dict[str, Any] = {
            nom: ouvertures.get(valeur["engagement"], PASSAGE_RETIRE) if isinstance(valeur, dict) else valeur
            for nom, valeur in depense.items()
        }
        lue |= {nom: UUID(depense[nom]) for nom in ("id", "ligne_id")}
        yield DepenseJustifiee(**lue | {"le": date.fromisoformat(depense["le"])})
