"""A roadmap as it is read: plain frozen dataclasses. Dates are days in Paris, amounts are cents, progress is 0 to 100.

What is derived (late, dates and state of an objective, counts) is computed here, from `jour`, the day it is read for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from chantiers.frise import Echelle
from chantiers.lecture.elements import AttenteLue, ChantierLu, LivrableLu, MoyenLu
from chantiers.models import Etape, FeuilleDeRoute

# State shown → (word, CSS class of `etat`).
ETATS = {
    Etape.Etat.A_VENIR.value: ("À venir", "a-venir"),
    Etape.Etat.EN_COURS.value: ("En cours", "en-cours"),
    Etape.Etat.FAITE.value: ("Faite", "fait"),
    Etape.Etat.SUSPENDUE.value: ("Suspendue", "suspendue"),
    Etape.Etat.ABANDONNEE.value: ("Abandonnée", "suspendue"),
    "en_retard": ("En retard", "en-retard"),
}
CLOS = frozenset({Etape.Etat.FAITE.value, Etape.Etat.ABANDONNEE.value})


@dataclass(frozen=True)
class EtapeLue:
    """A step, numbered by its place (« 2.1.3 »)."""

    id: UUID
    version: int
    objectif_id: UUID
    code: str
    titre: str
    description: str
    debut: date | None
    echeance: date | None
    etat: str
    avancement: int
    responsable_id: UUID | None
    responsable: str
    organisation_id: UUID | None
    organisation: str
    rang: int
    archive_le: datetime | None
    jour: date
    livrables: tuple[LivrableLu, ...] = ()
    attend: tuple[AttenteLue, ...] = ()

    @property
    def en_retard(self) -> bool:
        """Past due in Paris, neither done nor given up."""
        return self.echeance is not None and self.echeance < self.jour and self.etat not in CLOS

    @property
    def etat_lu(self) -> str:
        """The stored state, or `en_retard`."""
        return "en_retard" if self.en_retard else self.etat

    @property
    def libelle_etat(self) -> str:
        return ETATS[self.etat_lu][0]

    @property
    def classe_etat(self) -> str:
        return ETATS[self.etat_lu][1]

    @property
    def qui(self) -> str:
        """« Camille Roussel, Réseau Passerelles », or one of them, or nothing."""
        return ", ".join(nom for nom in (self.responsable, self.organisation) if nom)

    @property
    def ancre(self) -> str:
        return f"etape-{self.id}"


@dataclass(frozen=True)
class ObjectifLu:
    """An objective with its steps; its dates, progress and state come from them."""

    id: UUID
    version: int
    feuille_id: UUID
    code: str
    titre: str
    description: str
    contribue_a_id: UUID | None
    contribue_a_code: str
    contribue_a_titre: str
    rang: int
    archive_le: datetime | None
    jour: date
    etapes: tuple[EtapeLue, ...] = ()

    @cached_property
    def _vivantes(self) -> tuple[EtapeLue, ...]:
        return tuple(e for e in self.etapes if e.archive_le is None and e.etat != Etape.Etat.ABANDONNEE)

    @property
    def debut(self) -> date | None:
        return min((jour for e in self._vivantes if (jour := e.debut or e.echeance)), default=None)

    @property
    def echeance(self) -> date | None:
        return max((e.echeance for e in self._vivantes if e.echeance), default=None)

    @property
    def avancement(self) -> int:
        """Mean progress of the steps that are not given up, rounded down."""
        etapes = self._vivantes
        return sum(e.avancement for e in etapes) // len(etapes) if etapes else 0

    @property
    def etat_lu(self) -> str:
        etats = {e.etat_lu for e in self._vivantes}
        if not etats or etats == {"a_venir"}:
            return "a_venir"
        if etats == {"faite"}:
            return "faite"
        return "en_retard" if "en_retard" in etats else "suspendue" if etats == {"suspendue"} else "en_cours"

    @property
    def libelle_etat(self) -> str:
        return ETATS[self.etat_lu][0]

    @property
    def classe_etat(self) -> str:
        return ETATS[self.etat_lu][1]

    @property
    def livrables(self) -> tuple[LivrableLu, ...]:
        return tuple(livrable for etape in self.etapes for livrable in etape.livrables)

    @property
    def ancre(self) -> str:
        return f"objectif-{self.id}"


@dataclass(frozen=True)
class Compte:
    """How many steps are done, under way, late, to come (given-up steps are left out)."""

    faites: int
    en_cours: int
    en_retard: int
    a_venir: int

    @property
    def total(self) -> int:
        return self.faites + self.en_cours + self.en_retard + self.a_venir

    @classmethod
    def des(cls, etapes: Iterator[EtapeLue]) -> "Compte":
        etats = [e.etat_lu for e in etapes if e.etat != Etape.Etat.ABANDONNEE and e.archive_le is None]
        return cls(
            faites=etats.count("faite"),
            en_cours=etats.count("en_cours"),
            en_retard=etats.count("en_retard"),
            a_venir=etats.count("a_venir") + etats.count("suspendue"),
        )


@dataclass(frozen=True)
class FeuilleLue:
    """A whole roadmap, for the day `jour`. `sequence` is the journal position read, None for the present."""

    id: UUID
    version: int
    chantier: ChantierLu
    debut: date
    fin: date
    etat: str
    presentation: str
    jour: date
    sequence: int | None
    objectifs: tuple[ObjectifLu, ...] = ()
    moyens: tuple[MoyenLu, ...] = ()

    @property
    def etapes(self) -> Iterator[EtapeLue]:
        return (etape for objectif in self.objectifs for etape in objectif.etapes)

    @cached_property
    def compte(self) -> Compte:
        return Compte.des(self.etapes)

    @property
    def close(self) -> bool:
        return self.etat == FeuilleDeRoute.Etat.CLOSE

    @property
    def periode(self) -> str:
        """« 2026–2027 », or « 2026 »."""
        annees = (self.debut.year, self.fin.year)
        return str(annees[0]) if annees[0] == annees[1] else f"{annees[0]}–{annees[1]}"

    @cached_property
    def echelle(self) -> Echelle:
        dates = [d for e in self.etapes for d in (e.debut, e.echeance)]
        return Echelle.couvrir([self.debut, self.fin, *dates], aujourdhui=self.jour)  # type: ignore[return-value]


@dataclass(frozen=True)
class GlobaleLue:
    """The global roadmap: the roadmap of each chantier, then the interchantier's, read as one."""

    feuilles: tuple[FeuilleLue, ...]
    jour: date
    sequence: int | None

    @property
    def chantiers(self) -> tuple[FeuilleLue, ...]:
        return tuple(f for f in self.feuilles if not f.chantier.est_interchantier)

    @property
    def interchantier(self) -> FeuilleLue | None:
        return next((f for f in self.feuilles if f.chantier.est_interchantier), None)

    @property
    def objectifs(self) -> Iterator[ObjectifLu]:
        return (objectif for feuille in self.feuilles for objectif in feuille.objectifs)

    @cached_property
    def contributions(self) -> dict[UUID, tuple[ObjectifLu, ...]]:
        """Interchantier objective → the chantiers' objectives that serve it."""
        servis: dict[UUID, list[ObjectifLu]] = {}
        for objectif in self.objectifs:
            if objectif.contribue_a_id is not None:
                servis.setdefault(objectif.contribue_a_id, []).append(objectif)
        return {cle: tuple(objectifs) for cle, objectifs in servis.items()}

    @property
    def sans_contribution(self) -> tuple[ObjectifLu, ...]:
        """Chantier objectives that serve no interchantier objective."""
        return tuple(o for f in self.chantiers for o in f.objectifs if o.contribue_a_id is None)

    @cached_property
    def compte(self) -> Compte:
        return Compte.des(etape for feuille in self.feuilles for etape in feuille.etapes)

    @cached_property
    def echelle(self) -> Echelle | None:
        dates = [d for f in self.feuilles for d in (f.echelle.debut, f.echelle.fin)]
        return Echelle.couvrir(dates, aujourdhui=self.jour)

    @property
    def periode(self) -> str:
        annees = [f.debut.year for f in self.feuilles] + [f.fin.year for f in self.feuilles]
        if not annees:
            return ""
        return str(min(annees)) if min(annees) == max(annees) else f"{min(annees)}–{max(annees)}"
