"""One value, one text, one fingerprint: the canonical bytes on which the journal's proof rests.

Objects have ASCII keys sorted, text is NFC, there is no float and no space; dates are ISO, instants end in `Z`.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

SCHEMA = 1


def simple(valeur: Any) -> Any:
    """`valeur` in the types that canonical JSON knows; raises TypeError for any other (a float, a naive instant)."""
    if type(valeur) is str:  # most of what is written; plain letters have one form
        return valeur if valeur.isascii() else unicodedata.normalize("NFC", valeur)
    match valeur:
        case None | bool() | int():
            return valeur
        case str():
            return unicodedata.normalize("NFC", str(valeur))
        case UUID():
            return str(valeur)
        case Decimal() if valeur.is_finite():
            return f"{valeur:f}"
        case datetime() if valeur.tzinfo is not None:
            return valeur.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case date() if not isinstance(valeur, datetime):
            return valeur.isoformat()
        case Mapping():
            return {_cle(cle): simple(contenu) for cle, contenu in valeur.items()}
        case list() | tuple():
            return [simple(element) for element in valeur]
    raise TypeError(f"{type(valeur).__name__} has no canonical form")


def _cle(cle: Any) -> str:
    if not isinstance(cle, str) or not cle.isascii():
        raise TypeError(f"canonical objects have ASCII text keys, not {cle!r}")
    return cle


def canonique(valeur: Any) -> str:
    """The canonical JSON text of `valeur`."""
    return json.dumps(simple(valeur), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def lire(texte: str) -> Any:
    """The value of a canonical JSON text."""
    return json.loads(texte)


def empreinte(texte: str) -> str:
    """SHA-256 of `texte`, 64 hexadecimal digits."""
    return hashlib.sha256(texte.encode()).hexdigest()


def engagement(sel: str, valeur: str) -> str:
    """The commitment to a removable text: SHA-256(0x02 ‖ salt ‖ value); `sel` is 64 hexadecimal digits."""
    return hashlib.sha256(b"\x02" + bytes.fromhex(sel) + valeur.encode()).hexdigest()


def engagements(valeur: Any) -> Iterator[str]:
    """The commitments that a canonical value holds, wherever they stand."""
    match valeur:
        case {"engagement": str(cle)}:
            yield cle
        case dict():
            for contenu in valeur.values():
                yield from engagements(contenu)
        case list():
            for contenu in valeur:
                yield from engagements(contenu)
