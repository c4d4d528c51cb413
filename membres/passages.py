"""Where someone is named in what people have written: for the coordination to take these passages out, one by one.

Every text that the journal has committed to is read once: names are not indexed, and this is asked a few times a year.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import batched
from typing import Any
from uuid import UUID

from django.db.models import Q

from historique import registre
from historique.canonique import canonique, lire
from historique.models import Acte, Changement, Ouverture
from membres.acces import Acces
from membres.dossier import identite_de
from membres.identite import Identite, Indice
from membres.models import Personne

LOT = 1000
MONTRES = 200
AUTOUR = 60
RESERVE = "Ce texte ne vous est pas ouvert : la coordination le lit, et le retire."


@dataclass(frozen=True)
class Lieu:
    """What holds a text: a field of an object, or the reason of an entry (no field)."""

    acte: Acte
    objet_type: str = ""
    objet_id: UUID | None = None
    champ: str = ""

    @property
    def nom(self) -> str:
        """« étape, description », or « motif »."""
        declaration = registre.declarations.get(self.objet_type)
        if declaration is None:
            return "motif"
        champ = declaration.modele._meta.get_field(self.champ)
        return f"{declaration.libelle}, {champ.verbose_name}"  # type: ignore[union-attr]  # a text, not a relation


@dataclass(frozen=True)
class Passage:
    """A text that seems to name her: what makes one think so, some words of it, and the last entry that holds it."""

    indice: Indice
    extrait: str
    lieu: Lieu


def passages_qui_nomment(personne: Personne, acces: Acces) -> list[Passage]:
    """The surest first, then the newest; a text written several times in one place is there once.

    The words are given to those who may read the entry. A frozen version holds texts of objects that are here already.
    """
    identite = identite_de(personne)
    trouves = _trouver(identite, sauf=_siens(personne))
    lieux = _lieux(trouves)
    uniques: dict[Any, Passage] = {}
    for cle in sorted(lieux, key=lambda cle: lieux[cle].acte.sequence):
        (indice, texte), lieu = trouves[cle], lieux[cle]
        lisible = lieu.acte.visibilite in acces.visibilites
        extrait = _extrait(texte, identite) if lisible else RESERVE
        uniques[texte, lieu.objet_id or lieu.acte.pk, lieu.champ] = Passage(indice, extrait, lieu)
    rangs = list(Indice)
    return sorted(uniques.values(), key=lambda p: (rangs.index(p.indice), -p.lieu.acte.sequence))


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


def _lieux(cles: Iterable[str]) -> dict[str, Lieu]:
    """What holds each commitment, in the last entry that does; two queries per thousand."""
    lieux: dict[str, Lieu] = {}
    for lot in batched(cles, LOT):
        lieux |= {acte.motif: Lieu(acte) for acte in Acte.objects.filter(motif__in=lot)}
        ecrits = {canonique({"engagement": cle}): cle for cle in lot}
        changements = Changement.objects.filter(Q(apres__in=list(ecrits)) | Q(avant__in=list(ecrits)))
        for changement in changements.select_related("acte").order_by("acte__sequence"):
            declaration = registre.declarations.get(changement.objet_type)
            if declaration is None or changement.champ in declaration.champs_personnels:
                continue  # somebody else's name
            lieu = Lieu(changement.acte, changement.objet_type, changement.objet_id, changement.champ)
            lieux |= dict.fromkeys((ecrits[v] for v in (changement.avant, changement.apres) if v in ecrits), lieu)
    return lieux


def _extrait(texte: str, identite: Identite) -> str:
    """The words around the first sign of her."""
    debut, fin = identite.place(texte)
    avant, apres = max(0, debut - AUTOUR), fin + AUTOUR
    return f"{'… ' if avant else ''}{texte[avant:apres].strip()}{' …' if apres < len(texte) else ''}"
