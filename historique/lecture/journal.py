"""The pages of the journal: thirty entries at a time, by their numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from historique import index
from historique.horloge import a_paris, fin_de_journee
from historique.lecture.inscriptions import Connus, Inscription, lire_inscriptions
from historique.lecture.reperes import COMPTEES, en_nombre
from historique.models import Acte, sans_index
from historique.mots import jour_de_la_semaine, majuscule, periode

PAR_PAGE = 30
# Up to so many entries are few: all are read, rather than an index that many others are in.
PEU = 5000
# Numbers follow instants, but for acts that began before others and ended after them: never as many as this.
EN_DESORDRE = 2000


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
    decompte: str = ""

    @property
    def jours(self) -> list[Jour]:
        par_jour = groupby(self.inscriptions, key=lambda inscription: inscription.jour)
        return [Jour(jour_de_la_semaine(jour), list(siennes)) for jour, siennes in par_jour]


@dataclass(frozen=True)
class Filtre:
    """What to keep of the journal; all that is given must hold. `mots`: see `analyse.mots_cherches`."""

    portee: Any = None
    personne: Any = None
    types: Sequence[str] = ()
    verbes: Sequence[str] = ()
    mots: Sequence[Collection[str]] = ()
    du: date | None = None
    au: date | None = None
    depuis: int | None = None

    @property
    def vide(self) -> bool:
        """Whether it keeps everything."""
        return not any(vars(self).values())

    def lisibles_par(self, acces: Any) -> QuerySet[Acte]:
        """The entries that this person may read and that match; a few queries more for words and for dates."""
        criteres: dict[str, Sequence[Any]] = {
            "portee_id": [self.portee] if self.portee else [],
            "auteur_id": [self.personne] if self.personne else [],
            "objet_type": self.types,
            "verbe": self.verbes,
        }
        actes: QuerySet[Acte] = Acte.objects.lisibles_par(acces)
        lit_peu = acces.personne_id is None and _peu(Acte.objects.filter(visibilite__in=acces.visibilites))
        for colonne, valeurs in criteres.items():
            if valeurs:
                actes = _gardees(actes, colonne, valeurs, parmi_peu=lit_peu)
        if self.depuis is not None:
            actes = actes.filter(sequence__gt=self.depuis)
        actes = entre(actes, self.du, self.au)
        return index.contenant(actes, self.mots, acces) if self.mots else actes


def _gardees(actes: QuerySet[Acte], colonne: str, valeurs: Sequence[Any], *, parmi_peu: bool) -> QuerySet[Acte]:
    """Those whose column has one of these values. An index is followed where it leads to few, or in order of numbers.

    `parmi_peu`: there are few entries anyway. Several values, which are not in order together, cost one query more.
    """
    plusieurs = len(valeurs) > 1
    if not parmi_peu and not (plusieurs and not _peu(Acte.objects.filter(**{f"{colonne}__in": valeurs}))):
        return actes.filter(**{f"{colonne}__in": valeurs})
    return actes.alias(**{f"lue_{colonne}": sans_index(colonne)}).filter(**{f"lue_{colonne}__in": valeurs})


def _peu(actes: QuerySet[Acte]) -> bool:
    return actes.order_by()[: PEU + 1].count() <= PEU


def entre(actes: QuerySet[Acte], du: date | None, au: date | None) -> QuerySet[Acte]:
    """Those of these days in Paris. Numbers bound them too: entries are read by number, and an old day is far away."""
    if du is not None:
        debut = a_paris(du)
        premiere = _numero(Acte.objects.filter(instant__gte=debut).order_by("instant", "sequence"))
        if premiere is None:
            return actes.none()
        actes = actes.filter(instant__gte=debut, sequence__gte=max(premiere - EN_DESORDRE, 0))
    if au is not None:
        fin = fin_de_journee(au)
        derniere = _numero(Acte.objects.filter(instant__lte=fin).order_by("-instant", "-sequence"))
        if derniere is None:
            return actes.none()
        actes = actes.filter(instant__lte=fin, sequence__lte=derniere + EN_DESORDRE)
    return actes


def _numero(actes: QuerySet[Acte]) -> int | None:
    return actes.values_list("sequence", flat=True).first()


@dataclass(frozen=True)
class Bornes:
    """Where a page begins: just older than `avant`, or just newer than `apres`, or at the newest entry."""

    avant: int | None = None
    apres: int | None = None


def lire_le_journal(acces: Any, filtre: Filtre, bornes: Bornes, connus: Connus) -> Page:
    """The entries this person may read that match the filter, shortened; how many, on the first page of a filter.

    There, their numbers are read once, for the page and for the count alike.
    """
    actes = filtre.lisibles_par(acces)
    if filtre.vide or bornes != Bornes():
        return paginer(actes, acces, bornes, abregees=True, connus=connus)
    numeros = list(actes.order_by("-sequence").values_list("sequence", flat=True)[: COMPTEES + 1])
    premieres = Acte.objects.filter(sequence__in=numeros[: PAR_PAGE + 1])
    page = paginer(premieres, acces, bornes, abregees=True, connus=connus)
    return replace(page, decompte=f"{majuscule(en_nombre(len(numeros)))} {periode(filtre.du, filtre.au)}".strip())


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
