"""Characters a report can print: a sign that no font draws is replaced, for an archive (PDF/A) holds no blank glyph."""

import unicodedata
from collections.abc import Callable

REMPLACEMENT = "?"
# Control characters, lone surrogates, private and unassigned code points, and the selectors that only choose a drawing.
MUETS = {"Cc", "Cs", "Co", "Cn"}
GARDES = "\n\t"
SELECTEURS = "\u200b\u200d\u2060\ufe0e\ufe0f\ufeff"


def lisible(html: str, sans_dessin: Callable[[set[str]], set[str]]) -> str:
    """`html` without what cannot be printed; `sans_dessin(signs)` gives those that no font draws."""
    rares = {signe for signe in set(html) if not " " <= signe <= "\u017f" and signe not in GARDES}
    rares |= {signe for signe in set(html) if "\x7f" <= signe <= "\x9f"}
    retires = {signe for signe in rares if unicodedata.category(signe) in MUETS or signe in SELECTEURS}
    remplaces = sans_dessin(rares - retires)
    tables = dict.fromkeys(retires, "") | dict.fromkeys(remplaces, REMPLACEMENT)
    return html.translate({ord(signe): par for signe, par in tables.items()})
