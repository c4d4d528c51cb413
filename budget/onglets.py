"""The tab of the budget on the pages of a chantier."""

from typing import Any

from django.urls import reverse


def onglets(chantier: Any, acces: Any) -> list[tuple[str, str]]:
    """Its budget in the current exercice: adopted for the public, under way for members."""
    return [(reverse("budget:du_chantier", args=[chantier.slug]), "Budget")]
