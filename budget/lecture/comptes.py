"""A budget as its pages lay it out: rows whose numbers lead further. Amounts are cents.

`Bilan` and `Comptes` are those of a whole budget, or of a part of it (a chantier, an action): the resources of a part
are what fundings bring to its lines, not the whole of these fundings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from budget.grille import Poste, Sens
from budget.lecture.adresses import Adresses
from budget.lecture.budget import BudgetLu, Partage, Rubrique
from budget.lecture.regroupement import Regroupement
from budget.montants import pourcentage

TOUT = {Sens.CHARGE: "total_charges", Sens.PRODUIT: "total_produits"}


@dataclass(frozen=True)
class Rangee:
    """A row: `adresse` is where its number leads, or nothing."""

    intitule: str
    montant_centimes: int
    adresse: str = ""


@dataclass(frozen=True)
class Part:
    """A stretch of the bar of needs, in % of the longest side, as SVG writes it."""

    classe: str
    debut: str
    largeur: str


@dataclass(frozen=True)
class Bilan:
    """Needs, what pays them by how sure it is, and contributions beside. `partiel`: of a part of the budget."""

    besoins: int
    produits: Partage
    contributions: int
    partiel: bool = False

    @property
    def a_trouver(self) -> int:
        return max(self.besoins - self.produits.total, 0)

    @property
    def excedent(self) -> int:
        return max(self.produits.total - self.besoins, 0)

    @property
    def couverture(self) -> str:
        """« 58,3 »: the produits, in % of the needs."""
        return str(pourcentage(self.produits.total, self.besoins)).replace(".", ",")

    @property
    def postes(self) -> tuple[tuple[str, str, int, str], ...]:
        """(class, word, cents, share of the needs in whole %) of each stretch."""
        trois = (
            ("fin", "Acquis", self.produits.acquis),
            ("dem", "Demandé", self.produits.demande),
            ("pis", "Pistes", self.produits.pistes),
            ("reste", "Reste à trouver", self.a_trouver),
        )
        return tuple((classe, mot, n, f"{pourcentage(n, self.besoins):.0f}") for classe, mot, n in trois)

    @property
    def parts(self) -> tuple[Part, ...]:
        plus_long = max(self.besoins, self.produits.total, 1)
        parts, debut = [], 0.0
        for classe, _, montant, _ in self.postes:
            largeur = montant * 100 / plus_long
            if montant:
                parts.append(Part(classe, f"{debut:.2f}", f"{largeur:.2f}"))
            debut += largeur
        return tuple(parts)

    @property
    def part_des_contributions(self) -> str:
        plus_long = max(self.besoins, self.produits.total, 1)
        return f"{min(self.contributions * 100 / plus_long, 100):.2f}"


@dataclass(frozen=True)
class Comptes:
    """Both sides, contributions apart."""

    emplois: tuple[Rangee, ...]
    ressources: tuple[Rangee, ...]
    emplois_cvn: tuple[Rangee, ...]
    ressources_cvn: tuple[Rangee, ...]
    tout_charges: str = ""
    tout_produits: str = ""
    tout_cvn: str = ""


def bilan(budget: BudgetLu) -> Bilan:
    return Bilan(budget.total_charges, budget.produits, budget.total_contributions)


def bilan_partiel(budget: BudgetLu) -> Bilan:
    """Of the lines that `budget` (a part of a budget) holds: what is affected to them."""
    return Bilan(budget.total_charges, apports(budget), budget.total_contributions, partiel=True)


def apports(budget: BudgetLu) -> Partage:
    """What fundings bring to the lines of `budget`, by how sure they are."""
    degres = {f.id: f.degre for f in budget.financements}
    sommes = dict.fromkeys(("acquis", "demande", "piste", "perdu"), 0)
    for affectation in budget.affectations:
        sommes[degres[affectation.financement_id]] += affectation.montant_centimes
    return Partage(sommes["acquis"], sommes["demande"], sommes["piste"])


def comptes(
    budget: BudgetLu, regroupement: Regroupement, adresses: Adresses, *, partiel: bool = False, **de: Any
) -> Comptes:
    """`de`: the chantier or action whose part it is, for the addresses (see `Adresses.du_poste`)."""

    def rangees(rubriques: Iterable[Rubrique]) -> tuple[Rangee, ...]:
        return tuple(
            Rangee(r.poste.intitule(), r.montant_centimes, adresses.du_poste(r.poste.cle, **de)) for r in rubriques
        )

    return Comptes(
        emplois=tuple(
            Rangee(e.intitule, e.montant_centimes, adresses.du_poste(e.seul, **de)) for e in regroupement.ensembles
        ),
        ressources=rangees(ressources_partielles(budget) if partiel else budget.ressources()),
        emplois_cvn=rangees(budget.emplois_cvn()),
        ressources_cvn=rangees(budget.ressources_cvn()),
        tout_charges=adresses.du_poste(TOUT[Sens.CHARGE], **de),
        tout_produits=adresses.du_poste(TOUT[Sens.PRODUIT], **de),
        tout_cvn=adresses.du_poste("emplois_cvn", **de),
    )


def ressources_partielles(budget: BudgetLu) -> tuple[Rubrique, ...]:
    """What fundings bring to the lines of `budget`, by two-digit poste."""
    groupes: dict[str, Poste] = {}
    sommes: dict[str, int] = {}
    financements = {f.id: f for f in budget.financements}
    for affectation in budget.affectations:
        financement = financements[affectation.financement_id]
        if not financement.perdu:
            groupe = financement.groupe
            groupes[groupe.cle] = groupe
            sommes[groupe.cle] = sommes.get(groupe.cle, 0) + affectation.montant_centimes
    ordre = sorted(groupes.values(), key=lambda poste: poste.rang)
    return tuple(Rubrique(poste, sommes[poste.cle]) for poste in ordre)
