"""What the public reads of the charges without learning what one person is paid.

Some lines rest on one person's pay (`nominative`). Nobody may find their amount on the public pages, even by taking one
public number from another. So every public number is a sum of *blocs*, which are never cut: the charges of some postes
in some places (an action, or the animation of a chantier). A bloc that holds such a line holds the next largest poste
of its place too; a place that has no other poste is read together with another place.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from budget.grille import POSTES, Poste
from budget.lecture.budget import BudgetLu

# A chantier, and one of its actions (None: its animation).
type Lieu = tuple[UUID, UUID | None]


@dataclass(frozen=True)
class Bloc:
    """Charges that are never cut: the two-digit postes of some places."""

    lieux: frozenset[Lieu]
    postes: frozenset[str]
    montant_centimes: int


@dataclass(frozen=True)
class Ensemble:
    """Postes read in one row, with their sum."""

    postes: tuple[Poste, ...]
    montant_centimes: int

    @property
    def intitule(self) -> str:
        if len(self.postes) == 1:
            return self.postes[0].intitule()
        return f"Postes regroupés ({', '.join(p.numero() or p.libelle.lower() for p in self.postes)})"

    @property
    def seul(self) -> str:
        """The key of the poste when it stands alone, else nothing."""
        return self.postes[0].cle if len(self.postes) == 1 else ""


@dataclass(frozen=True)
class Regroupement:
    """The charges of a budget in blocs; `impossible`: nothing can be shown without showing a pay."""

    blocs: tuple[Bloc, ...] = ()
    impossible: bool = False

    @property
    def regroupe(self) -> bool:
        """Whether anything is read together."""
        return any(len(bloc.postes) > 1 or len(bloc.lieux) > 1 for bloc in self.blocs)

    @cached_property
    def unites(self) -> tuple[frozenset[Lieu], ...]:
        """The places, alone or with those they are read with."""
        return tuple(dict.fromkeys(bloc.lieux for bloc in self.blocs))

    @cached_property
    def chantiers(self) -> tuple[frozenset[UUID], ...]:
        """The chantiers that have charges, alone or with those they are read with."""
        return _composantes(frozenset(chantier for chantier, _ in unite) for unite in self.unites)

    def des_chantiers(self, chantiers: Collection[UUID]) -> "Regroupement":
        """Those of some chantiers, which are all those that they are read with."""
        return Regroupement(tuple(b for b in self.blocs if all(chantier in chantiers for chantier, _ in b.lieux)))

    def de_l_action(self, action_id: UUID) -> "Regroupement":
        """Empty when the action is read together with something else."""
        return Regroupement(tuple(b for b in self.blocs if {action for _, action in b.lieux} == {action_id}))

    @property
    def total(self) -> int:
        return sum(bloc.montant_centimes for bloc in self.blocs)

    @cached_property
    def ensembles(self) -> tuple[Ensemble, ...]:
        """The rows of a table of these charges, in the order of the grid."""
        rangees = []
        for cles in _composantes(bloc.postes for bloc in self.blocs):
            postes = tuple(sorted((POSTES[cle] for cle in cles), key=lambda poste: poste.rang))
            montant = sum(bloc.montant_centimes for bloc in self.blocs if bloc.postes <= cles)
            rangees.append(Ensemble(postes, montant))
        return tuple(sorted(rangees, key=lambda ensemble: ensemble.postes[0].rang))

    def montant(self, ensemble: Ensemble, chantiers: Collection[UUID]) -> int:
        """What a row of the whole has in some chantiers that are read together."""
        cles = {poste.cle for poste in ensemble.postes}
        siens = self.des_chantiers(chantiers).blocs
        return sum(bloc.montant_centimes for bloc in siens if bloc.postes <= cles)


def _composantes[Cle](parties: Iterable[frozenset[Cle]]) -> tuple[frozenset[Cle], ...]:
    """Parts that touch are one."""
    faites: list[frozenset[Cle]] = []
    for partie in parties:
        touchees = [faite for faite in faites if faite & partie]
        faites = [faite for faite in faites if not faite & partie]
        faites.append(partie.union(*touchees))
    return tuple(faites)


class _Charges:
    """Charges by place and two-digit poste, and where the pay of one person stands."""

    def __init__(self, budget: BudgetLu) -> None:
        self.montants: dict[Lieu, dict[str, int]] = {}
        self.sensibles: dict[Lieu, set[str]] = {}
        for ligne in budget.lignes:
            lieu, cle = (ligne.chantier_id, ligne.action_id), ligne.groupe.cle
            postes = self.montants.setdefault(lieu, {})
            postes[cle] = postes.get(cle, 0) + ligne.montant_centimes
            if ligne.nominative and ligne.montant_centimes:
                self.sensibles.setdefault(lieu, set()).add(cle)

    def de(self, unite: frozenset[Lieu]) -> dict[str, int]:
        somme: dict[str, int] = {}
        for lieu in unite:
            for cle, montant in self.montants[lieu].items():
                somme[cle] = somme.get(cle, 0) + montant
        return somme

    def a_taire(self, unite: frozenset[Lieu]) -> set[str]:
        """The postes of this unit that rest on one person's pay."""
        return set().union(*(self.sensibles.get(lieu, set()) for lieu in unite))

    def autres(self, unite: frozenset[Lieu]) -> dict[str, int]:
        taire = self.a_taire(unite)
        return {cle: montant for cle, montant in self.de(unite).items() if montant and cle not in taire}

    def blocs(self, unite: frozenset[Lieu]) -> list[Bloc]:
        montants, taire, autres = self.de(unite), self.a_taire(unite), self.autres(unite)
        if taire:
            taire.add(max(autres, key=lambda cle: (autres[cle], -POSTES[cle].rang)))
        parts = [frozenset(taire)] if taire else []
        parts += [frozenset({cle}) for cle in montants if cle not in taire]
        return [Bloc(unite, postes, sum(montants[cle] for cle in postes)) for postes in parts]


def tout_montrer(budget: BudgetLu) -> Regroupement:
    """For members: each poste of each place on its own."""
    charges = _Charges(budget)
    blocs = [
        Bloc(frozenset({lieu}), frozenset({cle}), montant)
        for lieu, postes in charges.montants.items()
        for cle, montant in postes.items()
    ]
    return Regroupement(tuple(blocs))


def regrouper(budget: BudgetLu) -> Regroupement:
    """For the public."""
    charges = _Charges(budget)
    unites = [frozenset({lieu}) for lieu in charges.montants]
    while seule := next((u for u in unites if charges.a_taire(u) and not charges.autres(u)), None):
        restantes = [u for u in unites if u != seule]
        if not restantes:
            return Regroupement(impossible=True)
        compagne = _compagne(charges, seule, restantes)
        unites = [seule | compagne, *(u for u in restantes if u != compagne)]
    return Regroupement(tuple(bloc for unite in unites for bloc in charges.blocs(unite)))


def _compagne(charges: _Charges, seule: frozenset[Lieu], restantes: list[frozenset[Lieu]]) -> frozenset[Lieu]:
    """The unit it is read with: of the same chantier if there is one, its animation first, then the largest."""
    chantiers = {chantier for chantier, _ in seule}

    def convient(unite: frozenset[Lieu]) -> tuple[bool, bool, int]:
        voisine = any(chantier in chantiers for chantier, _ in unite)
        return voisine, any(action is None for _, action in unite), sum(charges.de(unite).values())

    return max(restantes, key=convient)
