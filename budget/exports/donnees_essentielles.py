"""The grants of an exercice under the field names of the State's open data (« données essentielles des conventions de
subvention », arrêté of 17 November 2017, schema `scdl/subventions`): CSV, comma, UTF-8, ISO dates, decimal point.

One row per grant and exercice: a convention of several years is in several files, each with its part, so that no euro
is published twice. Identifiers that the platform does not hold (SIRET, RNA, RAE) stay empty.
"""

import csv
import io
from collections.abc import Collection
from uuid import UUID

from budget.exports.en_csv import sans_formule
from budget.lecture.budget import BudgetLu
from budget.lecture.elements import FinancementLu
from budget.models import Financement, Versement
from budget.montants import en_euros

CHAMPS = (
    "nomAttribuant",
    "idAttribuant",
    "dateConvention",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "conditionsVersement",
    "datesPeriodeVersement",
    "idRAE",
    "notificationUE",
    "pourcentageSubvention",
    "dispositifAide",
)


def donnees_essentielles(budget: BudgetLu) -> bytes:
    """The grants that `budget` holds as granted, and that still are; two queries."""
    accordes = [f for f in budget.financements if f.degre == "acquis" and f.groupe.cle == "subventions"]
    presents = Financement.objects.presents().in_bulk([f.id for f in accordes])
    recus: dict[UUID, list[Versement]] = {}
    versements = Versement.objects.presents().filter(financement__in=presents, exercice=budget.exercice_id)
    for versement in versements.order_by("le", "id"):
        recus.setdefault(versement.financement_id, []).append(versement)
    sortie = io.StringIO(newline="")
    ecrivain = csv.DictWriter(sortie, CHAMPS, lineterminator="\r\n")
    ecrivain.writeheader()
    for f in accordes:
        if (present := presents.get(f.id)) and present.statut in Financement.Statut.acquis():
            ecrivain.writerow(_rangee(budget, f, present, recus.get(f.id, ())))
    return sortie.getvalue().encode()


def _rangee(budget: BudgetLu, lu: FinancementLu, present: Financement, recus: Collection[Versement]) -> dict[str, str]:
    dates = [versement.le for versement in recus] or [budget.debut, budget.fin]
    valeurs = {
        "nomAttribuant": lu.financeur,
        "dateConvention": present.conventionne_le.isoformat() if present.conventionne_le else "",
        "referenceDecision": present.reference,
        "nomBeneficiaire": lu.porteur_financier or lu.porteur_administratif,
        "objet": lu.intitule,
        "montant": f"{en_euros(lu.prevu_centimes):.2f}",
        "nature": "aide en numéraire",
        "conditionsVersement": _conditions(recus),
        "datesPeriodeVersement": f"{min(dates).isoformat()}/{max(dates).isoformat()}",
        "notificationUE": "non",
        "pourcentageSubvention": "1",
        "dispositifAide": present.dispositif,
    }
    return {champ: sans_formule(valeurs.get(champ, "")) for champ in CHAMPS}


def _conditions(recus: Collection[Versement]) -> str:
    if not recus:
        return "autre"
    return "unique" if all(v.nature == Versement.Nature.UNIQUE for v in recus) and len(recus) == 1 else "échelonné"
