"""Make an undefined variable of our templates an error instead of an empty string."""

import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
GABARITS = RACINE / "templates"


class VariableIndefinie(AssertionError):
    """A template shows a variable that its view does not give."""


def gabarit_en_cours() -> str:
    """The template being rendered, found on the stack: Django does not tell it to `string_if_invalid`."""
    cadre = sys._getframe(2)
    while cadre is not None:
        origine = getattr(cadre.f_locals.get("self"), "origin", None)
        if origine is not None:
            return str(origine)
        cadre = cadre.f_back
    return "?"


class VariableInterdite(str):
    """A `string_if_invalid` that raises in our templates; those of libraries keep the silence of Django."""

    def __new__(cls):
        return super().__new__(cls, "%s")

    def __mod__(self, variable):
        gabarit = gabarit_en_cours()
        if gabarit.startswith(str(GABARITS)):
            raise VariableIndefinie(f"« {variable} » is undefined in {Path(gabarit).relative_to(RACINE)}")
        return ""
