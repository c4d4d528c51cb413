"""Telling a story from its beginning: `with le(date(2026, 3, 12)): …`, before anything is done today."""

from datetime import date, datetime, timedelta

from historique.horloge import PARIS, a_l_instant, aujourd_hui


def le(jour: date, heure: int = 12):
    """The clock on that day in Paris, at noon unless `heure` says otherwise."""
    return a_l_instant(datetime(jour.year, jour.month, jour.day, heure, tzinfo=PARIS))


def hier() -> date:
    return aujourd_hui() - timedelta(days=1)
