"""Valued contributions and their scales."""

from django.urls import path
from django.urls.resolvers import URLPattern

from budget.views import baremes, contributions

UNE = "budget/contributions/<uuid:pk>/"

adresses: list[URLPattern] = [
    path("budget/baremes/", baremes.baremes, name="baremes"),
    path("budget/baremes/fixer/", baremes.fixer_un_bareme, name="fixer_un_bareme"),
    path("budget/baremes/adopter/", baremes.adopter_des_baremes, name="adopter_des_baremes"),
    path("budget/<int:annee>/contributions/", contributions.contributions, name="contributions"),
    path("budget/<int:annee>/chantiers/<slug:slug>/contributions/declarer/", contributions.declarer, name="declarer"),
    path(UNE, contributions.contribution, name="contribution"),
    path(f"{UNE}modifier/", contributions.modifier, name="modifier_une_contribution"),
    path(f"{UNE}confirmer/", contributions.confirmer, name="confirmer_une_contribution"),
    path(f"{UNE}archiver/", contributions.archiver, name="archiver_une_contribution"),
    path(f"{UNE}retablir/", contributions.retablir, name="retablir_une_contribution"),
]
