"""A frozen budget as the page of its version lays it out. Amounts are cents, names are today's.

The public reads nobody's pay (`budget.lecture.regroupement`), and contributions by organisation and nature.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from budget.lecture import BudgetLu, FinancementLu, LigneLue, Partage
from budget.lecture.comptes import apports
from budget.lecture.plafond import TauxPublic, taux_public
from budget.lecture.regroupement import Regroupement, regrouper, tout_montrer
from chantiers.lecture import ChantierLu
from membres.acces import Acces

# More lines than that are read in the budget, at the day of the version.
LIGNES_AU_PLUS = 150


@dataclass(frozen=True)
class PartFigee:
    """What a chantier needs (or several that are read together), and what pays it."""

    chantiers: tuple[ChantierLu, ...]
    besoins: int
    produits: Partage
    contributions: int
    lignes: tuple[LigneLue, ...]

    @property
    def a_financer(self) -> int:
        """What no funding is affected to."""
        return max(self.besoins - self.produits.total, 0)

    @property
    def total_general(self) -> int:
        """Contributions comprises."""
        return self.besoins + self.contributions


@dataclass(frozen=True)
class Apport:
    """Contributions of an organisation (or of people, never named), of one nature."""

    qui: str
    nature: str
    valeur_centimes: int


@dataclass(frozen=True)
class BudgetFige:
    """`charges`: the charges, in blocs that the reader may read."""

    budget: BudgetLu
    public: bool
    charges: Regroupement

    @cached_property
    def taux(self) -> TauxPublic:
        b = self.budget
        return taux_public(b.aide_publique, b.total_charges, b.total_contributions, b.plafond_public)

    @property
    def taux_hors(self) -> str:
        """« 58,3 », in % of the charges, hors contributions valorisées."""
        return str(self.taux.taux_hors).replace(".", ",")

    @property
    def taux_avec(self) -> str:
        return str(self.taux.taux_avec).replace(".", ",")

    @cached_property
    def financements(self) -> tuple[FinancementLu, ...]:
        """Those that count, the surest first."""
        return tuple(sorted(self.budget.retenus, key=lambda f: (-f.degre_lu[1], -f.prevu_centimes, f.nom)))

    @cached_property
    def parts(self) -> tuple[PartFigee, ...]:
        parts = (self._part(ensemble) for ensemble in self._ensembles())
        return tuple(part for part in parts if part.besoins or part.contributions)

    @cached_property
    def ensemble(self) -> PartFigee:
        """The sum of the parts."""
        return PartFigee(
            chantiers=self.budget.chantiers,
            besoins=self.budget.total_charges,
            produits=_ensemble(part.produits for part in self.parts),
            contributions=self.budget.total_contributions,
            lignes=(),
        )

    def _ensembles(self) -> list[tuple[ChantierLu, ...]]:
        """The chantiers in their order, alone or with those they are read with."""
        ensembles = []
        for chantier in self.budget.chantiers:
            lus = next((e for e in self.charges.chantiers if chantier.id in e), frozenset({chantier.id}))
            ensembles.append(tuple(c for c in self.budget.chantiers if c.id in lus))
        return list(dict.fromkeys(ensembles))

    def _part(self, chantiers: tuple[ChantierLu, ...]) -> PartFigee:
        siens = [self.budget.du_chantier(chantier.id) for chantier in chantiers]
        return PartFigee(
            chantiers=chantiers,
            besoins=sum(sien.total_charges for sien in siens),
            produits=_ensemble(apports(sien) for sien in siens),
            contributions=sum(sien.total_contributions for sien in siens),
            lignes=() if self.public else tuple(ligne for sien in siens for ligne in sien.lignes),
        )

    @property
    def lignes_montrees(self) -> bool:
        return not self.public and len(self.budget.lignes) <= LIGNES_AU_PLUS

    @cached_property
    def contributions(self) -> tuple[Apport, ...]:
        """By organisation and nature, the largest first."""
        sommes: dict[tuple[str, str], int] = {}
        for c in self.budget.contributions:
            cle = (c.organisation or "Des personnes, à titre individuel", c.libelle_nature)
            sommes[cle] = sommes.get(cle, 0) + c.valeur_centimes
        lus = (Apport(qui, nature, valeur) for (qui, nature), valeur in sommes.items())
        return tuple(sorted(lus, key=lambda apport: (-apport.valeur_centimes, apport.qui, apport.nature)))


def _ensemble(partages: Iterable[Partage]) -> Partage:
    tous = list(partages)
    return Partage(sum(p.acquis for p in tous), sum(p.demande for p in tous), sum(p.pistes for p in tous))


def mettre_en_page(budget: BudgetLu | None, acces: Acces) -> BudgetFige | None:
    """None for a version of roadmaps or of a text."""
    if budget is None:
        return None
    public = not acces.membre
    return BudgetFige(budget, public, regrouper(budget) if public else tout_montrer(budget))
