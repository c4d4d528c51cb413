"""The two tables of the French grant forms as data: budget prévisionnel (n° 12156), compte rendu financier (n° 15059).

Whole euros. In each column the rows of money are rounded together, side by side, so that they add up to the total; so
are 86 and 87. A sum that is printed is the sum of the rows printed under it, and where charges and produits differ,
the row of the surplus or of the deficit makes both sides equal.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from budget.grille import POSTES, Poste, Profil, Sens
from budget.lecture.budget import BudgetLu
from budget.lecture.elements import FinancementLu, LigneLue
from budget.lecture.justifications import DepenseNotee
from budget.montants import en_euros_entiers, pourcentage
from historique.mots import euros

# (key of the poste, funder when the form asks for one row each) → cents.
type Montants = Mapping[tuple[str, str], int]
SECTIONS = {
    Sens.CHARGE: ("charges_directes", "charges_indirectes"),
    Sens.PRODUIT: ("ressources_directes", "ressources_propres"),
}
COTES = {Sens.CHARGE: (Sens.CHARGE, Sens.EMPLOI_CVN), Sens.PRODUIT: (Sens.PRODUIT, Sens.RESSOURCE_CVN)}
CVN = {Sens.CHARGE: "emplois_cvn", Sens.PRODUIT: "ressources_cvn"}
SOLDES = {Sens.CHARGE: "excedent", Sens.PRODUIT: "insuffisance"}
ABANDONS = ("dons_et_mecenat", "")


def _lu(entier: int) -> str:
    """« 240 000 € », a dash for nothing."""
    return euros(entier * 100) if entier else "—"


@dataclass(frozen=True)
class RangeeDeGrille:
    """A printed row; `montants` are whole euros, one for each column. `genre`: that of its poste, or `financeur`."""

    cle: str
    numero: str
    libelle: str
    genre: str
    montants: tuple[int, ...]

    @property
    def prevu(self) -> int:
        return self.montants[0]

    @property
    def realise(self) -> int:
        return self.montants[1]

    @property
    def ecart(self) -> int:
        return self.realise - self.prevu

    @property
    def taux(self) -> Decimal | None:
        """What was done in % of what was planned; None when nothing was planned."""
        return pourcentage(self.realise, self.prevu) if self.prevu else None

    @property
    def prevu_lu(self) -> str:
        return _lu(self.prevu)

    @property
    def realise_lu(self) -> str:
        return _lu(self.realise)

    @property
    def ecart_lu(self) -> str:
        return _lu(self.ecart)

    @property
    def taux_lu(self) -> str:
        return "" if self.taux is None else f"{self.taux}\u00a0%".replace(".", ",")

    @property
    def forte(self) -> bool:
        """A sum, or what both sides are compared by."""
        return self.genre in ("section", "total", "poste")


@dataclass(frozen=True)
class Grille:
    """Both sides of the form, in the order of `profil`; `cles`: (chantier or action, shared charge with its clé)."""

    profil: Profil
    charges: tuple[RangeeDeGrille, ...]
    produits: tuple[RangeeDeGrille, ...]
    cles: tuple[tuple[str, LigneLue], ...] = ()
    explications: tuple[LigneLue, ...] = ()

    def rangee(self, cle: str) -> RangeeDeGrille:
        """The row of this poste. Raises StopIteration when it is not printed."""
        return next(r for r in (*self.charges, *self.produits) if r.cle == cle and r.genre != "financeur")


# Amounts --------------------------------------------------------------------------------------------------------------


def _sommes(paires: Iterable[tuple[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    sommes: dict[tuple[str, str], int] = {}
    for cle, montant in paires:
        sommes[cle] = sommes.get(cle, 0) + montant
    return sommes


def _feuille(financement: FinancementLu) -> tuple[str, str]:
    """Where a funding stands: the form has one row for each funder of some postes."""
    return financement.poste_cle, financement.nom if financement.poste.par_financeur else ""


def _affecte(budget: BudgetLu) -> dict[UUID, int]:
    sommes: dict[UUID, int] = {}
    for affectation in budget.affectations:
        sommes[affectation.financement_id] = sommes.get(affectation.financement_id, 0) + affectation.montant_centimes
    return sommes


def prevus(budget: BudgetLu, *, partie: bool) -> Montants:
    """What is planned. Of a `partie` (chantier, action), the produits are what fundings are affected to it."""
    affecte = _affecte(budget)
    return _sommes(
        [
            *(((ligne.poste_cle, ""), ligne.montant_centimes) for ligne in budget.lignes),
            *((_feuille(f), affecte.get(f.id, 0) if partie else f.prevu_centimes) for f in budget.retenus),
            *(((c.emploi.emploi, ""), c.valeur_centimes) for c in budget.contributions),
            *(((c.emploi.ressource, ""), c.valeur_centimes) for c in budget.contributions),
        ]
    )


def realises(budget: BudgetLu, depenses: Sequence[DepenseNotee], *, partie: bool) -> Montants:
    """What was done: expenses; money received, or for a `partie` what its expenses are imputed to; gifts of frais.

    Contributions count once they are confirmed.
    """
    siennes = [d for d in depenses if d.ligne_id in budget.par_id]
    impute = _imputations(siennes)
    faites = [c for c in budget.contributions if c.confirmee]
    return _sommes(
        [
            *(((ligne.poste_cle, ""), ligne.depense_centimes) for ligne in budget.lignes),
            *((_feuille(f), impute.get(f.id, 0) if partie else f.recu_centimes) for f in budget.financements),
            *((ABANDONS, d.montant_centimes) for d in siennes if d.abandon_de_frais),
            *(((c.emploi.emploi, ""), c.valeur_centimes) for c in faites),
            *(((c.emploi.ressource, ""), c.valeur_centimes) for c in faites),
        ]
    )


def _imputations(depenses: Iterable[DepenseNotee]) -> dict[UUID, int]:
    sommes: dict[UUID, int] = {}
    for depense in depenses:
        for financement_id, montant in depense.imputations:
            sommes[financement_id] = sommes.get(financement_id, 0) + montant
    return sommes


# Rows -----------------------------------------------------------------------------------------------------------------


def _arrondis(colonne: Montants) -> dict[tuple[str, str], int]:
    """Each of the four sides in whole euros, its rows adding up to its total. Always in the order of the grant form."""
    entiers: dict[tuple[str, str], int] = {}
    for sens in Sens:
        cles = sorted((c for c in colonne if POSTES[c[0]].sens == sens), key=lambda c: (POSTES[c[0]].rang, c[1]))
        entiers |= zip(cles, en_euros_entiers([colonne[cle] for cle in cles]), strict=True)
    return entiers


class _Sommes:
    """The whole euros of every row of the form, for all columns."""

    def __init__(self, colonnes: Sequence[Montants]) -> None:
        self.feuilles = [_arrondis(colonne) for colonne in colonnes]

    def financeurs(self, cle: str) -> list[str]:
        return sorted({nom for feuilles in self.feuilles for poste, nom in feuilles if poste == cle and nom})

    def du_financeur(self, cle: str, nom: str) -> tuple[int, ...]:
        return tuple(feuilles.get((cle, nom), 0) for feuilles in self.feuilles)

    def de(self, poste: Poste) -> tuple[int, ...]:
        if poste.genre == "total":
            return self._total(poste)
        if poste.genre == "solde":
            return self._soldes(poste.sens)
        return self._somme(lambda feuille: _sous(POSTES[feuille], poste.cle))

    def _somme(self, garder: Callable[[str], bool]) -> tuple[int, ...]:
        return tuple(sum(n for (cle, _), n in feuilles.items() if garder(cle)) for feuilles in self.feuilles)

    def _argent(self, sens: Sens) -> tuple[int, ...]:
        return self._somme(lambda cle: POSTES[cle].sens == sens)

    def _soldes(self, sens: Sens) -> tuple[int, ...]:
        autre = Sens.PRODUIT if sens == Sens.CHARGE else Sens.CHARGE
        paires = zip(self._argent(sens), self._argent(autre), strict=True)
        return tuple(max(en_face - ici, 0) for ici, en_face in paires)

    def _total(self, poste: Poste) -> tuple[int, ...]:
        argent = self._argent(poste.sens)
        if not poste.cle.startswith("total_general"):
            return argent
        cvn = self._somme(lambda cle: _sous(POSTES[cle], CVN[poste.sens]))
        return tuple(map(sum, zip(argent, self._soldes(poste.sens), cvn, strict=True)))


def _sous(poste: Poste, cle: str) -> bool:
    """Whether this line of the grid is `cle`, or stands under it."""
    while poste.cle != cle:
        if not poste.parent:
            return False
        poste = POSTES[poste.parent]
    return True


def _en_ordre(sens: Sens, profil: Profil) -> list[Poste]:
    """The rows of a side as the form prints them; the resources in kind follow their printed numbers."""
    postes = [poste for poste in POSTES.values() if poste.sens in COTES[sens]]
    en_nature = [p for p in postes if p.parent == "ressources_cvn"]
    ordre = dict(zip(en_nature, sorted(en_nature, key=lambda p: p.numero(profil)), strict=True))
    return [ordre.get(poste, poste) for poste in postes]


def _rangees(sens: Sens, profil: Profil, sommes: _Sommes, garder: Callable[[Poste], bool]) -> Iterator[RangeeDeGrille]:
    for poste in _en_ordre(sens, profil):
        montants = sommes.de(poste)
        if not (garder(poste) or any(montants)):
            continue
        yield RangeeDeGrille(poste.cle, poste.numero(profil), poste.libelle, poste.genre, montants)
        for nom in sommes.financeurs(poste.cle):
            yield RangeeDeGrille(poste.cle, "", nom, "financeur", sommes.du_financeur(poste.cle, nom))


# The two forms --------------------------------------------------------------------------------------------------------


def _cles(budget: BudgetLu) -> tuple[tuple[str, LigneLue], ...]:
    noms = {chantier.id: chantier.nom for chantier in budget.chantiers} | {a.id: a.nom for a in budget.actions}
    indirectes = (ligne for ligne in budget.lignes if ligne.poste.indirect)
    return tuple((noms.get(ligne.action_id or ligne.chantier_id, ""), ligne) for ligne in indirectes)


def budget_previsionnel(budget: BudgetLu, profil: Profil = Profil.CERFA, *, partie: bool = False) -> Grille:
    """Every row of the form, even those without any amount; one column."""
    sommes = _Sommes([prevus(budget, partie=partie)])
    charges, produits = (tuple(_rangees(sens, profil, sommes, lambda poste: True)) for sens in COTES)
    return Grille(profil, charges, produits, _cles(budget))


def compte_rendu(
    budget: BudgetLu, depenses: Sequence[DepenseNotee], profil: Profil = Profil.CERFA, *, partie: bool = False
) -> Grille:
    """Planned, then done: the rows of the form, and those it does not have that bear an amount."""
    sommes = _Sommes([prevus(budget, partie=partie), realises(budget, depenses, partie=partie)])
    charges, produits = (tuple(_rangees(sens, profil, sommes, lambda poste: poste.au_15059)) for sens in COTES)
    expliquees = tuple(ligne for ligne in budget.lignes if ligne.ecart_explique.strip())
    return Grille(profil, charges, produits, _cles(budget), expliquees)
