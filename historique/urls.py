"""Addresses of the journal."""

from django.urls import path

from historique import views

app_name = "historique"
urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/<int:sequence>/", views.inscription, name="inscription"),
    path("historique/<str:type_objet>/<uuid:pk>/", views.objet, name="objet"),
    path("historique/<str:type_objet>/<uuid:pk>/restaurer/<int:version>/", views.restaurer, name="restaurer"),
]
