"""Addresses of the journal."""

from django.urls import path

from historique.views import flux, journal, lu, objet, retrait

app_name = "historique"
urlpatterns = [
    path("journal/", journal.journal, name="journal"),
    path("journal/lu/", lu.marquer, name="marquer_comme_lu"),
    path("journal/flux.atom", flux.flux, name="flux"),
    path("journal/chantiers/<int:numero>/flux.atom", flux.flux, name="flux_du_chantier"),
    path("journal/<int:sequence>/", journal.inscription, name="inscription"),
    path("historique/<str:type_objet>/<uuid:pk>/", objet.objet, name="objet"),
    path("journal/<int:sequence>/retirer-le-motif/", retrait.motif, name="retirer_le_motif"),
    path("historique/<str:type_objet>/<uuid:pk>/retirer/", retrait.passages, name="passages"),
    path("historique/<str:type_objet>/<uuid:pk>/retirer/<str:champ>/", retrait.passage, name="retirer_un_passage"),
    path("historique/<str:type_objet>/<uuid:pk>/restaurer/<int:version>/", objet.restaurer, name="restaurer"),
]
