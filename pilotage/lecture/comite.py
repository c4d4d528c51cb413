"""The comité: its composition by collège, what the charter asks, what is missing; a fixed number of queries."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from chantiers.lecture import ChantierLu
from chantiers.lecture.chantier import chantiers_au
from chantiers.models import Adhesion, Chantier
from historique.differences import Devenir, Etats, devenirs, devenu
from historique.lecture import lignes_au
from historique.moment import AUJOURDHUI, Moment
from membres.acces import Acces
from membres.lecture import cle_de_tri
from membres.models import en_vigueur
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

RENOUVELER = "Renouvelez-le ou remplacez cette personne."


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
    depuis: str = ""

    @property
    def place(self) -> str:
        """« Coordination, pour le Labo de l’ESS »."""
        return f"{self.libelle_fonction}, pour {self.organisation}" if self.organisation else self.libelle_fonction


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
    conseil: str = ""


@dataclass(frozen=True)
class ComiteLu:
    """`depuis`: what has become of it since the day that is read."""

    colleges: tuple[CollegeLu, ...]
    animations: tuple[AnimationLue, ...]
    depuis: tuple[Devenir, ...] = ()

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
            Manque(f"Le mandat de {s.personne} ({c.nom}) est expiré.", conseil=RENOUVELER)
            for c in self.colleges
            for s in c.expires
        ]
        return tuple(manques)


def lire_le_comite(acces: Acces, moment: Moment = AUJOURDHUI) -> ComiteLu:
    """The composition today, or at the end of a past day with what has become of it; names are today's."""
    alors = _lire(acces, moment)
    if moment.au is None:
        return alors
    avant, apres = _places(alors), _places(_lire(acces, AUJOURDHUI))
    return replace(
        alors,
        colleges=tuple(_marquer(college, avant, apres) for college in alors.colleges),
        depuis=devenirs(avant, apres),
    )


def _marquer(college: CollegeLu, avant: Etats, apres: Etats) -> CollegeLu:
    """Beside each siège, what has become of it."""
    cles = {siege: (college.id, siege.personne_id) for siege in college.sieges}
    depuis = {siege: devenu(cle, avant, apres, parti="ne siège plus aujourd’hui") for siege, cle in cles.items()}
    return replace(college, sieges=tuple(replace(siege, depuis=depuis[siege]) for siege in college.sieges))


def _lire(acces: Acces, moment: Moment) -> ComiteLu:
    """Collèges, sièges, adhésions that sit, chantiers, names."""
    sequence = moment.sequence
    sieges = lignes_au(Siege, sequence, liens=["organisation"])
    sieges.sort(key=lambda siege: (siege.du, str(siege.pk)))
    qui_siegent: dict[str, Any] = {
        "role__in": [Adhesion.Role.REFERENT, Adhesion.Role.ANIMATEUR],
        "personne_id__isnull": False,
    }
    animations = lignes_au(Adhesion, sequence, en_vigueur(moment.jour), **qui_siegent)
    noms = nommer({s.personne_id for s in sieges} | {a.personne_id for a in animations}, acces)
    colleges = sorted(lignes_au(College, sequence), key=lambda college: (college.rang, college.cle))
    chantiers = [chantier for chantier in chantiers_au(moment) if not chantier.est_interchantier]
    return ComiteLu(
        colleges=tuple(_college(college, sieges, noms, moment.jour) for college in colleges),
        animations=tuple(_animation(chantier, animations, noms) for chantier in chantiers),
    )


def _places(comite: ComiteLu) -> Etats:
    """Who sits where, and who animates and speaks for each chantier."""
    places: dict[Hashable, tuple[str, str]] = {}
    for animation in comite.animations:
        qui = f"Chantier {animation.chantier.numero}"
        places[animation.chantier.id, "referents"] = (f"{qui}, référent·e·s", _noms(animation.referents))
        places[animation.chantier.id, "animateurs"] = (f"{qui}, animation", _noms(animation.animateurs))
    for college in comite.colleges:
        for siege in college.sieges:
            places[college.id, siege.personne_id] = (f"{siege.personne} ({college.nom})", siege.place)
    return places


def _noms(noms: tuple[str, ...]) -> str:
    return ", ".join(noms) or "personne"


def _college(college: College, sieges: list[Siege], noms: Mapping[UUID, str], jour: date) -> CollegeLu:
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
