"""The hash chain: each entry carries the fingerprint of its content, and that of all that came before it.

`leaf(n) = SHA-256(0x00 ‖ canonical bytes of entry n)`; `h(n) = SHA-256(0x01 ‖ h(n−1) ‖ leaf(n))`; `h(0)` is 32 zeros.
Texts and names are in the bytes as commitments only (`canonique.engagement`), so they can be taken out without any
fingerprint changing. The random key of an entry is in its bytes: a leaf alone lets nobody guess what it covers.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from historique.canonique import canonique
from historique.ecarts import Ecart
from historique.models import ORIGINE_DE_LA_CHAINE, Acte, Changement

LOT = 1000
# PostgreSQL may read all the changes for each lot: the fewer lots, the better.
GRAND_LOT = 10_000
DE_L_ACTE = (
    "schema",
    "sequence",
    "id",
    "verbe",
    "objet_type",
    "objet_id",
    "portee_id",
    "agent",
    "auteur_id",
    "motif",
    "instant",
    "visibilite",
    "origine",
    "faits",
)
DU_CHANGEMENT = ("objet_type", "objet_id", "champ", "avant", "apres")


def octets(acte: Acte, changements: Iterable[Changement | Ecart]) -> str:
    """The canonical text of an entry with its changes, in an order that the database does not choose."""
    lignes = [{champ: getattr(changement, champ) for champ in DU_CHANGEMENT} for changement in changements]
    return _texte({champ: getattr(acte, champ) for champ in DE_L_ACTE}, lignes)


def _texte(acte: dict[str, Any], changements: list[dict[str, Any]]) -> str:
    changements.sort(key=lambda ligne: (ligne["objet_type"], str(ligne["objet_id"]), ligne["champ"]))
    return canonique({**acte, "changements": changements})


def feuille(texte: str) -> str:
    """The fingerprint of one entry's content."""
    return hashlib.sha256(b"\x00" + texte.encode()).hexdigest()


def maillon(precedente: str, feuille_suivante: str) -> str:
    """The fingerprint of the chain, one entry further."""
    return hashlib.sha256(b"\x01" + bytes.fromhex(precedente) + bytes.fromhex(feuille_suivante)).hexdigest()


def inscriptions(apres: int = 0, jusqua: int | None = None) -> Iterator[tuple[Acte, list[Changement]]]:
    """Each entry with its changes, in the order of their numbers; two queries per thousand."""
    actes = Acte.objects.order_by("sequence")
    if jusqua is not None:
        actes = actes.filter(sequence__lte=jusqua)
    while lot := list(actes.filter(sequence__gt=apres)[:LOT]):
        par_acte: dict[Any, list[Changement]] = {}
        siens = Changement.objects.filter(acte__sequence__gt=apres, acte__sequence__lte=lot[-1].sequence)
        for changement in siens.order_by():
            par_acte.setdefault(changement.acte_id, []).append(changement)
        for acte in lot:
            yield acte, par_acte.get(acte.pk, [])
        apres = lot[-1].sequence


class Maille(NamedTuple):
    """What an entry bears, and the leaf that its content gives now."""

    sequence: int
    refaite: str
    feuille: str
    chaine: str


def mailles() -> Iterator[Maille]:
    """Every entry in the order of numbers, as rows and not as objects: a long journal is verified twice as fast."""
    apres, actes = 0, Acte.objects.order_by("sequence").values_list("feuille", "chaine", *DE_L_ACTE)
    while lot := list(actes.filter(sequence__gt=apres)[:GRAND_LOT]):
        lus = [(dict(zip(DE_L_ACTE, contenu, strict=True)), ecrite, chaine) for ecrite, chaine, *contenu in lot]
        jusqua = lus[-1][0]["sequence"]
        par_acte: dict[Any, list[dict[str, Any]]] = {}
        siens = Changement.objects.filter(acte__sequence__gt=apres, acte__sequence__lte=jusqua).order_by()
        for acte_id, *contenu in siens.values_list("acte_id", *DU_CHANGEMENT):
            par_acte.setdefault(acte_id, []).append(dict(zip(DU_CHANGEMENT, contenu, strict=True)))
        for acte, ecrite, chaine in lus:
            yield Maille(acte["sequence"], feuille(_texte(acte, par_acte.get(acte["id"], []))), ecrite, chaine)
        apres = jusqua


def chaine_a(sequence: int) -> str | None:
    """`h(sequence)` as it is written; None when there is no such entry."""
    if sequence == 0:
        return ORIGINE_DE_LA_CHAINE
    return Acte.objects.filter(sequence=sequence).values_list("chaine", flat=True).first()
