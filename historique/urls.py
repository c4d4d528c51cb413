"""Addresses of the journal."""

from django.urls import path

from historique.views import journal, objet

app_name = "historique"
urlpatterns = [
    path("journal/", journal.journal, name="journal"),
    path("journal/<int:sequence>/", journal.inscription, name="inscription"),
    path("historique/<str:type_objet>/<uuid:pk>/", objet.objet, name="objet"),
    path("historique/<str:type_objet>/<uuid:pk>/restaurer/<int:version>/", objet.restaurer, name="restaurer"),
]
