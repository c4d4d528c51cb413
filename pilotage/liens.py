"""Where other rooms lead to this one."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from membres.acces import Acces
from pilotage.models import Proposition
from pilotage.permissions import refus_de_proposer


def suites_d_un_budget(exercice: Any, acces: Acces) -> Sequence[tuple[str, str]]:
    """To put it to the chantiers, for who may."""
    if refus_de_proposer(acces):
        return []
    choix = urlencode({"nature": Proposition.Nature.BUDGET_GLOBAL.value, "exercice_id": exercice.pk})
    return [(f"{reverse('pilotage:proposer')}?{choix}", "Proposer ce budget aux chantiers")]
