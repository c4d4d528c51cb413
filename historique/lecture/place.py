"""The place of an entry in the chain, and what seals it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve

from historique import chaine, prises, registre
from historique.horloge import aujourd_hui
from historique.lecture.inscriptions import Inscription
from historique.lecture.noms import RESERVEES
from historique.models import ORIGINE_DE_LA_CHAINE, Acte, Changement
from historique.note import Point


@dataclass(frozen=True)
class Place:
    """One entry between two others. `contenu`: its canonical text, for a reader who may read all that it holds.

    `plus_ancienne` and `plus_recente` are the nearest numbers that this person may read, None at the ends.
    """

    point: Point
    feuille: str
    precedente: str
    contenu: str | None
    plus_ancienne: int | None
    plus_recente: int | None

    @property
    def numero_precedent(self) -> int:
        return self.point.taille - 1


def lire_la_place(acte: Acte, acces: Any) -> Place:
    """Four queries."""
    changements = list(Changement.objects.filter(acte=acte).order_by())
    precedente = Acte.objects.filter(sequence=acte.sequence - 1).values_list("chaine", flat=True).first()
    lisibles = Acte.objects.lisibles_par(acces).values_list("sequence", flat=True)
    return Place(
        point=Point(acte.sequence, acte.chaine),
        feuille=acte.feuille,
        precedente=precedente or ORIGINE_DE_LA_CHAINE,
        contenu=chaine.octets(acte, changements) if se_lit_en_entier(changements, acces) else None,
        plus_ancienne=lisibles.filter(sequence__lt=acte.sequence).order_by("-sequence").first(),
        plus_recente=lisibles.filter(sequence__gt=acte.sequence).order_by("sequence").first(),
    )


def se_lit_en_entier(changements: Iterable[Changement], acces: Any) -> bool:
    """Whether someone who may read an entry may read all the objects that it changes."""
    declarations = [registre.declarations.get(changement.objet_type) for changement in changements]
    return all(d is not None and d.visible_par not in RESERVEES - acces.visibilites for d in declarations)


def adresse_a_cette_date(inscription: Inscription) -> str:
    """The page of the object as it was at the end of that day, or nothing: it shows no days, or the day is not over."""
    adresse = inscription.objet.adresse if inscription.objet else ""
    chemin, diese, ancre = adresse.partition("#")
    try:
        page = resolve(chemin.partition("?")[0]) if chemin else None
    except Resolver404:
        page = None
    if page is None or page.view_name not in prises.pages_datees or inscription.jour >= aujourd_hui():
        return ""
    return f"{chemin}{'&' if '?' in chemin else '?'}au={inscription.jour.isoformat()}{diese}{ancre}"
