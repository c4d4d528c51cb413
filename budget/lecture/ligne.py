"""One line with all that hangs on it: what it is for, what pays it, what was spent and proved. Amounts are cents."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from budget.lecture.adresses import Adresses
from budget.lecture.budget import BudgetLu
from budget.lecture.lots import LigneMontree, montrer
from budget.models import Depense, Imputation, Justificatif
from historique.lecture import lignes_au
from historique.moment import Moment


@dataclass(frozen=True)
class DepenseLue:
    """An expense; `justificatifs`: (key, name) of its receipts; `imputations`: (funding, cents) that it justifies."""

    id: UUID
    le: date
    libelle: str
    fournisseur: str
    montant_centimes: int
    abandon_de_frais: bool
    justificatifs: tuple[tuple[UUID, str], ...]
    imputations: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class FicheDeLigne:
    montree: LigneMontree
    depenses: tuple[DepenseLue, ...]

    @property
    def sans_justificatif(self) -> int:
        return sum(1 for depense in self.depenses if not depense.justificatifs)


def lire_la_fiche(budget: BudgetLu, ligne_id: UUID, moment: Moment, adresses: Adresses) -> FicheDeLigne | None:
    """None when the line was not part of the budget then; three queries."""
    ligne = next((ligne for ligne in budget.lignes if ligne.id == ligne_id), None)
    if ligne is None:
        return None
    montree = montrer(budget, [ligne], adresses)[0]
    return FicheDeLigne(montree, _depenses(budget, ligne_id, moment))


def _depenses(budget: BudgetLu, ligne_id: UUID, moment: Moment) -> tuple[DepenseLue, ...]:
    sequence = moment.sequence
    depenses = lignes_au(Depense, sequence, archive_le__isnull=True, ligne_id=ligne_id)
    ids = [depense.pk for depense in depenses]
    pieces = lignes_au(Justificatif, sequence, archive_le__isnull=True, depense_id__in=ids)
    imputations = lignes_au(Imputation, sequence, archive_le__isnull=True, depense_id__in=ids)
    noms = {f.id: f.nom for f in budget.financements}
    lues = (
        DepenseLue(
            id=depense.pk,
            le=depense.le,
            libelle=depense.libelle,
            fournisseur=depense.fournisseur,
            montant_centimes=depense.montant_centimes,
            abandon_de_frais=depense.abandon_de_frais,
            justificatifs=tuple((p.pk, p.nom) for p in pieces if p.depense_id == depense.pk),
            imputations=tuple(
                (noms.get(i.financement_id, "un autre financement"), i.montant_centimes)
                for i in imputations
                if i.depense_id == depense.pk
            ),
        )
        for depense in depenses
    )
    return tuple(sorted(lues, key=lambda depense: (depense.le, str(depense.id))))
