"""Who takes part in a chantier: now, soon, and before. Contact details are never in it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chantiers.models import Adhesion, Chantier
from historique.horloge import aujourd_hui
from membres.acces import Acces
from membres.lecture import cle_de_tri
from membres.noms import nommer

ORDRE = {Adhesion.Role.REFERENT: 0, Adhesion.Role.ANIMATEUR: 1, Adhesion.Role.MEMBRE: 2}


@dataclass(frozen=True)
class MembreLu:
    """An adhésion: a person (perhaps for an organisation), or an organisation by itself."""

    id: UUID
    personne_id: UUID | None
    nom: str
    organisation: str
    role: str
    libelle_role: str
    du: date
    au: date | None
    sans_compte: bool


@dataclass(frozen=True)
class MembresLus:
    """The present ones by role then name; those to come; the former ones, the last first."""

    presents: tuple[MembreLu, ...]
    a_venir: tuple[MembreLu, ...]
    anciens: tuple[MembreLu, ...]


def lire_les_membres(chantier: Chantier, acces: Acces) -> MembresLus:
    """Two queries."""
    adhesions = list(chantier.adhesions.select_related("organisation", "personne"))
    noms = nommer([a.personne_id for a in adhesions], acces)
    lus = [_membre(a, noms) for a in adhesions]
    jour = aujourd_hui()
    anciens = [m for m in lus if m.au is not None and m.au < jour]
    return MembresLus(
        presents=tuple(sorted((m for m in lus if m.du <= jour and (m.au is None or m.au >= jour)), key=_par_role)),
        a_venir=tuple(sorted((m for m in lus if m.du > jour), key=lambda m: (m.du, cle_de_tri(m.nom)))),
        anciens=tuple(sorted(anciens, key=lambda m: (m.au, m.du), reverse=True)),
    )


def _par_role(membre: MembreLu) -> tuple[bool, int, str]:
    return membre.personne_id is None, ORDRE[Adhesion.Role(membre.role)], cle_de_tri(membre.nom)


def _membre(adhesion: Adhesion, noms: dict[UUID, str]) -> MembreLu:
    organisation = str(adhesion.organisation) if adhesion.organisation else ""
    return MembreLu(
        id=adhesion.pk,
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
