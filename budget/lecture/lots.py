"""Lines as pages list them: what each is for, what pays it, what is spent; by action, or by pages of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from budget.lecture.budget import BudgetLu
from budget.lecture.elements import ANIMATION, ActionLue, FinancementLu, LigneLue
from budget.lecture.flux import adresse_du_financement
from chantiers.lecture import ChantierLu

# More lines than that on one page are read by pages, from the address of their poste.
LIGNES_AU_PLUS = 60


@dataclass(frozen=True)
class Apport:
    """What one funding brings to a line."""

    nom: str
    montant_centimes: int
    mot: str
    adresse: str


@dataclass(frozen=True)
class LigneMontree:
    """A line, with where its étape and its fundings are read."""

    ligne: LigneLue
    chantier: ChantierLu
    action: ActionLue | None
    etape: str
    apports: tuple[Apport, ...]

    @property
    def pour(self) -> str:
        """What it is for: its étape, else its action, else the animation of its chantier."""
        return self.ligne.etape or (self.action.nom if self.action else ANIMATION)


@dataclass(frozen=True)
class Lot:
    """The lines of an action, or of the animation of a chantier; none when they are read elsewhere."""

    nom: str
    action: ActionLue | None
    montant_centimes: int
    nombre: int
    lignes: tuple[LigneMontree, ...]
    adresse: str = ""


def montrer(
    budget: BudgetLu, lignes: Iterable[LigneLue], *, detail: bool, suffixe: str = ""
) -> tuple[LigneMontree, ...]:
    """`detail`: the reader may open the page of a funding; `suffixe`: what keeps the date, in links to roadmaps."""
    chantiers = {c.id: c for c in budget.chantiers}
    actions = {a.id: a for a in budget.actions}
    payeurs = _payeurs(budget, {ligne.id for ligne in lignes}, detail=detail)
    return tuple(
        LigneMontree(
            ligne=ligne,
            chantier=chantiers[ligne.chantier_id],
            action=actions.get(ligne.action_id) if ligne.action_id else None,
            etape=adresse_de_l_etape(ligne, chantiers[ligne.chantier_id], suffixe),
            apports=tuple(payeurs.get(ligne.id, ())),
        )
        for ligne in lignes
    )


def adresse_de_l_etape(ligne: LigneLue, chantier: ChantierLu, suffixe: str = "") -> str:
    """Its place in the roadmap, or nothing."""
    if ligne.etape_id is None:
        return ""
    return f"{reverse('chantiers:feuille_de_route', args=[chantier.slug])}{suffixe}#etape-{ligne.etape_id}"


def _payeurs(budget: BudgetLu, lignes: set[UUID], *, detail: bool) -> dict[UUID, list[Apport]]:
    financements = {f.id: f for f in budget.financements}
    payeurs: dict[UUID, list[Apport]] = {}
    for affectation in budget.affectations:
        financement = financements.get(affectation.financement_id)
        if financement is not None and affectation.ligne_id in lignes:
            apport = _apport(budget.annee, financement, affectation.montant_centimes, detail=detail)
            payeurs.setdefault(affectation.ligne_id, []).append(apport)
    return payeurs


def _apport(annee: int, financement: FinancementLu, montant: int, *, detail: bool) -> Apport:
    adresse = adresse_du_financement(annee, financement, detail=detail)
    return Apport(financement.nom, montant, financement.degre_lu[0], adresse)


def lots(budget: BudgetLu, *, detail: bool, suffixe: str = "") -> tuple[Lot, ...]:
    """The lines of a part of a budget (one chantier), its animation first, then its actions in their order."""
    par_action: dict[UUID | None, list[LigneLue]] = {}
    for ligne in budget.lignes:
        par_action.setdefault(ligne.action_id, []).append(ligne)
    actions: dict[UUID | None, ActionLue] = {a.id: a for a in budget.actions}
    ordre = [cle for cle in (None, *actions) if cle in par_action]
    ordre += [cle for cle in par_action if cle not in ordre]
    peu = len(budget.lignes) <= LIGNES_AU_PLUS
    return tuple(
        _lot(budget, actions.get(cle), par_action[cle], peu=peu, detail=detail, suffixe=suffixe) for cle in ordre
    )


def _lot(
    budget: BudgetLu, action: ActionLue | None, lignes: list[LigneLue], *, peu: bool, detail: bool, suffixe: str
) -> Lot:
    autre = lignes[0].action_id is not None
    return Lot(
        nom=action.nom if action else "Action archivée" if autre else ANIMATION,
        action=action,
        montant_centimes=sum(ligne.montant_centimes for ligne in lignes),
        nombre=len(lignes),
        lignes=montrer(budget, lignes, detail=detail, suffixe=suffixe) if peu else (),
        adresse=reverse("budget:action", args=[action.id]) + f"?annee={budget.annee}" if action else "",
    )
