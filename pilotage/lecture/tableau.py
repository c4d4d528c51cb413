"""The board of positions: what each chantier that counts says of the open version. Five queries, whatever the size."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from chantiers.lecture import ChantierLu
from chantiers.models import Adhesion
from membres.acces import Acces
from membres.noms import nommer
from pilotage.models import ChantierComptant, Position, Proposition, Version

Avis = Position.Avis


@dataclass(frozen=True)
class PositionLue:
    """One position, as it was given. `consignee_par` is empty when whoever gave it recorded it."""

    id: UUID
    chantier_id: UUID
    numero: int
    etiquette: str
    avis: str
    argument: str
    decidee_le: date | None
    decidee_avec: str
    donnee_par: str
    consignee_par: str
    donnee_le: datetime
    remplacee: bool
    reconduite: bool

    @property
    def libelle(self) -> str:
        return str(Avis(self.avis).label)


@dataclass(frozen=True)
class LigneDuTableau:
    """A chantier that counts. `porte_parole`: its référent·e·s, or its animateur·rice·s when it has none."""

    chantier: ChantierLu
    position: PositionLue | None
    anciennes: tuple[PositionLue, ...]
    precedente: PositionLue | None
    referents: frozenset[UUID]
    animateurs: frozenset[UUID]

    @property
    def porte_parole(self) -> frozenset[UUID]:
        return self.referents or self.animateurs

    @property
    def avis(self) -> str:
        return self.position.avis if self.position else "attendue"


@dataclass(frozen=True)
class Tableau:
    """The board of a version; the conditions of adoption are read from it by the page, the refusals and the actions."""

    proposition: Proposition
    version: Version
    lignes: tuple[LigneDuTableau, ...]
    minorite_refusee: bool

    def _de(self, *avis: str) -> tuple[LigneDuTableau, ...]:
        return tuple(ligne for ligne in self.lignes if ligne.avis in avis)

    @cached_property
    def manquantes(self) -> tuple[LigneDuTableau, ...]:
        return self._de("attendue")

    @cached_property
    def objections(self) -> tuple[LigneDuTableau, ...]:
        return self._de(Avis.OBJECTION)

    @cached_property
    def reserves(self) -> tuple[LigneDuTableau, ...]:
        return self._de(Avis.RESERVE)

    @cached_property
    def deports(self) -> tuple[LigneDuTableau, ...]:
        return self._de(Avis.DEPORT)

    @cached_property
    def consentements(self) -> tuple[LigneDuTableau, ...]:
        return self._de(Avis.CONSENTEMENT)

    @property
    def donnees(self) -> int:
        return len(self.lignes) - len(self.manquantes)

    @property
    def tous_en_deport(self) -> bool:
        return bool(self.lignes) and len(self.deports) == len(self.lignes)

    def ligne(self, chantier_id: UUID) -> LigneDuTableau | None:
        return next((ligne for ligne in self.lignes if ligne.chantier.id == chantier_id), None)


def derniere_version(proposition: Proposition) -> Version | None:
    """The open version, with what says whether its minority was refused; one query."""
    return proposition.versions.select_related("refus_de_minorite").order_by("-numero").first()


def lire_tableau(proposition: Proposition, acces: Acces, version: Version | None = None) -> Tableau | None:
    """The board of `version` (the last one by default); None before the consultation opens."""
    version = version or derniere_version(proposition)
    if version is None:
        return None
    comptants = (
        ChantierComptant.objects.filter(version_proposee=version)
        .select_related("chantier")
        .order_by("chantier__numero")
    )
    chantiers = [ChantierLu.de(comptant.chantier) for comptant in comptants]
    positions = _positions(proposition, acces, version.numero)
    roles = _roles([chantier.id for chantier in chantiers])
    refusee = hasattr(version, "refus_de_minorite")
    lignes = tuple(_ligne(chantier, positions, version.numero, roles, refusee=refusee) for chantier in chantiers)
    return Tableau(proposition=proposition, version=version, lignes=lignes, minorite_refusee=refusee)


def _positions(proposition: Proposition, acces: Acces, jusqu_a: int) -> list[PositionLue]:
    """Every position given on the proposition up to this version, oldest first."""
    lignes = list(
        Position.objects.filter(version_proposee__proposition=proposition, version_proposee__numero__lte=jusqu_a)
        .select_related("version_proposee", "remplacee_par")
        .order_by("version_proposee__numero", "donnee_le", "id")
    )
    noms = nommer({p.donnee_par_id for p in lignes} | {p.consignee_par_id for p in lignes}, acces)
    return [_lue(ligne, proposition, noms) for ligne in lignes]


def _lue(ligne: Position, proposition: Proposition, noms: dict[UUID, str]) -> PositionLue:
    numero = ligne.version_proposee.numero
    return PositionLue(
        id=ligne.pk,
        chantier_id=ligne.chantier_id,
        numero=numero,
        etiquette=f"{proposition.rang}.{numero}",
        avis=ligne.avis,
        argument=ligne.argument,
        decidee_le=ligne.decidee_le,
        decidee_avec=ligne.decidee_avec,
        donnee_par=noms[ligne.donnee_par_id],
        consignee_par=noms[ligne.consignee_par_id] if ligne.consignee_par_id != ligne.donnee_par_id else "",
        donnee_le=ligne.donnee_le,
        remplacee=hasattr(ligne, "remplacee_par"),
        reconduite=ligne.reconduite_de_id is not None,
    )


def _roles(chantiers: Iterable[UUID]) -> dict[tuple[UUID, str], frozenset[UUID]]:
    """(chantier, role) → the people who hold it today."""
    porteurs: dict[tuple[UUID, str], set[UUID]] = {}
    adhesions: Any = Adhesion.objects.actives()
    for chantier, role, personne in adhesions.filter(
        chantier__in=list(chantiers), role__in=[Adhesion.Role.REFERENT, Adhesion.Role.ANIMATEUR]
    ).values_list("chantier", "role", "personne"):
        porteurs.setdefault((chantier, role), set()).add(personne)
    return {cle: frozenset(personnes) for cle, personnes in porteurs.items()}


def _ligne(
    chantier: ChantierLu,
    positions: list[PositionLue],
    numero: int,
    roles: dict[tuple[UUID, str], frozenset[UUID]],
    *,
    refusee: bool,
) -> LigneDuTableau:
    siennes = [p for p in positions if p.chantier_id == chantier.id]
    courantes = [p for p in siennes if not p.remplacee]
    position = next((p for p in courantes if p.numero == numero and not (refusee and p.reconduite)), None)
    anterieures = [p for p in courantes if p.numero < numero or (refusee and p.reconduite and p is not position)]
    return LigneDuTableau(
        chantier=chantier,
        position=position,
        anciennes=tuple(reversed([p for p in siennes if p is not position])),
        precedente=anterieures[-1] if anterieures else None,
        referents=roles.get((chantier.id, Adhesion.Role.REFERENT.value), frozenset()),
        animateurs=roles.get((chantier.id, Adhesion.Role.ANIMATEUR.value), frozenset()),
    )
