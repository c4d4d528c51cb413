"""Sockets that upper apps fill in `ready()`: one call, and at most one query, per socket and page."""

from collections.abc import Callable, Sequence
from typing import Any

# `(version or None, acces) -> [(address, label)]`: where the global roadmap (None), or one of its versions, is printed.
impressions: list[Callable[[Any, Any], Sequence[tuple[str, str]]]] = []


def liens_d_impression(version: Any, acces: Any) -> list[tuple[str, str]]:
    """All the links that the rooms above give for this version."""
    return [lien for prise in impressions for lien in prise(version, acces)]
