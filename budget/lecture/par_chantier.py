"""The budget crossed with its chantiers: postes × chantiers, and what each has spent. Amounts are cents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from budget.grille import POSTES, Sens
from budget.lecture.adresses import Adresses
from budget.lecture.budget import BudgetLu
from budget.lecture.comptes import TOUT
from budget.lecture.flux import Destination
from budget.lecture.regroupement import Regroupement
from budget.montants import pourcentage

TOUT_CHARGES = TOUT[Sens.CHARGE]


@dataclass(frozen=True)
class Case:
    """A number and where it leads; `titre` names its column on a narrow screen."""

    titre: str
    montant_centimes: int
    adresse: str = ""


@dataclass(frozen=True)
class Rang:
    """A row of the matrix."""

    intitule: str
    cases: tuple[Case, ...]
    total: int
    adresse: str = ""
    fin: bool = False


@dataclass(frozen=True)
class Matrice:
    """Postes × chantiers. The public reads the charges and the contributions, members what pays them too."""

    colonnes: tuple[Destination, ...]
    emplois: tuple[Rang, ...]
    ressources: tuple[Rang, ...]
    contributions: Rang


@dataclass(frozen=True)
class Usage:
    """Planned and spent, by chantier (`numero`, `nom`) or by anything else that has a name."""

    nom: str
    prevu_centimes: int
    depense_centimes: int
    numero: int = 0
    adresse: str = ""

    @property
    def part(self) -> str:
        """« 40 », in % of what was planned, in whole points."""
        return f"{pourcentage(self.depense_centimes, self.prevu_centimes):.0f}"

    @property
    def largeur(self) -> str:
        """Of its bar, in %, as SVG writes it; it stops at the end of it."""
        return f"{min(pourcentage(self.depense_centimes, self.prevu_centimes), 100):.1f}"


def matrice(
    budget: BudgetLu, regroupement: Regroupement, colonnes: Sequence[Destination], adresses: Adresses
) -> Matrice:
    lecteur = _Lecteur(budget, regroupement, tuple(colonnes), adresses)
    return Matrice(
        colonnes=tuple(colonnes),
        emplois=(*lecteur.emplois(), lecteur.total()),
        ressources=() if adresses.public else tuple(lecteur.ressources()),
        contributions=lecteur.contributions(),
    )


class _Lecteur:
    """Makes the rows of the matrix."""

    def __init__(
        self, budget: BudgetLu, regroupement: Regroupement, colonnes: tuple[Destination, ...], adresses: Adresses
    ) -> None:
        self.budget, self.regroupement, self.colonnes, self.adresses = budget, regroupement, colonnes, adresses

    def rang(self, intitule: str, cle: str, montants: Sequence[int], *, fin: bool = False) -> Rang:
        cases = tuple(
            Case(c.nom, montant, self.adresses.du_poste(cle, chantier=c.chantiers[0].slug))
            for c, montant in zip(self.colonnes, montants, strict=True)
        )
        return Rang(intitule, cases, sum(montants), self.adresses.du_poste(cle), fin)

    def emplois(self) -> Iterable[Rang]:
        for ensemble in self.regroupement.ensembles:
            montants = [self.regroupement.montant(ensemble, {c.id for c in col.chantiers}) for col in self.colonnes]
            yield self.rang(ensemble.intitule, ensemble.seul, montants)

    def total(self) -> Rang:
        return self.rang("Total des charges", TOUT_CHARGES, [c.montant_centimes for c in self.colonnes], fin=True)

    def ressources(self) -> Iterable[Rang]:
        """What fundings bring to the lines of each chantier, then what none pays yet."""
        postes = {f.id: f.groupe for f in self.budget.retenus}
        apports: dict[tuple[str, UUID], int] = {}
        for (financement, chantier), montant in self.budget.flux.items():
            if financement in postes:
                cle = (postes[financement].cle, chantier)
                apports[cle] = apports.get(cle, 0) + montant
        connus = {cle for cle, _ in apports}
        reste = [colonne.montant_centimes for colonne in self.colonnes]
        for poste in POSTES.values():
            if poste.cle in connus:
                montants = [
                    sum(apports.get((poste.cle, c.id), 0) for c in colonne.chantiers) for colonne in self.colonnes
                ]
                reste = [avant - montant for avant, montant in zip(reste, montants, strict=True)]
                yield self.rang(poste.intitule(), poste.cle, montants)
        yield self.rang("Pas encore affecté", TOUT_CHARGES, reste)

    def contributions(self) -> Rang:
        par_chantier = self.budget.contributions_par_chantier
        montants = [sum(par_chantier.get(c.id, 0) for c in colonne.chantiers) for colonne in self.colonnes]
        return self.rang("86 et 87, contributions valorisées", "emplois_cvn", montants)


def usages(budget: BudgetLu, adresses: Adresses) -> tuple[Usage, ...]:
    """For members: planned and spent by chantier, of those that have lines."""
    return tuple(
        Usage(
            nom=chantier.nom_court,
            prevu_centimes=budget.charges_par_chantier[chantier.id],
            depense_centimes=budget.depenses_par_chantier.get(chantier.id, 0),
            numero=chantier.numero,
            adresse=adresses.du_chantier(chantier),
        )
        for chantier in budget.chantiers
        if chantier.id in budget.charges_par_chantier
    )
