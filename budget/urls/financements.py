"""Fundings, what they pay, what came in."""

from django.urls import path
from django.urls.resolvers import URLPattern

from budget.views.financements import fiche, liste, statut, suivi

DE_CE = "budget/financements/<uuid:pk>/"

adresses: list[URLPattern] = [
    path("budget/<int:annee>/financements/", liste.financements, name="financements"),
    path("budget/<int:annee>/financements/chercher/", liste.chercher, name="chercher"),
    path(DE_CE, fiche.financement, name="financement"),
    path(f"{DE_CE}modifier/", fiche.modifier, name="modifier_un_financement"),
    path(f"{DE_CE}statut/", statut.statut, name="changer_le_statut"),
    path(f"{DE_CE}archiver/", fiche.archiver, name="archiver_un_financement"),
    path(f"{DE_CE}retablir/", fiche.retablir, name="retablir_un_financement"),
    path("budget/echeances/<uuid:pk>/faite/", suivi.accomplir, name="accomplir"),
]
for genre, dossier in (("montant", "montants"), ("echeance", "echeances"), ("versement", "versements")):
    options = {"genre": genre}
    adresses += [
        path(f"{DE_CE}{dossier}/", suivi.ajouter, options, name=f"ajouter_{genre}"),
        path(f"budget/{dossier}/<uuid:pk>/modifier/", suivi.modifier, options, name=f"modifier_{genre}"),
        path(f"budget/{dossier}/<uuid:pk>/archiver/", suivi.archiver, options, name=f"archiver_{genre}"),
        path(f"budget/{dossier}/<uuid:pk>/retablir/", suivi.retablir, options, name=f"retablir_{genre}"),
    ]
