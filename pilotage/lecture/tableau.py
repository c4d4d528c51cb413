"""The board of positions: what each chantier that counts says of the open version. Five queries, whatever the size."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils import timezone

from chantiers.lecture import ChantierLu
from chantiers.models import Adhesion
from historique.lecture import presentes_au
from historique.mots import date_courte
from membres.acces import Acces
from membres.noms import nommer
from pilotage.models import ChantierComptant, Position, Proposition, RefusDeMinorite, Version

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

    @property
    def decidee_un_autre_jour(self) -> bool:
        """Whether the chantier decided on another day than the one its position was given on."""
        return self.decidee_le not in (None, timezone.localdate(self.donnee_le))


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

    # Conditions of adoption, in words.

    @property
    def phrase_des_manquantes(self) -> str:
        return _compte(len(self.manquantes), "position attendue", "positions attendues")

    @property
    def phrase_des_objections(self) -> str:
        return _compte(len(self.objections), "objection non levée", "objections non levées")

    @property
    def phrase_des_reserves(self) -> str:
        return f"{_compte(len(self.reserves), 'réserve', 'réserves')}, à garder au relevé"

    @property
    def phrase_des_deports(self) -> str:
        return _compte(len(self.deports), "déport", "déports")

    @property
    def phrase_de_l_echeance(self) -> str:
        echeance = self.proposition.echeance
        return f"Consultation ouverte jusqu’au {date_courte(echeance)}" if echeance else "Consultation ouverte"

    def ligne(self, chantier_id: UUID) -> LigneDuTableau | None:
        return next((ligne for ligne in self.lignes if ligne.chantier.id == chantier_id), None)


def _compte(combien: int, un: str, plusieurs: str) -> str:
    return f"{combien} {plusieurs if combien > 1 else un}"


def derniere_version(proposition: Proposition, sequence: int | None = None) -> Version | None:
    """The open version, with what says whether its minority was refused; one query."""
    versions = presentes_au(Version, sequence).filter(proposition=proposition)
    version: Version | None = versions.select_related("refus_de_minorite").order_by("-numero").first()
    if version is not None:
        version.proposition = proposition
    return version


def lire_tableau(
    proposition: Proposition, acces: Acces, version: Version | None = None, *, sequence: int | None = None
) -> Tableau | None:
    """The board of `version` (the last one by default), or as it was after an entry of the journal.

    None before the consultation opens. In the past, nobody speaks for a chantier: there is nothing to give.
    """
    version = version or derniere_version(proposition, sequence)
    if version is None:
        return None
    return _assembler([(proposition, version)], acces, sequence)[0]


def lire_les_tableaux(propositions: Iterable[Proposition], acces: Acces) -> dict[UUID, Tableau]:
    """Proposition → the board of its open version, for those that have opened; as many queries as for one."""
    par_id = {proposition.pk: proposition for proposition in propositions}
    lignes = Version.objects.filter(proposition__in=par_id).select_related("refus_de_minorite").order_by("numero")
    dernieres = {version.proposition_id: version for version in lignes}
    tableaux = _assembler([(par_id[pk], version) for pk, version in dernieres.items()], acces)
    return {tableau.proposition.pk: tableau for tableau in tableaux}


def _assembler(versions: list[tuple[Proposition, Version]], acces: Acces, sequence: int | None = None) -> list[Tableau]:
    comptants: dict[UUID, list[ChantierLu]] = {}
    for comptant in (
        ChantierComptant.objects.filter(version_proposee__in=[version.pk for _, version in versions])
        .select_related("chantier")
        .order_by("chantier__numero")
    ):
        comptants.setdefault(comptant.version_proposee_id, []).append(ChantierLu.de(comptant.chantier))
    positions = _positions([proposition for proposition, _ in versions], acces, sequence)
    refusees = _minorites_refusees([version for _, version in versions], sequence)
    roles = _roles({c.id for siens in comptants.values() for c in siens}) if sequence is None else {}
    tableaux = []
    for proposition, version in versions:
        refusee = version.pk in refusees
        siennes = [p for p in positions.get(proposition.pk, []) if p.numero <= version.numero]
        lignes = [_ligne(c, siennes, version.numero, roles, refusee=refusee) for c in comptants.get(version.pk, [])]
        tableaux.append(Tableau(proposition, version, tuple(lignes), minorite_refusee=refusee))
    return tableaux


def _minorites_refusees(versions: list[Version], sequence: int | None) -> set[UUID]:
    """Those whose minority was refused by then; no query for today, where the refusal is read with the version."""
    if sequence is None:
        return {version.pk for version in versions if hasattr(version, "refus_de_minorite")}
    refus = presentes_au(RefusDeMinorite, sequence).filter(version_proposee__in=[v.pk for v in versions])
    return set(refus.values_list("version_proposee", flat=True))


def _positions(propositions: list[Proposition], acces: Acces, sequence: int | None) -> dict[UUID, list[PositionLue]]:
    """Proposition → every position given on it by then, oldest first."""
    lignes = list(
        presentes_au(Position, sequence)
        .filter(version_proposee__proposition__in=[p.pk for p in propositions])
        .select_related("version_proposee")
        .order_by("version_proposee__numero", "donnee_le", "id")
    )
    # One replaces another on the same version: both are in the list, or neither.
    remplacees = {ligne.remplace_id for ligne in lignes}
    noms = nommer({p.donnee_par_id for p in lignes} | {p.consignee_par_id for p in lignes}, acces)
    rangs = {proposition.pk: proposition.rang for proposition in propositions}
    lues: dict[UUID, list[PositionLue]] = {}
    for ligne in lignes:
        proposition = ligne.version_proposee.proposition_id
        lues.setdefault(proposition, []).append(_lue(ligne, rangs[proposition], noms, ligne.pk in remplacees))
    return lues


def _lue(ligne: Position, rang: int, noms: dict[UUID, str], remplacee: bool) -> PositionLue:
    numero = ligne.version_proposee.numero
    reconduite = ligne.reconduite_de_id is not None
    par_elle_meme = ligne.consignee_par_id == ligne.donnee_par_id
    return PositionLue(
        id=ligne.pk,
        chantier_id=ligne.chantier_id,
        numero=numero,
        etiquette=f"{rang}.{numero}",
        avis=ligne.avis,
        argument=ligne.argument,
        decidee_le=ligne.decidee_le,
        decidee_avec=ligne.decidee_avec,
        donnee_par=noms[ligne.donnee_par_id],
        consignee_par="" if reconduite or par_elle_meme else noms[ligne.consignee_par_id],
        donnee_le=ligne.donnee_le,
        remplacee=remplacee,
        reconduite=reconduite,
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
