"""Sockets that upper apps fill in `ready()`: one call, and at most one query, per socket and page."""

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

# `(ids, acces) -> {person: "du chantier 2"}`: how to speak of someone whose name is not public (« un·e membre … »).
perimetres: list[Callable[[Collection[UUID], Any], Mapping[UUID, str]]] = []
