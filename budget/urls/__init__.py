"""Addresses of the budget: one list for each part."""

from budget.urls import besoins, contributions, depenses, exports, financements, vues

app_name = "budget"

urlpatterns = [
    *vues.adresses,
    *besoins.adresses,
    *contributions.adresses,
    *financements.adresses,
    *depenses.adresses,
    *exports.adresses,
]
