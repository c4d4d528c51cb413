"""Spreadsheets and the tables of the grant forms."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import path
from django.urls.resolvers import URLPattern

from budget.exports.fichier import FORMES
from budget.views import exports


def fichiers(chemin: str, vue: Callable[..., HttpResponse], nom: str) -> list[URLPattern]:
    """One address for each form of a file: `{nom}_csv`, `{nom}_ods`, `{nom}_xlsx`."""
    return [
        path(f"budget/<int:annee>/{chemin}.{forme}", vue, {"forme": forme}, name=f"{nom}_{forme}") for forme in FORMES
    ]


adresses: list[URLPattern] = [
    *fichiers("budget", exports.budget, "export"),
    path("budget/<int:annee>/financements.csv", exports.financements, name="export_financements"),
    path("budget/<int:annee>/previsionnel/", exports.previsionnel, name="previsionnel"),
    *fichiers("previsionnel", exports.fichier_du_previsionnel, "previsionnel"),
    path("budget/<int:annee>/compte-rendu/", exports.compte_rendu, name="compte_rendu"),
    *fichiers("compte-rendu", exports.fichier_du_compte_rendu, "compte_rendu"),
]
