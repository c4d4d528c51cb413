"""All the addresses, in French and stable."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

SALLES = ["pilotage", "budget", "chantiers", "membres", "documentation", "historique"]

urlpatterns = [
    *(path("", include(f"{salle}.urls")) for salle in SALLES if find_spec(f"{salle}.urls")),
    path("compte/", include("allauth.urls")),
    path("administration/", admin.site.urls),
]
