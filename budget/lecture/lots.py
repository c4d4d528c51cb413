"""Lines as pages list them: what each is for, what pays it, what is spent; by action, or by pages of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from budget.lecture.adresses import Adresses
from budget.lecture.budget import BudgetLu
from budget.lecture.elements import ANIMATION, ActionLue, LigneLue
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
    adresse: str
    etape: str
    apports: tuple[Apport, ...]

    @property
    def pour(self) -> str:
        """What it is for: its étape, else its action, else the animation of its chantier."""
        return self.ligne.etape or (self.action.nom if self.action else ANIMATION)


@dataclass(frozen=True)
class Lot:
    """The lines of an action, or of the animation of a chantier; too many are none here, and read at `adresse`."""

    nom: str
    action: ActionLue | None
    montant_centimes: int
    nombre: int
    lignes: tuple[LigneMontree, ...]
    page: str
    adresse: str


def montrer(budget: BudgetLu, lignes: Sequence[LigneLue], adresses: Adresses) -> tuple[LigneMontree, ...]:
    chantiers = {c.id: c for c in budget.chantiers}
    actions = {a.id: a for a in budget.actions}
    payeurs = _payeurs(budget, {ligne.id for ligne in lignes}, adresses)
    return tuple(
        LigneMontree(
            ligne=ligne,
            chantier=chantiers[ligne.chantier_id],
            action=actions.get(ligne.action_id) if ligne.action_id else None,
            adresse=adresses.de_la_ligne(ligne),
            etape=adresses.de_l_etape(ligne, chantiers[ligne.chantier_id]),
            apports=tuple(payeurs.get(ligne.id, ())),
        )
        for ligne in lignes
    )


def _payeurs(budget: BudgetLu, lignes: set[UUID], adresses: Adresses) -> dict[UUID, list[Apport]]:
    financements = {f.id: f for f in budget.financements}
    payeurs: dict[UUID, list[Apport]] = {}
    for affectation in budget.affectations:
        f = financements.get(affectation.financement_id)
        if f is not None and affectation.ligne_id in lignes:
            apport = Apport(f.nom, affectation.montant_centimes, f.degre_lu[0], adresses.de_la_fiche(f))
            payeurs.setdefault(affectation.ligne_id, []).append(apport)
    return payeurs


def lots(budget: BudgetLu, chantier: ChantierLu, adresses: Adresses) -> tuple[Lot, ...]:
    """The lines of a chantier (`budget` is its part): its animation first, then its actions in their order."""
    par_action: dict[UUID | None, list[LigneLue]] = {}
    for ligne in budget.lignes:
        par_action.setdefault(ligne.action_id, []).append(ligne)
    actions: dict[UUID | None, ActionLue] = {a.id: a for a in budget.actions}
    ordre = [cle for cle in (None, *actions) if cle in par_action]
    ordre += [cle for cle in par_action if cle not in ordre]
    peu = len(budget.lignes) <= LIGNES_AU_PLUS
    faits = []
    for cle in ordre:
        action, lignes = actions.get(cle), par_action[cle]
        faits.append(
            Lot(
                nom=action.nom if action else ANIMATION if cle is None else "Action archivée",
                action=action,
                montant_centimes=sum(ligne.montant_centimes for ligne in lignes),
                nombre=len(lignes),
                lignes=montrer(budget, lignes, adresses) if peu else (),
                page=adresses.de_l_action(action) if action else "",
                adresse=adresses.du_poste("total_charges", chantier=chantier.slug, action=cle or "animation"),
            )
        )
    return tuple(faits)
