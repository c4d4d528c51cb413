"""Django's administration: accounts only, for administrators who signed in with a second factor."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from membres.permissions import refus_sans_second_facteur


class Administration(AdminSite):
    """Governance has its own pages; here one manages accounts, and reads the rest."""

    site_header = "Administration des chantiers coopératifs"
    site_title = "Administration"
    index_title = "Comptes et réglages"

    def has_permission(self, request: HttpRequest) -> bool:
        return (
            request.user.is_active
            and request.user.is_superuser
            and refus_sans_second_facteur(request.acces) is None  # type: ignore[attr-defined]
        )
