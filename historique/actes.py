"""One action, one transaction, one entry."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import Q

from historique import registre, saisie
from historique.canonique import canonique, engagement
from historique.horloge import deplacee, maintenant
from historique.models import Acte, Changement, Ouverture, Tete, Visibilite
from historique.refus import ActionRefusee
from historique.registre import Declaration
from historique.saisie import Collecte, EcritureHorsJournal


class Agent(Enum):
    """Who acts when nobody does."""

    SYSTEME = "systeme"


@dataclass
class ActeEnCours:
    """The entry being written. `objet` may be set inside the block; `sequence` is known after it, if it was written."""

    verbe: str
    auteur_id: UUID | None
    motif: str
    portee_id: UUID | None
    visibilite: str | None
    origine: str
    id: UUID = field(default_factory=uuid4)
    instant: datetime = field(default_factory=maintenant)
    objet: models.Model | None = None
    sequence: int | None = None
    ouvertures: list[Ouverture] = field(default_factory=list)

    def engager(self, valeur: str) -> str:
        """The commitment to `valeur` under a fresh salt; its opening is written with the act."""
        sel = secrets.token_hex(32)
        cle = engagement(sel, valeur)
        self.ouvertures.append(Ouverture(engagement=cle, sel=sel, valeur=valeur))
        return cle


@contextmanager
def consigner(
    verbe: str,
    *,
    par: Any,
    motif: str = "",
    portee: models.Model | UUID | None = None,
    visibilite: str | None = None,
) -> Iterator[ActeEnCours]:
    """Open the durable transaction of one act, and write its entry with all its changes, or nothing.

    `par` is an `Acces` (its person is the author) or `Agent.SYSTEME`; `portee` the chantier it is about.
    A block that changes nothing is rolled back and leaves no entry, unless its verb is `sans_changement`.
    Raises EcritureHorsJournal when a tracked write was not captured, or when another act is open.
    """
    acte = ActeEnCours(
        verbe=registre.verbes[verbe].cle,
        auteur_id=_auteur(par),
        motif=motif.strip(),
        portee_id=portee.pk if isinstance(portee, models.Model) else portee,
        visibilite=visibilite,
        origine=Acte.Origine.DEMONSTRATION if deplacee() else Acte.Origine.REELLE,
    )
    collecte = Collecte(acte=acte.id, auteur=acte.auteur_id, instant=acte.instant)
    with saisie.ouvrir(collecte), transaction.atomic(durable=True):
        yield acte
        _clore(acte, collecte)


def _auteur(par: Any) -> UUID | None:
    if par is Agent.SYSTEME:
        return None
    if par.personne_id is None:
        raise ActionRefusee("Connectez-vous pour agir : chaque changement est signé.")
    return par.personne_id


def _clore(acte: ActeEnCours, collecte: Collecte) -> None:
    """Write the entry, or roll everything back when nothing changed."""
    _exiger_que_tout_soit_saisi(collecte)
    changements = _changements(acte, collecte)
    if not changements and not registre.verbes[acte.verbe].sans_changement:
        transaction.set_rollback(True)
        return
    ecrire(acte, changements)


def ecrire(acte: ActeEnCours, changements: list[Changement]) -> None:
    """Give the act its number under the lock of the journal's head, and write it."""
    objet = acte.objet
    declaration = registre.declarations.get(objet._meta.label_lower) if objet is not None else None
    if objet is not None and declaration is not None and acte.portee_id is None:
        acte.portee_id = declaration.portee(objet)
    visibilite = acte.visibilite or (declaration.visible_par if declaration else Visibilite.MEMBRES)
    motif = acte.engager(acte.motif) if acte.motif else ""
    with saisie.journal_ouvert():
        tete = Tete.objects.select_for_update().get(pk=1)
        _refuser_une_horloge_deplacee(acte, tete.dernier)
        tete.dernier += 1
        tete.save()
        inscription = Acte.objects.create(
            id=acte.id,
            sequence=tete.dernier,
            verbe=acte.verbe,
            objet_type=objet._meta.label_lower if objet is not None else "",
            objet_id=objet.pk if objet is not None else None,
            portee_id=acte.portee_id,
            agent=Acte.Agent.PERSONNE if acte.auteur_id else Acte.Agent.SYSTEME,
            auteur_id=acte.auteur_id,
            motif=motif,
            instant=acte.instant,
            visibilite=visibilite,
            origine=acte.origine,
        )
        for changement in changements:
            changement.acte = inscription
        Changement.objects.bulk_create(changements)
        Ouverture.objects.bulk_create(acte.ouvertures)
    acte.sequence = inscription.sequence


def _refuser_une_horloge_deplacee(acte: ActeEnCours, dernier: int) -> None:
    if acte.origine == Acte.Origine.DEMONSTRATION and Acte.objects.exclude(origine=acte.origine).exists():
        raise EcritureHorsJournal(f"the clock is moved, but the journal of {dernier} entries is not a demonstration")


def _exiger_que_tout_soit_saisi(collecte: Collecte) -> None:
    """Every row the connection saw written must have its historical row."""
    saisies: dict[str, int] = {}
    for ligne in collecte.lignes:
        table = ligne.instance_type._meta.db_table  # type: ignore[attr-defined]
        saisies[table] = saisies.get(table, 0) + 1
    for table in saisies.keys() | collecte.ecritures.keys():
        if saisies.get(table, 0) != collecte.ecritures.get(table, 0):
            raise EcritureHorsJournal(
                f"{table}: {collecte.ecritures.get(table, 0)} rows written, {saisies.get(table, 0)} recorded; use `save()`"
            )


def _changements(acte: ActeEnCours, collecte: Collecte) -> list[Changement]:
    """One Changement per field that differs between the state before the act and the state after it."""
    par_objet: dict[tuple[type[models.Model], UUID], list[Any]] = {}
    for ligne in collecte.lignes:
        par_objet.setdefault((ligne.instance_type, ligne.id), []).append(ligne)  # type: ignore[attr-defined]
    avant = _etats_precedents(par_objet)
    changements = []
    for (modele, pk), lignes in par_objet.items():
        precedent = avant.get((modele, pk))
        if precedent is None and lignes[0].history_type != "+":
            raise EcritureHorsJournal(f"{modele._meta.label} {pk}: saved from a state that is not the last one")
        changements += _differences(acte, registre.declaration_de(modele), precedent, lignes[-1])
    return changements


def _etats_precedents(par_objet: dict[tuple[type[models.Model], UUID], list[Any]]) -> dict[Any, Any]:
    """The last historical row before the act of each object that existed, one query per model."""
    par_modele: dict[type[models.Model], Q] = {}
    for (modele, pk), lignes in par_objet.items():
        if lignes[0].history_type != "+":
            par_modele[modele] = par_modele.get(modele, Q()) | Q(id=pk, version=lignes[0].version - 1)
    return {
        (modele, ligne.id): ligne
        for modele, lesquels in par_modele.items()
        for ligne in modele.history.filter(lesquels)  # type: ignore[attr-defined]
    }


def _differences(acte: ActeEnCours, declaration: Declaration, avant: Any, apres: Any) -> list[Changement]:
    differences = []
    for champ in declaration.modele._meta.concrete_fields:
        ancien = None if avant is None else getattr(avant, champ.attname)
        nouveau = getattr(apres, champ.attname)
        if champ.primary_key or (avant is not None and canonique(ancien) == canonique(nouveau)):
            continue
        engage = champ.name in declaration.engages
        differences.append(
            Changement(
                objet_type=declaration.cle,
                objet_id=apres.id,
                champ=champ.name,
                avant=None if avant is None else _valeur(acte, ancien, engage=engage),
                apres=_valeur(acte, nouveau, engage=engage),
            )
        )
    return [] if {d.champ for d in differences} == {"version"} and avant is not None else differences


def _valeur(acte: ActeEnCours, valeur: Any, *, engage: bool) -> str:
    if engage and isinstance(valeur, str) and valeur:
        return canonique({"engagement": acte.engager(valeur)})
    return canonique(valeur)
