"""What was really spent, one by one: on which line, justified by how many receipts, imputed to which fundings."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from budget.lecture.budget import BudgetLu
from budget.lecture.elements import FinancementLu
from budget.models import Depense, Imputation, Justificatif, Ligne
from budget.montants import en_euros_entiers
from historique.lecture import lignes_au
from historique.mots import euros as en_euros_lus


@dataclass(frozen=True)
class DepenseNotee:
    """An expense; `imputations`: (funding, cents)."""

    id: UUID
    ligne_id: UUID
    le: date
    libelle: str
    fournisseur: str
    montant_centimes: int
    abandon_de_frais: bool
    justificatifs: int = 0
    imputations: tuple[tuple[UUID, int], ...] = ()

    @property
    def impute_centimes(self) -> int:
        return sum(montant for _, montant in self.imputations)

    def imputee_a(self, financement_id: UUID) -> int:
        return sum(montant for cle, montant in self.imputations if cle == financement_id)


def lire_les_depenses(budget: BudgetLu) -> tuple[DepenseNotee, ...]:
    """Those on the lines of this budget, as of its date, oldest first; three queries, a few more in the past."""
    present: dict[str, Any] = {"archive_le__isnull": True}
    siennes = Ligne.objects.filter(exercice=budget.exercice_id).values("pk")
    depenses = lignes_au(Depense, budget.sequence, ligne_id__in=siennes, **present)
    cles = Depense.objects.filter(ligne__exercice=budget.exercice_id).values("pk")
    imputations: dict[UUID, list[tuple[UUID, int]]] = {}
    for imputation in lignes_au(Imputation, budget.sequence, depense_id__in=cles, **present):
        a_qui = (imputation.financement_id, imputation.montant_centimes)
        imputations.setdefault(imputation.depense_id, []).append(a_qui)
    justificatifs: dict[UUID, int] = {}
    for justificatif in lignes_au(Justificatif, budget.sequence, depense_id__in=cles, **present):
        justificatifs[justificatif.depense_id] = justificatifs.get(justificatif.depense_id, 0) + 1
    lues = (_lue(depense, justificatifs, imputations) for depense in depenses if depense.ligne_id in budget.par_id)
    return tuple(sorted(lues, key=lambda lue: (lue.le, str(lue.id))))


def _lue(
    depense: Depense, justificatifs: dict[UUID, int], imputations: dict[UUID, list[tuple[UUID, int]]]
) -> DepenseNotee:
    return DepenseNotee(
        id=depense.pk,
        ligne_id=depense.ligne_id,
        le=depense.le,
        libelle=depense.libelle,
        fournisseur=depense.fournisseur,
        montant_centimes=depense.montant_centimes,
        abandon_de_frais=depense.abandon_de_frais,
        justificatifs=justificatifs.get(depense.pk, 0),
        imputations=tuple(sorted(imputations.get(depense.pk, ()), key=lambda paire: str(paire[0]))),
    )


@dataclass(frozen=True)
class Justifie:
    """What one funding is justified by, on a poste; `euros` is whole, the column adding up."""

    intitule: str
    centimes: int
    euros: int
    depenses: int
    justificatifs: int

    @property
    def impute_lu(self) -> str:
        return en_euros_lus(self.euros * 100)


def justifications(
    budget: BudgetLu, depenses: tuple[DepenseNotee, ...], financement: FinancementLu
) -> tuple[Justifie, ...]:
    """The imputations to one funding by poste, in the order of the form."""
    par_poste: dict[str, list[DepenseNotee]] = {}
    postes = {ligne.id: ligne.poste for ligne in budget.lignes}
    for depense in depenses:
        if depense.imputee_a(financement.id):
            par_poste.setdefault(postes[depense.ligne_id].cle, []).append(depense)
    rangs = sorted({postes[d.ligne_id] for siennes in par_poste.values() for d in siennes}, key=lambda p: p.rang)
    centimes = [sum(d.imputee_a(financement.id) for d in par_poste[poste.cle]) for poste in rangs]
    return tuple(
        Justifie(
            intitule=poste.intitule(),
            centimes=somme,
            euros=euros,
            depenses=len(par_poste[poste.cle]),
            justificatifs=sum(d.justificatifs for d in par_poste[poste.cle]),
        )
        for poste, somme, euros in zip(rangs, centimes, en_euros_entiers(centimes), strict=True)
    )
