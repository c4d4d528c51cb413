"""The only clock. The demonstration loader alone may move it, so that the demonstration has a past."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

PARIS = ZoneInfo("Europe/Paris")
# The first and the last day that no time zone pushes out of the calendar.
JOUR_MINIMAL, JOUR_MAXIMAL = date.min + timedelta(days=1), date.max - timedelta(days=1)
_deplacee: ContextVar[datetime | None] = ContextVar("horloge_deplacee", default=None)


def maintenant() -> datetime:
    """The present instant, aware, in UTC."""
    return _deplacee.get() or timezone.now()


def aujourd_hui() -> date:
    """The present day in Paris."""
    return maintenant().astimezone(PARIS).date()


def a_paris(jour: date, heure: time = time.min) -> datetime:
    """The aware instant of `heure` on `jour` in Paris, kept within the days that every clock can tell."""
    return datetime.combine(min(max(jour, JOUR_MINIMAL), JOUR_MAXIMAL), heure, tzinfo=PARIS)


def fin_de_journee(jour: date) -> datetime:
    """The last instant of `jour` in Paris: « au 12 mars » covers the whole of 12 March."""
    return a_paris(jour, time.max)


def deplacee() -> bool:
    """Whether the clock shows another time than the present."""
    return _deplacee.get() is not None


@contextmanager
def a_l_instant(instant: datetime) -> Iterator[None]:
    """Move the clock for the block. `consigner` refuses it once the journal holds anything but the demonstration."""
    jeton = _deplacee.set(instant)
    try:
        yield
    finally:
        _deplacee.reset(jeton)
