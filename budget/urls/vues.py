"""The budgets as they are read."""

from django.urls import path
from django.urls.resolvers import URLPattern

from budget.views import budget, detail

adresses: list[URLPattern] = [
    path("budget/", budget.accueil, name="accueil"),
    path("budget/chantiers/<slug:slug>/", budget.du_chantier, name="du_chantier"),
    path("budget/<int:annee>/", budget.budget, name="budget"),
    path("budget/<int:annee>/chantiers/<slug:slug>/", budget.chantier, name="chantier"),
    path("budget/<int:annee>/poste/<slug:cle>/", detail.poste, name="poste"),
    path("budget/<int:annee>/comparer/", budget.comparer, name="comparer"),
    path("budget/actions/<uuid:pk>/", detail.action, name="action"),
    path("budget/lignes/<uuid:pk>/", detail.ligne, name="ligne"),
]
