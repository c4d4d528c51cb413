"""The étapes as a table for French spreadsheets: `;`, a UTF-8 mark, one line per étape."""

import csv
from collections.abc import Iterable
from io import StringIO

from budget.exports.en_csv import MARQUE, sans_formule
from chantiers.lecture import EtapeLue, FeuilleLue, ObjectifLu

COLONNES = [
    "Chantier", "Objectif", "Intitulé de l’objectif", "Étape", "Intitulé de l’étape", "Début", "Échéance", "État",
    "Avancement (%)", "Responsable", "Livrables",
]  # fmt: skip


def etapes_en_csv(feuilles: Iterable[FeuilleLue]) -> str:
    """The whole file, with the mark by which French spreadsheets know UTF-8."""
    sortie = StringIO()
    tableau = csv.writer(sortie, delimiter=";", lineterminator="\r\n")
    tableau.writerow(COLONNES)
    for feuille in feuilles:
        for objectif in feuille.objectifs:
            for etape in objectif.etapes:
                tableau.writerow([sans_formule(cellule) for cellule in _ligne(feuille, objectif, etape)])
    return MARQUE + sortie.getvalue()


def _ligne(feuille: FeuilleLue, objectif: ObjectifLu, etape: EtapeLue) -> list[str]:
    return [
        feuille.chantier.nom,
        objectif.code,
        objectif.titre,
        etape.code,
        etape.titre,
        f"{etape.debut:%d/%m/%Y}" if etape.debut else "",
        f"{etape.echeance:%d/%m/%Y}" if etape.echeance else "",
        etape.libelle_etat,
        str(etape.avancement),
        etape.qui,
        ", ".join(livrable.titre for livrable in etape.livrables),
    ]
