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


class EcritureHorsJournal(Exception):
    """A tracked row was about to change without an entry in the journal."""


@dataclass
class Collecte:
    """What the open act has written: historical rows, and rows written per table as the connection saw them."""

    acte: UUID
    auteur: UUID | None
    instant: datetime
    lignes: list[models.Model] = field(default_factory=list)
    ecritures: Counter[str] = field(default_factory=Counter)


_ouverte: ContextVar[Collecte | None] = ContextVar("collecte", default=None)
_journal_ouvert: ContextVar[bool] = ContextVar("journal_ouvert", default=False)


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
    jeton = _journal_ouvert.set(True)
    try:
        yield
    finally:
        _journal_ouvert.reset(jeton)


def journal_en_ecriture() -> bool:
    return _journal_ouvert.get()


def brancher(modele: type[models.Model]) -> None:
    """Capture the saves of a tracked model."""
    pre_save.connect(_avant_la_ligne, sender=modele, dispatch_uid=f"saisie-{modele._meta.label_lower}")
    pre_create_historical_record.connect(
        _ligne_historique,
        sender=modele.history.model,  # type: ignore[attr-defined]
        dispatch_uid=f"saisie-historique-{modele._meta.label_lower}",
    )


def _avant_la_ligne(sender: type[models.Model], instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    collecte = _ouverte.get()
    if collecte is None:
        raise EcritureHorsJournal(f"{sender._meta.label}: saved outside `consigner`")
    if raw or update_fields is not None:
        raise EcritureHorsJournal(f"{sender._meta.label}: fixtures and `update_fields` would record stale values")
    if not instance._state.adding:
        instance.version += 1
    instance._history_date = collecte.instant


def _ligne_historique(sender: type[models.Model], history_instance: Any, **kwargs: Any) -> None:
    collecte = _ouverte.get()
    if collecte is None:
        raise EcritureHorsJournal(f"{sender._meta.label}: a historical row outside `consigner`")
    history_instance.acte = collecte.acte
    history_instance.history_user_id = collecte.auteur
    collecte.lignes.append(history_instance)
