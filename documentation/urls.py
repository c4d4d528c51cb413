"""Addresses of reports and of the pages that explain."""

from django.urls import path

from documentation.views import pages, rapports

app_name = "documentation"
urlpatterns = [
    path("rapports/", rapports.rapports, name="rapports"),
    path("rapports/demander/", rapports.demander, name="demander"),
    path("rapports/<uuid:pk>/", rapports.rapport, name="rapport"),
    path("rapports/<uuid:pk>/page/", rapports.page, name="page"),
    path("rapports/<uuid:pk>/pdf/", rapports.telecharger, name="telecharger"),
    path("rapports/<uuid:pk>/reprendre/", rapports.reprendre, name="reprendre"),
    path("charte/", pages.charte, name="charte"),
    path("mentions-legales/", pages.mentions_legales, name="mentions_legales"),
    path("donnees-personnelles/", pages.donnees_personnelles, name="donnees_personnelles"),
    path("accessibilite/", pages.accessibilite, name="accessibilite"),
    path("signaler/", pages.signaler, name="signaler"),
    path("signaler/merci/", pages.signale, name="signale"),
    path("aide/", pages.aide, name="aide"),
    path("robots.txt", pages.robots, name="robots"),
]
