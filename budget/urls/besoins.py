"""Needs: lines, actions, imports."""

from django.urls import path

from budget.views import actions_menees, besoins, exercices, propositions, saisie

LIGNES = "budget/<int:annee>/chantiers/<slug:slug>/lignes/"

adresses = [
    path("budget/exercices/ouvrir/", exercices.ouvrir_l_exercice, name="ouvrir_l_exercice"),
    path("budget/<int:annee>/regler/", exercices.regler_l_exercice, name="regler_l_exercice"),
    # Lines
    path(LIGNES, besoins.lignes, name="lignes"),
    path(f"{LIGNES}ajouter/", besoins.ajouter_une_ligne, name="ajouter_une_ligne"),
    path(f"{LIGNES}proposer/", propositions.proposer_les_lignes, name="proposer_les_lignes"),
    path(f"{LIGNES}reprendre/", propositions.reprendre_les_lignes, name="reprendre_les_lignes"),
    path(f"{LIGNES}coller/", saisie.coller_une_colonne, name="coller_une_colonne"),
    path(f"{LIGNES}importer/", saisie.importer_des_lignes, name="importer_des_lignes"),
    path("budget/<int:annee>/repartir/", saisie.repartir, name="repartir"),
    path("budget/lignes/<uuid:pk>/modifier/", besoins.modifier_une_ligne, name="modifier_une_ligne"),
    path("budget/lignes/<uuid:pk>/ordonner/", besoins.ordonner_une_ligne, name="ordonner_une_ligne"),
    path("budget/lignes/<uuid:pk>/archiver/", besoins.archiver_une_ligne, name="archiver_une_ligne"),
    path("budget/lignes/<uuid:pk>/retablir/", besoins.retablir_une_ligne, name="retablir_une_ligne"),
    # Actions
    path(
        "budget/<int:annee>/chantiers/<slug:slug>/actions/ajouter/",
        actions_menees.ajouter_une_action,
        name="ajouter_une_action",
    ),
    path("budget/actions/<uuid:pk>/modifier/", actions_menees.modifier_une_action, name="modifier_une_action"),
    path("budget/actions/<uuid:pk>/etapes/", actions_menees.etapes_d_une_action, name="etapes_d_une_action"),
    path("budget/actions/<uuid:pk>/archiver/", actions_menees.archiver_une_action, name="archiver_une_action"),
    path("budget/actions/<uuid:pk>/retablir/", actions_menees.retablir_une_action, name="retablir_une_action"),
]
