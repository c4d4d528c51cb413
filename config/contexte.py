"""What the chrome of every page needs."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

# (route, label, other paths of the same room, for members only)
NAVIGATION = [
    ("chantiers:liste", "Les chantiers", (), False),
    ("pilotage:feuille_de_route", "Feuille de route", ("/propositions/",), False),
    ("budget:accueil", "Budget", (), False),
    ("pilotage:decisions", "Décisions", (), False),
    ("historique:journal", "Journal", (), False),
    ("pilotage:comite", "Comité", (), True),
    ("documentation:rapports", "Rapports", (), True),
]
DEMONSTRATION = [
    ("membre du chantier", [(f"membre{n}@demo.example", str(n)) for n in range(1, 6)]),
    ("référent·e du chantier", [(f"referent{n}@demo.example", str(n)) for n in range(1, 6)]),
    (
        "",
        [
            ("comite@demo.example", "comité"),
            ("financeur@demo.example", "financeur·euse"),
            ("coordination@demo.example", "coordination"),
            ("admin@demo.example", "administration"),
        ],
    ),
]


def _navigation(request, connecte):
    """Entries of the main menu: address, label, and what aria-current says (page, true, or nothing)."""
    for route, libelle, autres, reservee in NAVIGATION:
        if reservee and not connecte:
            continue
        adresse = reverse(route)
        ici = "page" if request.path == adresse else "true" if request.path.startswith((adresse, *autres)) else ""
        yield {"adresse": adresse, "libelle": libelle, "courante": ici}


def chrome(request: HttpRequest) -> dict[str, object]:
    """Menu, demonstration bar and source link. The accès may be missing on an error page."""
    acces = getattr(request, "acces", None)
    demonstration = settings.MODE_DEMONSTRATION
    return {
        "acces": acces,
        "navigation": list(_navigation(request, bool(acces and acces.connecte))),
        "mode_demonstration": demonstration,
        "demonstration_comptes": DEMONSTRATION if demonstration else [],
        "code_source_url": settings.CODE_SOURCE_URL,
        "donnees_personnelles": reverse("documentation:donnees_personnelles"),
    }
