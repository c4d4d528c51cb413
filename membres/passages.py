"""Where someone is named in what people have written: for the coordination to take these passages out, one by one.

Every text that the journal has committed to is read once: names are not indexed, and this is asked a few times a year.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from historique import registre
from historique.canonique import canonique, lire
from historique.models import Acte, Changement, Ouverture
from membres.dossier import identite_de
from membres.identite import Identite, Indice
from membres.models import Personne

LOT = 2000
AUTOUR = 60
MONTRES = 200


@dataclass(frozen=True)
class Passage:
    """A text that seems to name her: what makes one think so, some words of it, and the entry that wrote it."""

    indice: Indice
    extrait: str
    sequence: int | None
    instant: datetime | None
    objet_type: str
    objet_id: UUID | None

    @property
    def ou(self) -> str:
        """« motif », or the noun of what holds the text."""
        declaration = registre.declarations.get(self.objet_type)
        return declaration.libelle if declaration is not None else "motif"


def passages_qui_nomment(personne: Personne) -> list[Passage]:
    """The surest first, then the newest; a text written several times is there once."""
    identite = identite_de(personne)
    trouves = _trouver(identite, sauf=_siens(personne))
    lieux = _lieux(trouves)
    uniques: dict[Any, Passage] = {}
    for cle, (indice, texte) in trouves.items():
        acte, objet_type, objet_id = lieux.get(cle, (None, "", None))
        passage = Passage(
            indice=indice,
            extrait=_extrait(texte, identite),
            sequence=acte.sequence if acte else None,
            instant=acte.instant if acte else None,
            objet_type=objet_type,
            objet_id=objet_id,
        )
        connu = uniques.get((texte, objet_id))
        if connu is None or (connu.sequence or 0) < (passage.sequence or 0):
            uniques[texte, objet_id] = passage
    rangs = list(Indice)
    return sorted(uniques.values(), key=lambda p: (rangs.index(p.indice), -(p.sequence or 0)))


def _trouver(identite: Identite, *, sauf: Collection[str]) -> dict[str, tuple[Indice, str]]:
    """The commitments whose text gives a sign of her."""
    ouvertures = Ouverture.objects.values_list("engagement", "valeur").iterator(LOT)
    signes = ((cle, identite.indice(texte), texte) for cle, texte in ouvertures if cle not in sauf)
    return {cle: (indice, texte) for cle, indice, texte in signes if indice is not None}


def _siens(personne: Personne) -> set[str]:
    """What the erasure takes out by itself: her own names, addresses and functions."""
    objets = [personne.pk, *personne.invitations.values_list("pk", flat=True)]
    objets += personne.rattachements.values_list("pk", flat=True)
    valeurs = Changement.objects.filter(objet_id__in=objets).values_list("avant", "apres")
    contenus = [lire(valeur) for paire in valeurs for valeur in paire if valeur is not None]
    return {contenu["engagement"] for contenu in contenus if isinstance(contenu, dict)}


def _lieux(cles: Iterable[str]) -> dict[str, tuple[Acte, str, UUID | None]]:
    """The entry that holds each commitment, and on what; two queries. One that only a frozen version holds has none."""
    lieux: dict[str, tuple[Acte, str, UUID | None]] = {}
    ecrits = {canonique({"engagement": cle}): cle for cle in cles}
    for acte in Acte.objects.filter(motif__in=list(ecrits.values())).order_by("sequence"):
        lieux[acte.motif] = (acte, "", acte.pk)
    changements = Changement.objects.filter(Q(apres__in=list(ecrits)) | Q(avant__in=list(ecrits)))
    for changement in changements.select_related("acte").order_by("acte__sequence"):
        for valeur in (changement.avant, changement.apres):
            if valeur in ecrits:
                lieux[ecrits[valeur]] = (changement.acte, changement.objet_type, changement.objet_id)
    return lieux


def _extrait(texte: str, identite: Identite) -> str:
    """The words around the first sign of her."""
    debut, fin = identite.place(texte)
    avant, apres = max(0, debut - AUTOUR), fin + AUTOUR
    return f"{'… ' if avant else ''}{texte[avant:apres].strip()}{' …' if apres < len(texte) else ''}"
