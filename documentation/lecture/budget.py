"""The budget as a report prints it: what its pages compute, without their links. Amounts are cents."""

import csv
from dataclasses import dataclass
from io import StringIO
from uuid import UUID

from budget.exports.en_csv import MARQUE, cellule, sans_formule
from budget.exports.feuille import Genre
from budget.lecture import BudgetLu
from budget.lecture.adresses import Adresses
from budget.lecture.comptes import Bilan, Comptes, bilan, comptes
from budget.lecture.dons import Don, dons
from budget.lecture.elements import ANIMATION, FinancementLu, LigneLue
from budget.lecture.flux import Destination, destinations_de
from budget.lecture.par_chantier import Matrice, Usage, matrice, usages
from budget.lecture.plafond import TauxPublic, taux_public
from budget.lecture.regroupement import Regroupement, regrouper, tout_montrer
from chantiers.lecture import ChantierLu
from documentation.lecture.matiere import DepenseJustifiee
from documentation.models import Rapport
from historique.mots import euros


@dataclass(frozen=True)
class LigneImprimee:
    """A line: what it is for, and who pays it (« Région Val-d’Aurence 500 € »)."""

    ligne: LigneLue
    pour: str
    payee_par: str


@dataclass(frozen=True)
class Lignes:
    """The lines of a chantier."""

    chantier: ChantierLu
    lignes: tuple[LigneImprimee, ...]

    @property
    def total(self) -> int:
        return sum(imprimee.ligne.montant_centimes for imprimee in self.lignes)


@dataclass(frozen=True)
class Justification:
    """For a funder: what was granted, what came in, what is justified, and by which expenses."""

    financement: FinancementLu
    depenses: tuple[DepenseJustifiee, ...]

    @property
    def justifie(self) -> int:
        return sum(depense.impute_centimes for depense in self.depenses)

    @property
    def a_justifier(self) -> int:
        return max((self.financement.accorde_centimes or 0) - self.justifie, 0)


@dataclass(frozen=True)
class BudgetImprime:
    """`regroupement` says which charges are read together by the public; `lignes` are for members only."""

    budget: BudgetLu
    public: bool
    regroupement: Regroupement
    colonnes: tuple[Destination, ...]
    bilan: Bilan
    comptes: Comptes
    matrice: Matrice | None
    taux: TauxPublic
    dons: tuple[Don, ...]
    lignes: tuple[Lignes, ...]
    usages: tuple[Usage, ...]
    justification: Justification | None


def imprimer(budget: BudgetLu, rapport: Rapport, depenses: tuple[DepenseJustifiee, ...]) -> BudgetImprime:
    """What `rapport` prints of `budget` for its readers."""
    public = rapport.audience == Rapport.Audience.PUBLIQUE
    regroupement = regrouper(budget) if public else tout_montrer(budget)
    adresses = Adresses(budget.annee, public=public)
    colonnes = destinations_de(budget, regroupement, adresses)
    du_financeur = rapport.nature == Rapport.Nature.FINANCEUR
    return BudgetImprime(
        budget=budget,
        public=public,
        regroupement=regroupement,
        colonnes=() if regroupement.impossible else colonnes,
        bilan=bilan(budget),
        comptes=comptes(budget, regroupement, adresses),
        matrice=None if regroupement.impossible else matrice(budget, regroupement, colonnes, adresses),
        taux=taux_public(budget.aide_publique, budget.total_charges, budget.total_contributions, budget.plafond_public),
        dons=dons(budget),
        lignes=() if public else tuple(_lignes(budget)),
        usages=() if public else usages(budget, adresses),
        justification=Justification(budget.financements[0], depenses) if du_financeur else None,
    )


def _lignes(budget: BudgetLu) -> list[Lignes]:
    payeurs = _payeurs(budget)
    actions: dict[UUID | None, str] = {action.id: action.nom for action in budget.actions}
    faites = []
    for chantier in budget.chantiers:
        siennes = tuple(
            LigneImprimee(ligne, ligne.etape or actions.get(ligne.action_id, ANIMATION), payeurs.get(ligne.id, ""))
            for ligne in budget.lignes
            if ligne.chantier_id == chantier.id
        )
        if siennes:
            faites.append(Lignes(chantier, siennes))
    return faites


def _payeurs(budget: BudgetLu) -> dict[UUID, str]:
    noms = {f.id: f.nom for f in budget.financements}
    payeurs: dict[UUID, list[str]] = {}
    for a in budget.affectations:
        payeurs.setdefault(a.ligne_id, []).append(f"{noms.get(a.financement_id, '')} {euros(a.montant_centimes)}")
    return {ligne: ", ".join(siens) for ligne, siens in payeurs.items()}


COLONNES = ["Chantier", "Poste", "Intitulé", "Pour", "Montant (€)", "Payée par"]
COLONNES_PUBLIQUES = ["Chantier", "Postes", "Montant (€)"]


def lignes_en_csv(imprime: BudgetImprime) -> str:
    """The lines for a French spreadsheet; for the public, the charges of each chantier as they are read together."""
    sortie = StringIO()
    tableau = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    if imprime.public:
        tableau.writerow(COLONNES_PUBLIQUES)
        for rang in imprime.matrice.emplois if imprime.matrice else ():
            tableau.writerows([sans_formule(c.titre), rang.intitule, _montant(c.montant_centimes)] for c in rang.cases)
    else:
        tableau.writerow(COLONNES)
        for groupe in imprime.lignes:
            for une in groupe.lignes:
                textes = (groupe.chantier.nom, une.ligne.poste.intitule(), une.ligne.libelle, une.pour)
                montant = _montant(une.ligne.montant_centimes)
                tableau.writerow([*(sans_formule(texte) for texte in textes), montant, sans_formule(une.payee_par)])
    return MARQUE + sortie.getvalue()


def _montant(centimes: int) -> str:
    return cellule(Genre.MONTANT, centimes)
