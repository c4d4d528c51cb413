"""The comité: its composition by collège, what the charter asks, and what is missing. A fixed number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chantiers.lecture import ChantierLu
from chantiers.models import Adhesion, Chantier
from historique.horloge import aujourd_hui
from membres.acces import Acces
from membres.lecture import cle_de_tri
from membres.noms import nommer
from pilotage.models import College, Siege

# Key → name, in the order of the page; the charter names them. « Animation des chantiers » has no rows.
COLLEGES = {
    "financement_public": "Financement public",
    "financement_prive": "Financement privé",
    "reseaux_ess": "Réseaux de l’ESS",
    "terrain": "Acteur·rice·s de terrain",
    "labo": "Labo de l’ESS",
}


@dataclass(frozen=True)
class SiegeLu:
    """A person in a collège, today, or until a date that has passed."""

    id: UUID
    personne_id: UUID
    personne: str
    organisation: str
    fonction: str
    libelle_fonction: str
    du: date
    au: date | None
    expire: bool


@dataclass(frozen=True)
class CollegeLu:
    id: UUID
    cle: str
    nom: str
    sieges: tuple[SiegeLu, ...]
    expires: tuple[SiegeLu, ...]


@dataclass(frozen=True)
class AnimationLue:
    """A chantier and those who animate it and speak for it: they sit without a siège."""

    chantier: ChantierLu
    referents: tuple[str, ...]
    animateurs: tuple[str, ...]


@dataclass(frozen=True)
class Manque:
    """What the charter asks and the comité lacks: a sentence, and the page where one mends it."""

    phrase: str
    chantier: ChantierLu | None = None


@dataclass(frozen=True)
class ComiteLu:
    colleges: tuple[CollegeLu, ...]
    animations: tuple[AnimationLue, ...]

    @property
    def manques(self) -> tuple[Manque, ...]:
        """What the charter asks and is missing, worst first."""
        manques = [
            Manque(f"Le chantier {a.chantier.numero} n’a pas de personne référente.", a.chantier)
            for a in self.animations
            if not a.referents
        ]
        manques += [
            Manque(f"Personne n’anime le chantier {a.chantier.numero}.", a.chantier)
            for a in self.animations
            if not a.animateurs
        ]
        manques += [Manque(f"Le collège « {c.nom} » est vide.") for c in self.colleges if not c.sieges]
        if not any(s.fonction == Siege.Fonction.COORDINATION for c in self.colleges for s in c.sieges):
            manques.append(Manque("Personne n’assure la coordination : aucune consultation ne peut s’ouvrir."))
        manques += [
            Manque(f"Le mandat de {s.personne} ({c.nom}) est expiré : renouvelez-le ou remplacez cette personne.")
            for c in self.colleges
            for s in c.expires
        ]
        return tuple(manques)


def lire_le_comite(acces: Acces) -> ComiteLu:
    """The composition today: collèges, sièges, adhésions that sit, chantiers, names."""
    sieges = list(Siege.objects.select_related("organisation").order_by("du", "id"))
    adhesions: Any = Adhesion.objects.actives()
    animations = list(
        adhesions.filter(role__in=[Adhesion.Role.REFERENT, Adhesion.Role.ANIMATEUR], personne__isnull=False)
    )
    noms = nommer({s.personne_id for s in sieges} | {a.personne_id for a in animations}, acces)
    chantiers = Chantier.objects.actifs().de_la_charte().order_by("numero")
    return ComiteLu(
        colleges=tuple(_college(college, sieges, noms) for college in College.objects.order_by("rang", "cle")),
        animations=tuple(_animation(chantier, animations, noms) for chantier in chantiers),
    )


def _college(college: College, sieges: list[Siege], noms: Mapping[UUID, str]) -> CollegeLu:
    jour = aujourd_hui()
    siens = [_siege(s, noms, jour) for s in sieges if s.college_id == college.pk and s.du <= jour]
    actifs = [s for s in siens if not s.expire]
    assis = {s.personne_id for s in actifs}
    # A mandate that ran out without being renewed; one that was ended by hand on its day is no longer missing.
    expires = {s.personne_id: s for s in siens if s.expire and s.personne_id not in assis and _renouvelable(s, jour)}
    return CollegeLu(
        id=college.pk,
        cle=college.cle,
        nom=college.nom,
        sieges=tuple(sorted(actifs, key=lambda s: cle_de_tri(s.personne))),
        expires=tuple(expires.values()),
    )


def _renouvelable(siege: SiegeLu, jour: date) -> bool:
    """Expired for less than a year: older ones are history, not something to mend."""
    return siege.au is not None and (jour - siege.au).days <= 365


def _siege(siege: Siege, noms: Mapping[UUID, str], jour: date) -> SiegeLu:
    return SiegeLu(
        id=siege.pk,
        personne_id=siege.personne_id,
        personne=noms[siege.personne_id],
        organisation=str(siege.organisation) if siege.organisation else "",
        fonction=siege.fonction,
        libelle_fonction=siege.get_fonction_display(),
        du=siege.du,
        au=siege.au,
        expire=siege.au is not None and siege.au < jour,
    )


def _animation(chantier: Chantier, adhesions: list[Adhesion], noms: Mapping[UUID, str]) -> AnimationLue:
    def de(role: str) -> tuple[str, ...]:
        lignes = (a for a in adhesions if a.chantier_id == chantier.pk and a.role == role)
        siens = {noms[a.personne_id] for a in lignes if a.personne_id is not None}
        return tuple(sorted(siens, key=cle_de_tri))

    return AnimationLue(ChantierLu.de(chantier), de(Adhesion.Role.REFERENT), de(Adhesion.Role.ANIMATEUR))


# What other rooms are told --------------------------------------------------------------------------------------------


def sieges_de(personne_id: UUID) -> dict[str, frozenset[str]]:
    """Source of `Acces`: the functions of her sièges today."""
    actifs: Any = Siege.objects.actives()
    return {"sieges": frozenset(actifs.filter(personne=personne_id).values_list("fonction", flat=True))}


def perimetres(ids: Collection[UUID], acces: Acces) -> dict[UUID, str]:
    """« du comité de pilotage », for those who sit there and whose name is not public."""
    actifs: Any = Siege.objects.actives()
    return dict.fromkeys(
        actifs.filter(personne__in=list(ids)).values_list("personne", flat=True), "du comité de pilotage"
    )
