"""The act being written, and the capture of every row it writes.

One act is open at a time in a thread. Saving a tracked row outside it, or by another way than `save()`, is refused.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.signals import pre_save
from simple_history.signals import pre_create_historical_record

from historique import sql


class EcritureHorsJournal(Exception):
    """A tracked row was about to change without an entry in the journal."""


class EtatPerime(EcritureHorsJournal):
    """A row was about to be saved from a state that is not its last one: an edit would have been lost."""


@dataclass
class Collecte:
    """What the open act has written.

    `lignes`: the model and the historical row of each save; `ecritures`: rows written per table, as the connection
    saw them; `instances`: what was saved, with its version and whether it was new, to give them back on rollback.
    """

    acte: UUID
    auteur: UUID | None
    instant: datetime
    lignes: list[tuple[type[models.Model], Any]] = field(default_factory=list)
    ecritures: Counter[str] = field(default_factory=Counter)
    instances: list[tuple[Any, int, bool]] = field(default_factory=list)

    def defaire(self) -> None:
        """Give the saved instances their version back: the database never knew the new one."""
        for instance, version, nouvelle in reversed(self.instances):
            instance.version, instance._state.adding = version, nouvelle


_ouverte: ContextVar[Collecte | None] = ContextVar("collecte", default=None)
_journal_ouvert: ContextVar[bool] = ContextVar("journal_ouvert", default=False)
_gardes_levees: ContextVar[bool] = ContextVar("gardes_levees", default=False)
_restitution: ContextVar[bool] = ContextVar("restitution", default=False)
_etats_a_effacer: ContextVar[str] = ContextVar("etats_a_effacer", default="")


def ouverte() -> Collecte | None:
    return _ouverte.get()


@contextmanager
def ouvrir(collecte: Collecte) -> Iterator[Collecte]:
    """Make `collecte` the open act; raises EcritureHorsJournal inside another one."""
    if _ouverte.get() is not None:
        raise EcritureHorsJournal("an action never calls an action: `consigner` is already open")
    jeton = _ouverte.set(collecte)
    try:
        yield collecte
    finally:
        _ouverte.reset(jeton)


@contextmanager
def journal_ouvert() -> Iterator[None]:
    """Let the journal's own tables be written."""
    with _vrai(_journal_ouvert):
        yield


@contextmanager
def fermee() -> Iterator[None]:
    """The entry is written: no tracked row may be saved any more, in the same transaction."""
    jeton = _ouverte.set(None)
    try:
        yield
    finally:
        _ouverte.reset(jeton)


@contextmanager
def effacement_des_etats(table: str) -> Iterator[None]:
    """Let a retrait take texts out of the past states of one `table` (see `historique.retrait`)."""
    jeton = _etats_a_effacer.set(table)
    try:
        yield
    finally:
        _etats_a_effacer.reset(jeton)


@contextmanager
def sans_gardes() -> Iterator[None]:
    """Let a migration rewrite historical tables (see `migration.ReecrireLesEtatsPasses`)."""
    with _vrai(_gardes_levees):
        yield


@contextmanager
def restitution() -> Iterator[None]:
    """Let a restore write the rows of a backup as they were, in a database apart (`config.sauvegarde` alone)."""
    with _vrai(_restitution):
        yield


@contextmanager
def _vrai(variable: ContextVar[bool]) -> Iterator[None]:
    jeton = variable.set(True)
    try:
        yield
    finally:
        variable.reset(jeton)


def journal_en_ecriture() -> bool:
    return _journal_ouvert.get()


def efface_les_etats_de(table: str) -> bool:
    return _ouverte.get() is not None and _etats_a_effacer.get() == table


def gardes_levees() -> bool:
    return _gardes_levees.get()


def en_restitution() -> bool:
    return _restitution.get()


def brancher(modele: type[models.Model]) -> None:
    """Capture the saves of a tracked model."""
    pre_save.connect(_avant_la_ligne, sender=modele, dispatch_uid=f"saisie-{modele._meta.label_lower}")
    pre_create_historical_record.connect(
        _ligne_historique,
        sender=modele.history.model,  # type: ignore[attr-defined]
        dispatch_uid=f"saisie-historique-{modele._meta.label_lower}",
    )


def preparer(collecte: Collecte, instance: Any) -> None:
    """Give the row its next version, after checking under lock that it is saved from its last state.

    Raises EtatPerime. Works alike for live models and for those of a migration's state.
    """
    collecte.instances.append((instance, instance.version, instance._state.adding))
    if instance._state.adding:
        return
    if sql.verrouiller(type(instance), instance.pk, "version") != (instance.version,):
        raise EtatPerime(f"{instance._meta.label} {instance.pk}: changed since it was loaded; load it in the block")
    instance.version += 1


def _avant_la_ligne(sender: type[models.Model], instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    collecte = _ouverte.get()
    if collecte is None:
        raise EcritureHorsJournal(f"{sender._meta.label}: saved outside `consigner`")
    if raw or update_fields is not None:
        raise EcritureHorsJournal(f"{sender._meta.label}: fixtures and `update_fields` would record stale values")
    preparer(collecte, instance)
    instance._history_date = collecte.instant


def _ligne_historique(sender: type[models.Model], history_instance: Any, **kwargs: Any) -> None:
    collecte = _ouverte.get()
    if collecte is None:
        raise EcritureHorsJournal(f"{sender._meta.label}: a historical row outside `consigner`")
    history_instance.acte = collecte.acte
    history_instance.history_user_id = collecte.auteur
    collecte.lignes.append((history_instance.instance_type, history_instance))
