"""Who takes part in a chantier: now, soon, and before. Contact details are never in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chantiers.models import Adhesion, Chantier
from historique.differences import Devenir, Etats, devenirs, devenu
from historique.lecture import lignes_au
from historique.moment import AUJOURDHUI, Moment
from membres.acces import Acces
from membres.lecture import cle_de_tri
from membres.noms import nommer

PARTI = "n’est plus membre aujourd’hui"
LIENS = ("organisation", "personne")
ORDRE = {Adhesion.Role.REFERENT: 0, Adhesion.Role.ANIMATEUR: 1, Adhesion.Role.MEMBRE: 2}


@dataclass(frozen=True)
class MembreLu:
    """An adhésion: a person (perhaps for an organisation), or an organisation by itself (`qui` is one or the other).

    `depuis` says what has become of her since the day that is read, when it is another place than then.
    """

    id: UUID
    qui: UUID
    personne_id: UUID | None
    nom: str
    organisation: str
    role: str
    libelle_role: str
    du: date
    au: date | None
    sans_compte: bool
    depuis: str = ""

    @property
    def place(self) -> str:
        """« Référent·e, pour le Réseau Passerelles »."""
        return f"{self.libelle_role}, pour {self.organisation}" if self.organisation else self.libelle_role


@dataclass(frozen=True)
class MembresLus:
    """The present ones by role then name; those to come; the former ones, the last first; what has changed since."""

    presents: tuple[MembreLu, ...]
    a_venir: tuple[MembreLu, ...]
    anciens: tuple[MembreLu, ...]
    depuis: tuple[Devenir, ...] = ()


def lire_les_membres(chantier: Chantier, acces: Acces, moment: Moment = AUJOURDHUI) -> MembresLus:
    """Today in two queries, or at the end of a past day in six; names are today's."""
    actuelles = lignes_au(Adhesion, None, liens=LIENS, chantier_id=chantier.pk)
    if moment.au is None:
        return _ranger(actuelles, acces, moment.jour)
    d_alors = lignes_au(Adhesion, moment.sequence, liens=LIENS, chantier_id=chantier.pk)
    lus, aujourdhui = _ranger(d_alors, acces, moment.jour), _ranger(actuelles, acces, moment.aujourdhui)
    avant, apres = _places(lus.presents), _places(aujourdhui.presents)
    return replace(
        lus,
        presents=tuple(replace(m, depuis=devenu(m.qui, avant, apres, parti=PARTI)) for m in lus.presents),
        depuis=devenirs(avant, apres),
    )


def _ranger(adhesions: list[Adhesion], acces: Acces, jour: date) -> MembresLus:
    noms = nommer([a.personne_id for a in adhesions], acces)
    lus = [_membre(a, noms) for a in adhesions]
    anciens = [m for m in lus if m.au is not None and m.au < jour]
    return MembresLus(
        presents=tuple(sorted((m for m in lus if m.du <= jour and (m.au is None or m.au >= jour)), key=_par_role)),
        a_venir=tuple(sorted((m for m in lus if m.du > jour), key=lambda m: (m.du, cle_de_tri(m.nom)))),
        anciens=tuple(sorted(anciens, key=lambda m: (m.au, m.du), reverse=True)),
    )


def _places(membres: Iterable[MembreLu]) -> Etats:
    """Who → her name and her places, for one may have two."""
    places: dict[UUID, tuple[str, str]] = {}
    for membre in membres:
        deja = places.get(membre.qui)
        places[membre.qui] = (membre.nom, f"{deja[1]} ; {membre.place}" if deja else membre.place)
    return places


def _par_role(membre: MembreLu) -> tuple[bool, int, str]:
    return membre.personne_id is None, ORDRE[Adhesion.Role(membre.role)], cle_de_tri(membre.nom)


def _membre(adhesion: Adhesion, noms: dict[UUID, str]) -> MembreLu:
    organisation = str(adhesion.organisation) if adhesion.organisation else ""
    return MembreLu(
        id=adhesion.pk,
        qui=adhesion.personne_id or adhesion.organisation_id,  # type: ignore[arg-type]
        personne_id=adhesion.personne_id,
        nom=noms[adhesion.personne_id] if adhesion.personne_id else organisation,
        organisation=organisation if adhesion.personne_id else "",
        role=adhesion.role,
        libelle_role=adhesion.get_role_display() if adhesion.personne_id else "Organisation membre",
        du=adhesion.du,
        au=adhesion.au,
        sans_compte=adhesion.personne is not None and adhesion.personne.compte_id is None,
    )


def nom_de(adhesion: Adhesion) -> str:
    """Between members: the person, or the organisation by itself."""
    return str(adhesion.personne or adhesion.organisation)
