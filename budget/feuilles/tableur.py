"""XLSX or ODS in, cells out: `python -m budget.feuilles.tableur`, a process of its own with little memory.

Reads the bytes on its standard input and writes JSON on its standard output: `nom` of the sheet read, `autres` (how
many more the workbook has), `cellules` as texts. A workbook whose last cell is far away makes the library reserve
hundreds of gigabytes and abort: it takes nothing with it here. The only module that imports python-calamine.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

MEMOIRE, SECONDES = 512 * 2**20, 10
HAUTEUR_AU_PLUS, LARGEUR_AU_PLUS = 10_000, 100
# What this process exits with.
PROTEGE, ILLISIBLE, TROP_GRAND = 3, 4, 5


def borner() -> None:
    """Limit this process: address space, processor; it writes no core and no file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES + 2))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def en_texte(valeur: Any) -> str:
    """A cell as one would type it: numbers with two decimals at most, and a decimal comma."""
    match valeur:
        case bool():
            return "oui" if valeur else "non"
        case int():
            return str(valeur)
        case float():
            return _nombre(valeur)
        case datetime() if valeur.time() == time():
            return f"{valeur:%d/%m/%Y}"
        case datetime():
            return f"{valeur:%d/%m/%Y %H:%M}"
        case date():
            return f"{valeur:%d/%m/%Y}"
        case time() | timedelta():
            return str(valeur)
    return str(valeur)


def _nombre(valeur: float) -> str:
    # Six decimals first: 1,005 is 1.00499999999999989… in a sheet.
    exact = Decimal(repr(round(valeur, 6)))
    if not exact.is_finite() or abs(exact) >= 10**15:
        return repr(valeur)
    arrondi = exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{arrondi:f}".rstrip("0").rstrip(".").replace(".", ",")


def lire(octets: bytes) -> dict[str, Any] | None:
    """The first sheet that is shown and holds something; None when it is too large."""
    classeur = load_workbook(io.BytesIO(octets))
    montrees = [
        feuille.name
        for feuille in classeur.sheets_metadata
        if feuille.visible == SheetVisibleEnum.Visible and feuille.typ == SheetTypeEnum.WorkSheet
    ]
    for nom in montrees:
        feuille = classeur.get_sheet_by_name(nom)
        if feuille.total_height > HAUTEUR_AU_PLUS or feuille.total_width > LARGEUR_AU_PLUS:
            return None
        if feuille.height:
            cellules = [[en_texte(v) for v in rangee] for rangee in feuille.to_python(skip_empty_area=False)]
            return {"nom": nom, "autres": len(montrees) - 1, "cellules": cellules}
    return {"nom": "", "autres": 0, "cellules": []}


def main() -> int:
    octets = sys.stdin.buffer.read()
    borner()
    try:
        lue = lire(octets)
    except PasswordError:
        return PROTEGE
    except (CalamineError, ValueError, OSError):
        return ILLISIBLE
    except MemoryError:
        return TROP_GRAND
    if lue is None:
        return TROP_GRAND
    json.dump(lue, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
