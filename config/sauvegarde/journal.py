"""The whole journal as lines, whoever may read what: what `verifier.py` checks without any software."""

import re
from collections.abc import Iterator
from itertools import batched
from typing import Any

from historique import chaine, points
from historique.canonique import canonique, lire
from historique.models import Ouverture

ENGAGEMENT = re.compile(r"[0-9a-f]{64}")


def lignes_du_journal(jusqua: int, note: str) -> Iterator[bytes]:
    cle = points.cles()[0]
    yield _ligne({"format": "journal-1", "origine": cle.nom, "cle": str(cle)})
    for lot in batched(chaine.inscriptions(jusqua=jusqua), 500):
        textes = [chaine.octets(*inscription) for inscription in lot]
        cites = [set(ENGAGEMENT.findall(texte)) for texte in textes]
        connues = Ouverture.objects.in_bulk(set().union(*cites))
        for (acte, _), texte, siens in zip(lot, textes, cites, strict=True):
            yield _ligne(
                {
                    "sequence": acte.sequence,
                    "feuille": acte.feuille,
                    "chaine": acte.chaine,
                    "inscription": lire(texte),
                    "ouvertures": [_ouverture(connues[cle]) for cle in sorted(siens & connues.keys())],
                }
            )
    yield _ligne({"point_de_controle": note})


def _ouverture(ouverture: Ouverture) -> dict[str, str]:
    return {champ: getattr(ouverture, champ) for champ in ("engagement", "sel", "valeur")}


def _ligne(contenu: dict[str, Any]) -> bytes:
    return canonique(contenu).encode() + b"\n"
