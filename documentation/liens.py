"""Where other rooms lead to this one."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from membres.acces import Acces


def suites_d_un_budget(exercice: Any, acces: Acces) -> Sequence[tuple[str, str]]:
    """To ask for its report, for members."""
    if not acces.membre:
        return []
    return [(f"{reverse('documentation:rapports')}?sujet=budget-{exercice.annee}", "Rapport PDF")]
