"""The pages of the journal: thirty entries at a time, by their numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from historique.horloge import a_paris, fin_de_journee
from historique.lecture.inscriptions import Connus, Inscription, lire_inscriptions
from historique.models import Acte
from historique.mots import jour_de_la_semaine

PAR_PAGE = 30


@dataclass(frozen=True)
class Jour:
    """The entries of one day in Paris; `intitule`: « Lundi 23 novembre 2026 »."""

    intitule: str
    inscriptions: list[Inscription]


@dataclass(frozen=True)
class Page:
    """Some entries, the newest first; `plus_recent` and `plus_ancien` are the numbers where the other pages begin."""

    inscriptions: tuple[Inscription, ...]
    plus_recent: int | None
    plus_ancien: int | None

    @property
    def jours(self) -> list[Jour]:
        par_jour = groupby(self.inscriptions, key=lambda inscription: inscription.jour)
        return [Jour(jour_de_la_semaine(jour), list(siennes)) for jour, siennes in par_jour]


@dataclass(frozen=True)
class Filtre:
    """What to keep of the journal; all that is given must hold."""

    portee: Any = None
    personne: Any = None
    verbes: Collection[str] = ()
    du: date | None = None
    au: date | None = None

    def appliquer(self, actes: QuerySet[Acte]) -> QuerySet[Acte]:
        criteres: dict[str, Any] = {
            "portee_id": self.portee,
            "auteur_id": self.personne,
            "verbe__in": self.verbes or None,
            "instant__gte": self.du and a_paris(self.du),
            "instant__lte": self.au and fin_de_journee(self.au),
        }
        return actes.filter(**{critere: valeur for critere, valeur in criteres.items() if valeur is not None})


@dataclass(frozen=True)
class Bornes:
    """Where a page begins: just older than `avant`, or just newer than `apres`, or at the newest entry."""

    avant: int | None = None
    apres: int | None = None


def lire_le_journal(acces: Any, filtre: Filtre, bornes: Bornes, connus: Connus) -> Page:
    """The entries this person may read that match the filter, shortened."""
    actes = filtre.appliquer(Acte.objects.lisibles_par(acces))
    return paginer(actes, acces, bornes, abregees=True, connus=connus)


def paginer(actes: QuerySet[Acte], acces: Any, bornes: Bornes, **lecture: Any) -> Page:
    """One page of `actes`; `lecture`: see `lire_inscriptions`."""
    avant, apres = bornes.avant, bornes.apres
    vers_le_recent = apres is not None and avant is None
    if vers_le_recent:
        lues = list(actes.filter(sequence__gt=apres).order_by("sequence")[: PAR_PAGE + 1])
    else:
        anciennes = actes.filter(sequence__lt=avant) if avant is not None else actes
        lues = list(anciennes.order_by("-sequence")[: PAR_PAGE + 1])
    suite = len(lues) > PAR_PAGE
    lues = sorted(lues[:PAR_PAGE], key=lambda acte: -acte.sequence)
    il_y_a_plus_recent = suite if vers_le_recent else avant is not None
    il_y_a_plus_ancien = bool(lues) if vers_le_recent else suite
    return Page(
        inscriptions=tuple(lire_inscriptions(lues, acces, **lecture)),
        plus_recent=lues[0].sequence if lues and il_y_a_plus_recent else None,
        plus_ancien=lues[-1].sequence if lues and il_y_a_plus_ancien else None,
    )
