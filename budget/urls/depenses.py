"""Use: what pays what, expenses, receipts, imputations."""

from django.urls import path
from django.urls.resolvers import URLPattern

from budget.views import depenses, matrice, preuves, utilisation

adresses: list[URLPattern] = [
    path("budget/<int:annee>/matrice/", matrice.matrice, name="matrice"),
    path("budget/lignes/<uuid:pk>/affecter/", matrice.affecter, name="affecter"),
    path("budget/affectations/<uuid:pk>/modifier/", matrice.modifier_une_affectation, name="modifier_une_affectation"),
    path("budget/affectations/<uuid:pk>/liberer/", matrice.liberer, name="liberer"),
    path("budget/<int:annee>/depenses/", depenses.depenses, name="depenses"),
    path("budget/lignes/<uuid:pk>/depenser/", depenses.depenser, name="depenser"),
    path("budget/depenses/<uuid:pk>/", depenses.depense, name="depense"),
    path("budget/depenses/<uuid:pk>/modifier/", depenses.modifier_une_depense, name="modifier_une_depense"),
    path("budget/depenses/<uuid:pk>/archiver/", depenses.archiver_une_depense, name="archiver_une_depense"),
    path("budget/depenses/<uuid:pk>/retablir/", depenses.retablir_une_depense, name="retablir_une_depense"),
    path("budget/depenses/<uuid:pk>/justificatifs/joindre/", preuves.joindre, name="joindre"),
    path("budget/justificatifs/<uuid:pk>/", preuves.justificatif, name="justificatif"),
    path("budget/justificatifs/<uuid:pk>/archiver/", preuves.archiver_un_justificatif, name="archiver_un_justificatif"),
    path("budget/justificatifs/<uuid:pk>/retablir/", preuves.retablir_un_justificatif, name="retablir_un_justificatif"),
    path("budget/depenses/<uuid:pk>/imputer/", preuves.imputer, name="imputer"),
    path("budget/imputations/<uuid:pk>/retirer/", preuves.desimputer, name="desimputer"),
    path("budget/<int:annee>/utilisation/", utilisation.utilisation, name="utilisation"),
    path("budget/lignes/<uuid:pk>/ecart/", utilisation.expliquer_l_ecart, name="expliquer_l_ecart"),
]
