"""« Où en sont les financements »: those of an exercice by degree and by status, their totals, what to watch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from budget.lecture.budget import BudgetLu, Partage
from budget.lecture.elements import DEGRES, FinancementLu
from budget.lecture.obligations import Obligation, lire_les_obligations
from budget.lecture.plafond import TauxPublic, taux_public
from budget.models import Echeance, Exercice, Financement, Tranche
from chantiers.models import Adhesion
from historique.horloge import aujourd_hui
from membres.acces import Acces
from membres.models import Rattachement

Statut = Financement.Statut
AVANT_UNE_ECHEANCE = timedelta(days=30)
COLONNES = (("Pistes", Statut.pistes()), ("Demandés", Statut.demandes()), ("Acquis", Statut.acquis()))


@dataclass(frozen=True)
class Rangee:
    """A funding of the list. Without amount for this exercice nor any other, `sans_montant`.

    `echeance` and `mene_par` are read by the comité only.
    """

    lu: FinancementLu
    echeance: Echeance | None
    mene_par: str
    sans_montant: bool = False

    @property
    def avancement(self) -> str:
        """« demandé », « acquis, 50 % versés »."""
        mot, degre = self.lu.degre_lu
        prevu = self.lu.prevu_centimes
        if degre == DEGRES["acquis"][1] and self.lu.recu_centimes and prevu:
            return f"{mot}, {self.lu.recu_centimes * 100 // prevu} % versés"
        return mot

    @property
    def porteur(self) -> str:
        """Who carries it financially, else administratively."""
        return self.lu.porteur_financier or self.lu.porteur_administratif


@dataclass(frozen=True)
class FinancementsLus:
    """The fundings of an exercice. The three totals of `produits` are shown apart."""

    budget: BudgetLu
    rangees: tuple[Rangee, ...]
    obligations: tuple[Obligation, ...]
    taux: TauxPublic
    plafonds: tuple[tuple[FinancementLu, TauxPublic], ...]

    @property
    def produits(self) -> Partage:
        return self.budget.produits

    @property
    def retenues(self) -> list[Rangee]:
        return [rangee for rangee in self.rangees if not rangee.lu.perdu]

    @property
    def perdues(self) -> list[Rangee]:
        return [rangee for rangee in self.rangees if rangee.lu.perdu]

    @property
    def colonnes(self) -> list[tuple[str, int, list[tuple[str, list[Rangee]]]]]:
        """The board: title, total and statuses that hold something."""
        totaux = (self.produits.pistes, self.produits.demande, self.produits.acquis)
        return [
            (titre, total, [(s.label, siennes) for s in statuts if (siennes := self._au_statut(s))])
            for (titre, statuts), total in zip(COLONNES, totaux, strict=True)
        ]

    def _au_statut(self, statut: str) -> list[Rangee]:
        return [rangee for rangee in self.rangees if rangee.lu.statut == statut]


def lire_les_financements(budget: BudgetLu, acces: Acces) -> FinancementsLus:
    """The list of a budget that is read already, with the leads that have no amount yet; five queries."""
    seuls = _sans_montant()
    lus = [*budget.financements, *(_sans_tranche(f) for f in seuls)]
    details = _details(lus) if acces.comite else {}
    prochaines = _prochaines(lus) if acces.comite else {}
    orphelins = {financement.pk for financement in seuls}
    rangees = [Rangee(lu, prochaines.get(lu.id), details.get(lu.id, ""), lu.id in orphelins) for lu in lus]
    exercices = Exercice.objects.filter(pk=budget.exercice_id)
    return FinancementsLus(
        budget=budget,
        rangees=tuple(rangees),
        obligations=tuple(lire_les_obligations(list(exercices))),
        taux=_taux(budget, budget.plafond_public),
        plafonds=tuple(_plafonds_propres(budget)),
    )


def _sans_montant() -> list[Financement]:
    """Leads noted without any amount: they stand in every year until they have one."""
    presents = Financement.objects.presents().exclude(pk__in=Tranche.objects.presents().values("financement"))
    return list(presents.select_related("financeur", "porteur_administratif", "porteur_financier").order_by("intitule"))


def _sans_tranche(financement: Financement) -> FinancementLu:
    return FinancementLu(
        id=financement.pk,
        version=financement.version,
        intitule=financement.intitule,
        financeur_id=financement.financeur_id,
        financeur=str(financement.financeur or ""),
        poste_cle=financement.poste,
        statut=financement.statut,
        demande_centimes=0,
        accorde_centimes=None,
        recu_centimes=0,
        plafond_public=financement.plafond_public,
        base_du_plafond=financement.base_du_plafond,
        porteur_administratif_id=financement.porteur_administratif_id,
        porteur_administratif=str(financement.porteur_administratif or ""),
        porteur_financier_id=financement.porteur_financier_id,
        porteur_financier=str(financement.porteur_financier or ""),
        reversement_autorise=financement.reversement_autorise,
    )


def _details(lus: list[FinancementLu]) -> Mapping[UUID, str]:
    menes = Financement.objects.filter(pk__in=[lu.id for lu in lus], mene_par__isnull=False).select_related("mene_par")
    return {financement.pk: str(financement.mene_par) for financement in menes}


def _prochaines(lus: list[FinancementLu]) -> Mapping[UUID, Echeance]:
    """The next due date of each, late ones first."""
    attendues = Echeance.objects.presents().filter(financement__in=[lu.id for lu in lus], faite_le__isnull=True)
    prochaines: dict[UUID, Echeance] = {}
    for echeance in attendues.order_by("le", "id"):
        prochaines.setdefault(echeance.financement_id, echeance)
    return prochaines


def _taux(budget: BudgetLu, plafond: int, base: str = Financement.Base.HORS_CONTRIBUTIONS) -> TauxPublic:
    return taux_public(budget.aide_publique, budget.total_charges, budget.total_contributions, plafond, base)


def _plafonds_propres(budget: BudgetLu) -> list[tuple[FinancementLu, TauxPublic]]:
    """The fundings that set a ceiling of their own, when it is near or reached."""
    propres = [(f, _taux(budget, f.plafond_public, f.base_du_plafond)) for f in budget.retenus if f.plafond_public]
    return [(financement, taux) for financement, taux in propres if taux.niveau]


# What awaits a person -------------------------------------------------------------------------------------------------


def echeances_qui_attendent(acces: Acces) -> list[Echeance]:
    """Due within 30 days or late, not done: all for the coordination, hers for who leads a search; one query.

    Nothing of a funding whose funder she acts for.
    """
    if acces.personne_id is None or not acces.comite:
        return []
    attendues = echeances_a_tenir().filter(le__lte=aujourd_hui() + AVANT_UNE_ECHEANCE)
    if not acces.coordination:
        attendues = attendues.filter(financement__mene_par=acces.personne_id)
    return list(attendues.exclude(_pour_ses_organisations(acces.personne_id)))


def echeances_a_tenir() -> Any:
    """Of the fundings that still run."""
    return (
        Echeance.objects.presents()
        .filter(faite_le__isnull=True, financement__archive_le__isnull=True)
        .exclude(financement__statut__in=(*Statut.perdus(), Statut.SOLDEE))
        .select_related("financement__financeur", "financement__mene_par")
        .order_by("le", "id")
    )


def _pour_ses_organisations(personne_id: UUID) -> Q:
    rattachements: Any = Rattachement.objects
    adhesions: Any = Adhesion.objects
    siennes = rattachements.actives().filter(personne=personne_id).values("organisation")
    chantiers = adhesions.actives().filter(personne=personne_id, organisation__isnull=False).values("organisation")
    return Q(financement__financeur__isnull=False) & (
        Q(financement__financeur__in=siennes) | Q(financement__financeur__in=chantiers)
    )
