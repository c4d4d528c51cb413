"""Addresses of the journal."""

from django.urls import path

from historique.views import exports, flux, journal, lu, objet, retrait, verification

app_name = "historique"
urlpatterns = [
    path("journal/", journal.journal, name="journal"),
    path("journal/lu/", lu.marquer, name="marquer_comme_lu"),
    path("journal/flux.atom", flux.flux, name="flux"),
    path("journal/chantiers/<int:numero>/flux.atom", flux.flux, name="flux_du_chantier"),
    path("journal/verifier/", verification.verification, name="verifier"),
    path("journal/verifier.py", exports.script, name="verifier_py"),
    path("journal/point-de-controle", exports.point_de_controle, name="point_de_controle"),
    path("journal/cle", exports.cle, name="cle"),
    path("journal/export.ndjson", exports.ndjson, name="export_ndjson"),
    path("journal/export.csv", exports.csv, name="export_csv"),
    path("journal/<int:sequence>/", journal.inscription, name="inscription"),
    path("historique/<str:type_objet>/<uuid:pk>/", objet.objet, name="objet"),
    path("journal/<int:sequence>/retirer-le-motif/", retrait.motif, name="retirer_le_motif"),
    path("historique/<str:type_objet>/<uuid:pk>/retirer/", retrait.passages, name="passages"),
    path("historique/<str:type_objet>/<uuid:pk>/retirer/<str:champ>/", retrait.passage, name="retirer_un_passage"),
    path("historique/<str:type_objet>/<uuid:pk>/restaurer/<int:version>/", objet.restaurer, name="restaurer"),
]
