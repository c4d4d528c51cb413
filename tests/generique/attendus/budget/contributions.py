"""The contributions of the budget."""

from tests.generique.attendus.formes import Attendu

ATTENDUS: dict[str, Attendu] = {}
