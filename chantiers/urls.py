"""Addresses of chantiers, of their members and of their roadmaps; an item is named by its key."""

from django.urls import path

from chantiers.views import chantier, feuille, items, membres, periode

app_name = "chantiers"

GENRES = {
    "objectif": "objectifs",
    "etape": "etapes",
    "livrable": "livrables",
    "moyen": "moyens",
    "dependance": "dependances",
    "feuille": "feuilles-de-route",
}
ORDONNES = ("objectif", "etape", "livrable", "moyen")

urlpatterns = [
    path("chantiers/", chantier.liste, name="liste"),
    path("chantiers/<slug:slug>/", chantier.chantier, name="chantier"),
    path("chantiers/<slug:slug>/historique/", chantier.historique, name="historique"),
    # The roadmap
    path("chantiers/<slug:slug>/feuille-de-route/", feuille.feuille_de_route, name="feuille_de_route"),
    path("chantiers/<slug:slug>/feuille-de-route/<int:annee>/", feuille.feuille_close, name="feuille_close"),
    path("chantiers/<slug:slug>/feuille-de-route/comparer/", feuille.comparer_deux_dates, name="comparer"),
    path("chantiers/<slug:slug>/feuille-de-route/etat/", items.changer_l_etat, name="changer_l_etat"),
    path("chantiers/<slug:slug>/feuille-de-route/ordre/", items.ordre, name="ordre"),
    path("chantiers/<slug:slug>/feuille-de-route/archives/", items.archives, name="archives"),
    path("chantiers/<slug:slug>/feuille-de-route/ouvrir/", periode.ouvrir_la_feuille, name="ouvrir_la_feuille"),
    path("chantiers/<slug:slug>/feuille-de-route/clore/", periode.clore_la_feuille, name="clore_la_feuille"),
    # Its items
    path(
        "chantiers/<slug:slug>/objectifs/ajouter/",
        items.ajouter_a_la_feuille,
        {"genre": "objectif"},
        name="ajouter_un_objectif",
    ),
    path(
        "chantiers/<slug:slug>/moyens/ajouter/",
        items.ajouter_a_la_feuille,
        {"genre": "moyen"},
        name="ajouter_un_moyen",
    ),
    path(
        "objectifs/<uuid:pk>/etapes/ajouter/",
        items.ajouter_a_l_item,
        {"genre": "etape", "parent": "objectif"},
        name="ajouter_une_etape",
    ),
    path(
        "objectifs/<uuid:pk>/livrables/ajouter/",
        items.ajouter_a_l_item,
        {"genre": "livrable", "parent": "objectif"},
        name="ajouter_un_livrable",
    ),
    path(
        "etapes/<uuid:pk>/dependances/ajouter/",
        items.ajouter_a_l_item,
        {"genre": "dependance", "parent": "etape"},
        name="ajouter_une_dependance",
    ),
    path("etapes/<uuid:pk>/deplacer/", items.deplacer, name="deplacer"),
    *(
        path(f"{GENRES[genre]}/<uuid:pk>/modifier/", items.modifier, {"genre": genre}, name=f"modifier_{genre}")
        for genre in ("feuille", *ORDONNES)
    ),
    *(
        path(f"{GENRES[genre]}/<uuid:pk>/ordonner/", items.ordonner, {"genre": genre}, name=f"ordonner_{genre}")
        for genre in ORDONNES
    ),
    *(
        path(f"{GENRES[genre]}/<uuid:pk>/{verbe}/", vue, {"genre": genre}, name=f"{verbe}_{genre}")
        for genre in (*ORDONNES, "dependance")
        for verbe, vue in (("archiver", items.archiver), ("retablir", items.retablir))
    ),
    # Members
    path("chantiers/<slug:slug>/membres/", membres.membres, name="membres"),
    path("chantiers/<slug:slug>/membres/inviter/", membres.inviter, name="inviter"),
    path(
        "chantiers/<slug:slug>/membres/organisations/accueillir/",
        membres.accueillir_une_organisation,
        name="accueillir_une_organisation",
    ),
    path("adhesions/<uuid:pk>/role/", membres.changer_de_role, name="changer_de_role"),
    path("adhesions/<uuid:pk>/fin/", membres.mettre_fin, name="mettre_fin"),
]
