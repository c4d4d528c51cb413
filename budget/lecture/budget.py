"""A whole budget, for one exercice: what is derived is computed here, once, from its pieces. Amounts are cents.

Every total says whether it is « hors contributions valorisées » or « contributions comprises »: the two never mix.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from budget.grille import POSTES, Poste, Profil
from budget.lecture.elements import ActionLue, AffectationLue, ContributionLue, FinancementLu, LigneLue
from budget.montants import pourcentage
from chantiers.lecture import ChantierLu


@dataclass(frozen=True)
class Rubrique:
    """An amount on a poste of the grid."""

    poste: Poste
    montant_centimes: int


@dataclass(frozen=True)
class Partage:
    """« Produits prévus », always shown with its split: these three are never added without it."""

    acquis: int
    demande: int
    pistes: int

    @property
    def total(self) -> int:
        return self.acquis + self.demande + self.pistes


@dataclass(frozen=True)
class BudgetLu:
    """The budget of an exercice as of `jour`. `sequence` is the journal position read, None for the present.

    Volunteers who waive their expenses make gifts: real produits, counted when they are made (`abandons_centimes`).
    """

    exercice_id: UUID
    annee: int
    debut: date
    fin: date
    plafond_public: int
    seuil_d_ecart: int
    jour: date
    sequence: int | None
    chantiers: tuple[ChantierLu, ...]
    actions: tuple[ActionLue, ...] = ()
    lignes: tuple[LigneLue, ...] = ()
    contributions: tuple[ContributionLue, ...] = ()
    financements: tuple[FinancementLu, ...] = ()
    affectations: tuple[AffectationLue, ...] = ()
    abandons_centimes: int = 0

    # Charges and produits -------------------------------------------------------------------------------------------

    @cached_property
    def total_charges(self) -> int:
        """Hors contributions valorisées."""
        return sum(ligne.montant_centimes for ligne in self.lignes)

    @cached_property
    def retenus(self) -> tuple[FinancementLu, ...]:
        """The fundings that count: not refused, inadmissible nor dropped."""
        return tuple(f for f in self.financements if not f.perdu)

    @cached_property
    def perdus(self) -> tuple[FinancementLu, ...]:
        return tuple(f for f in self.financements if f.perdu)

    @cached_property
    def produits(self) -> Partage:
        """Hors contributions valorisées, by how sure they are."""
        sommes = dict.fromkeys(("acquis", "demande", "piste"), 0)
        for financement in self.retenus:
            sommes[financement.degre] += financement.prevu_centimes
        return Partage(sommes["acquis"], sommes["demande"], sommes["piste"])

    @property
    def recu(self) -> int:
        return sum(f.recu_centimes for f in self.retenus)

    @property
    def a_trouver(self) -> int:
        """Charges that no foreseen produit covers (0 or more)."""
        return max(self.total_charges - self.produits.total, 0)

    @property
    def excedent(self) -> int:
        return max(self.produits.total - self.total_charges, 0)

    @property
    def equilibre(self) -> bool:
        return self.total_charges == self.produits.total

    @cached_property
    def total_depense(self) -> int:
        return sum(ligne.depense_centimes for ligne in self.lignes)

    # Contributions --------------------------------------------------------------------------------------------------

    @cached_property
    def total_contributions(self) -> int:
        """In 86 as in 87: one record, both sides."""
        return sum(c.valeur_centimes for c in self.contributions)

    @property
    def contributions_confirmees(self) -> int:
        return sum(c.valeur_centimes for c in self.contributions if c.confirmee)

    @property
    def total_general(self) -> int:
        """Contributions comprises."""
        return self.total_charges + self.total_contributions

    @property
    def total_general_produits(self) -> int:
        """Contributions comprises."""
        return self.produits.total + self.total_contributions

    # Public aid -----------------------------------------------------------------------------------------------------

    @cached_property
    def aide_publique(self) -> int:
        return sum(f.prevu_centimes for f in self.retenus if f.public)

    @property
    def taux_public(self) -> Decimal:
        """In % of the charges, hors contributions valorisées."""
        return pourcentage(self.aide_publique, self.total_charges)

    @property
    def taux_public_avec_contributions(self) -> Decimal:
        """In % of the charges, contributions comprises."""
        return pourcentage(self.aide_publique, self.total_general)

    # By poste -------------------------------------------------------------------------------------------------------

    def emplois(self) -> tuple[Rubrique, ...]:
        """Charges by two-digit poste, in the order of the form."""
        return _par_groupe((ligne.groupe, ligne.montant_centimes) for ligne in self.lignes)

    def emplois_detailles(self) -> tuple[Rubrique, ...]:
        """Charges by line of the grid."""
        return _par_groupe((ligne.poste, ligne.montant_centimes) for ligne in self.lignes)

    def ressources(self) -> tuple[Rubrique, ...]:
        """Produits by two-digit poste."""
        return _par_groupe((f.groupe, f.prevu_centimes) for f in self.retenus)

    def emplois_cvn(self, profil: Profil = Profil.CERFA) -> tuple[Rubrique, ...]:
        """The 86, in the order of their printed numbers."""
        return _par_numero(((POSTES[c.emploi.emploi], c.valeur_centimes) for c in self.contributions), profil)

    def ressources_cvn(self, profil: Profil = Profil.CERFA) -> tuple[Rubrique, ...]:
        """The 87: the same records."""
        return _par_numero(((POSTES[c.emploi.ressource], c.valeur_centimes) for c in self.contributions), profil)

    # By chantier and by action --------------------------------------------------------------------------------------

    @cached_property
    def charges_par_chantier(self) -> dict[UUID, int]:
        return _sommes((ligne.chantier_id, ligne.montant_centimes) for ligne in self.lignes)

    @cached_property
    def contributions_par_chantier(self) -> dict[UUID, int]:
        return _sommes((c.chantier_id, c.valeur_centimes) for c in self.contributions)

    @cached_property
    def depenses_par_chantier(self) -> dict[UUID, int]:
        return _sommes((ligne.chantier_id, ligne.depense_centimes) for ligne in self.lignes)

    @cached_property
    def affecte_par_chantier(self) -> dict[UUID, int]:
        return _sommes((ligne.chantier_id, ligne.affecte_centimes) for ligne in self.lignes)

    @cached_property
    def par_poste_et_chantier(self) -> dict[tuple[str, UUID], int]:
        """(key of the two-digit poste, chantier) → charges."""
        return _sommes(((ligne.groupe.cle, ligne.chantier_id), ligne.montant_centimes) for ligne in self.lignes)

    @cached_property
    def flux(self) -> dict[tuple[UUID, UUID], int]:
        """(funding, chantier) → what it pays there."""
        chantiers = {ligne.id: ligne.chantier_id for ligne in self.lignes}
        connues = (a for a in self.affectations if a.ligne_id in chantiers)
        return _sommes(((a.financement_id, chantiers[a.ligne_id]), a.montant_centimes) for a in connues)

    def du_chantier(self, chantier_id: UUID) -> "BudgetLu":
        """The part of one chantier: its lines and contributions, and the fundings that pay them."""
        return self._restreint(lambda piece: piece.chantier_id == chantier_id)

    def de_l_action(self, action_id: UUID) -> "BudgetLu":
        return self._restreint(lambda piece: piece.action_id == action_id)

    def sans_action(self) -> "BudgetLu":
        """What is of no action: the animation."""
        return self._restreint(lambda piece: piece.action_id is None)

    def _restreint(self, garder: Callable[[LigneLue | ContributionLue], bool]) -> "BudgetLu":
        lignes = tuple(ligne for ligne in self.lignes if garder(ligne))
        gardees = {ligne.id for ligne in lignes}
        affectations = tuple(a for a in self.affectations if a.ligne_id in gardees)
        payeurs = {a.financement_id for a in affectations}
        chantiers = {ligne.chantier_id for ligne in lignes}
        return replace(
            self,
            lignes=lignes,
            contributions=tuple(c for c in self.contributions if garder(c)),
            affectations=affectations,
            financements=tuple(f for f in self.financements if f.id in payeurs),
            actions=tuple(a for a in self.actions if a.chantier_id in chantiers),
        )

    # Finding --------------------------------------------------------------------------------------------------------

    @cached_property
    def par_id(self) -> dict[UUID, LigneLue | ActionLue | FinancementLu | ContributionLue]:
        pieces: tuple[Any, ...] = (*self.lignes, *self.actions, *self.financements, *self.contributions)
        return {piece.id: piece for piece in pieces}

    @property
    def part_ecoulee(self) -> int:
        """The part of the period that is over on `jour`, in %."""
        jours = (self.fin - self.debut).days + 1
        return min(max(((self.jour - self.debut).days + 1) * 100 // jours, 0), 100)


def _sommes[Cle](paires: Iterable[tuple[Cle, int]]) -> dict[Cle, int]:
    sommes: dict[Cle, int] = {}
    for cle, montant in paires:
        sommes[cle] = sommes.get(cle, 0) + montant
    return sommes


def _par_groupe(paires: Iterable[tuple[Poste, int]]) -> tuple[Rubrique, ...]:
    sommes = _sommes((poste.cle, montant) for poste, montant in paires)
    return tuple(Rubrique(poste, sommes[cle]) for cle, poste in POSTES.items() if cle in sommes)


def _par_numero(paires: Iterable[tuple[Poste, int]], profil: Profil) -> tuple[Rubrique, ...]:
    return tuple(sorted(_par_groupe(paires), key=lambda rubrique: rubrique.poste.numero(profil)))
