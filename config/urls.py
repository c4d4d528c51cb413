"""All the addresses, in French and stable."""

from django.contrib import admin
from django.urls import include, path

from config.sante import sante

urlpatterns = [
    path("", include("pilotage.urls")),
    path("", include("budget.urls")),
    path("", include("chantiers.urls")),
    path("", include("membres.urls")),
    path("", include("documentation.urls")),
    path("", include("historique.urls")),
    path("sante/", sante, name="sante"),
    path("compte/", include("allauth.urls")),
    path("administration/", admin.site.urls),
]

handler403 = "membres.views.reprise.refusee"
handler404 = "membres.views.reprise.introuvable"
