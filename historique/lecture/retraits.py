"""What stands in place of a text that was taken out: when, and for which legal reason."""

from collections.abc import Collection
from typing import Any

from historique.canonique import lire
from historique.models import Acte, Retrait
from historique.mots import date_longue
from historique.retrait import MOTIFS_LEGAUX


class Retire(str):
    """Said in place of a text, by the platform: not to be quoted, nor compared with another text."""

    __slots__ = ()


RETIRE = Retire("Passage retiré")


def lire_les_retraits(engagements: Collection[str]) -> dict[str, Retire]:
    """What to say of each commitment that was taken out; one query, none when there is none to say."""
    if not engagements:
        return {}
    retraits = Retrait.objects.filter(pk__in=engagements).select_related("acte")
    return {retrait.pk: _phrase(retrait.acte) for retrait in retraits}


def _phrase(acte: Acte) -> Retire:
    faits: dict[str, Any] = lire(acte.faits) if acte.faits else {}
    motif = MOTIFS_LEGAUX.get(faits.get("motif_legal", ""))
    return Retire(f"Passage retiré le {date_longue(acte.instant)}" + (f", motif légal : {motif}" if motif else ""))
