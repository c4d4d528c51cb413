"""Matrix source × line, and planned / spent: the lines of one chantier at a time, by action, a page of them at most.

Totals are those of all the lines, shown or not. Amounts are cents.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.core.paginator import Page, Paginator

from budget.lecture.budget import BudgetLu
from budget.lecture.elements import ANIMATION, ActionLue, AffectationLue, FinancementLu, LigneLue
from budget.lecture.usage import depasse
from budget.montants import pourcentage
from chantiers.lecture import ChantierLu

LIGNES_PAR_PAGE = 50


@dataclass(frozen=True)
class Total:
    """What lines add up to: planned, paid by fundings, spent."""

    prevu: int = 0
    affecte: int = 0
    depense: int = 0

    @classmethod
    def de(cls, lignes: Iterable[LigneLue]) -> "Total":
        prevu = affecte = depense = 0
        for ligne in lignes:
            prevu += ligne.montant_centimes
            affecte += ligne.affecte_centimes
            depense += ligne.depense_centimes
        return cls(prevu, affecte, depense)

    @property
    def reste(self) -> int:
        """To be found."""
        return self.prevu - self.affecte

    @property
    def part(self) -> str:
        """« 40,6 »: what is spent of what was planned, in %; a dash when nothing was."""
        return str(pourcentage(self.depense, self.prevu)).replace(".", ",") if self.prevu else "—"

    @property
    def largeur(self) -> str:
        """The same for a bar, which stops at 100."""
        return str(min(pourcentage(self.depense, self.prevu), 100)) if self.prevu else "100" if self.depense else "0"


@dataclass(frozen=True)
class Paiement:
    """What a funding pays of a line."""

    affectation: AffectationLue
    financement: FinancementLu


@dataclass(frozen=True)
class LigneDeMatrice:
    """A line, who pays it, and whether more was spent on it than the threshold allows."""

    ligne: LigneLue
    paiements: tuple[Paiement, ...]
    depassee: bool

    @property
    def total(self) -> Total:
        return Total.de([self.ligne])


@dataclass(frozen=True)
class GroupeDeLignes:
    """The lines of an action, or of the animation; `total` is of all of them, `lignes` those of this page."""

    titre: str
    action_id: UUID | None
    total: Total
    lignes: tuple[LigneDeMatrice, ...]


@dataclass(frozen=True)
class Matrice:
    """`choisi`: the chantier of which the lines are shown, on `page`."""

    budget: BudgetLu
    choisi: ChantierLu | None
    numero_de_page: str

    @cached_property
    def total(self) -> Total:
        return Total.de(self.budget.lignes)

    @cached_property
    def chantiers(self) -> list[tuple[ChantierLu, Total]]:
        siennes: dict[UUID, list[LigneLue]] = {}
        for ligne in self.budget.lignes:
            siennes.setdefault(ligne.chantier_id, []).append(ligne)
        return [(chantier, Total.de(siennes.get(chantier.id, []))) for chantier in self.budget.chantiers]

    @cached_property
    def page(self) -> Page:
        return Paginator(self._lignes, LIGNES_PAR_PAGE).get_page(self.numero_de_page)

    @cached_property
    def groupes(self) -> list[GroupeDeLignes]:
        """The groups that this page shows."""
        toutes = _par_action(self._lignes)
        return [
            GroupeDeLignes(
                titre=self._actions[action_id].nom if action_id in self._actions else ANIMATION,
                action_id=action_id,
                total=Total.de(toutes[action_id]),
                lignes=tuple(self._lire(ligne) for ligne in lignes),
            )
            for action_id, lignes in _par_action(self.page.object_list).items()
        ]

    def _lire(self, ligne: LigneLue) -> LigneDeMatrice:
        depassee = depasse(ligne.montant_centimes, ligne.depense_centimes, self.budget.seuil_d_ecart)
        return LigneDeMatrice(ligne, tuple(self._paiements.get(ligne.id, ())), depassee)

    @cached_property
    def _actions(self) -> Mapping[UUID | None, ActionLue]:
        return {action.id: action for action in self.budget.actions}

    @cached_property
    def _lignes(self) -> list[LigneLue]:
        """Those of the chosen chantier: the animation, then its actions in order, by poste."""
        rangs: dict[UUID | None, int] = {action.id: rang for rang, action in enumerate(self.budget.actions, start=1)}
        siennes = [ligne for ligne in self.budget.lignes if self.choisi and ligne.chantier_id == self.choisi.id]
        return sorted(siennes, key=lambda ligne: rangs.get(ligne.action_id, 0))

    @cached_property
    def _paiements(self) -> dict[UUID, list[Paiement]]:
        financements = {financement.id: financement for financement in self.budget.financements}
        paiements: dict[UUID, list[Paiement]] = {}
        for a in self.budget.affectations:
            if a.financement_id in financements:
                paiements.setdefault(a.ligne_id, []).append(Paiement(a, financements[a.financement_id]))
        return paiements


def _par_action(lignes: Iterable[LigneLue]) -> dict[UUID | None, list[LigneLue]]:
    groupes: dict[UUID | None, list[LigneLue]] = {}
    for ligne in lignes:
        groupes.setdefault(ligne.action_id, []).append(ligne)
    return groupes


def lire_la_matrice(budget: BudgetLu, slug: str = "", page: str = "") -> Matrice:
    """The matrix, its lines those of the chantier of this address; none without one."""
    choisi = next((chantier for chantier in budget.chantiers if chantier.slug == slug), None)
    return Matrice(budget, choisi, page)
