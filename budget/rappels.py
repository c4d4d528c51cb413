"""Reminders of the due dates of fundings: 30 days before, 7 days before, and the day itself.

Run every day by `manage.py entretenir`; run twice, or at any hour, it reminds once of each. After some days without
running, only the last reminder that was missed leaves.
"""

from datetime import date, timedelta

from django.db import transaction

from budget import courriels
from budget.lecture.financements import echeances_a_tenir
from historique.horloge import aujourd_hui

JALONS = (30, 7, 0)  # days before
RATTRAPAGE = 7  # days after which a reminder that was missed leaves no more


def jalon_du(le: date, jour: date) -> int | None:
    """Which reminder of a due date leaves on `jour`: the last one reached, unless it was missed for too long."""
    reste = (le - jour).days
    atteints = [jalon for jalon in JALONS if reste <= jalon]
    return atteints[-1] if atteints and atteints[-1] - reste <= RATTRAPAGE else None


def rappeler_les_echeances() -> str:
    """Queue what is due today; « 2 envoyés »."""
    jour, partis = aujourd_hui(), 0
    proches = echeances_a_tenir().filter(
        le__range=(jour - timedelta(days=RATTRAPAGE), jour + timedelta(days=max(JALONS)))
    )
    for echeance in proches:
        if (jalon := jalon_du(echeance.le, jour)) is not None:
            with transaction.atomic():
                partis += courriels.rappeler(echeance, jalon)
    return f"{partis} envoyé{'s' if partis > 1 else ''}" if partis else "aucun à envoyer"
