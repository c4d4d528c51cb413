"""A file to download, in one of the three forms."""

from collections.abc import Callable, Sequence

from django.http import HttpResponse

from budget.exports.en_csv import en_csv
from budget.exports.en_ods import en_ods
from budget.exports.en_xlsx import en_xlsx
from budget.exports.feuille import Feuille

GENRES = {
    "csv": "text/csv; charset=utf-8",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMES = tuple(GENRES)
ECRIRE: dict[str, Callable[[Sequence[Feuille], str], bytes]] = {
    # A CSV is one table: the first of the sheets it is given.
    "csv": lambda feuilles, titre: en_csv(feuilles[0]),
    "ods": en_ods,
    "xlsx": lambda feuilles, titre: en_xlsx(feuilles),
}


def fichier(feuilles: Sequence[Feuille], forme: str, nom: str) -> HttpResponse:
    """`nom` without its extension; `forme` is csv, ods or xlsx."""
    return telecharger(ECRIRE[forme](feuilles, nom), GENRES[forme], f"{nom}.{forme}")


def telecharger(octets: bytes, genre: str, nom: str) -> HttpResponse:
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(octets, content_type=genre, headers=entetes)
