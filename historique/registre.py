"""Which models are tracked, and how the journal speaks of them. Each app declares its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import simple_history
from django.db import models

from historique import saisie
from historique.models import LigneHistorique, Suivi, Visibilite

TEXTES = (models.CharField, models.TextField)

# `(ids, acces) -> {id: its name for this reader}`: a text, or a `prises.Nomme`.
type Nommer = Callable[[Iterable[UUID], Any], Mapping[UUID, Any]]


@dataclass(frozen=True)
class Restauration:
    """How an earlier state of an item is brought back: a refusal function and an action of the owning app.

    `refus(acces, objet) -> str | None`; `agir(objet, *, etat, motif, par)` where `etat` is a historical row.
    """

    refus: Callable[[Any, Any], str | None]
    agir: Callable[..., Any]


@dataclass(frozen=True)
class Declaration:
    """What the journal knows of one tracked model."""

    modele: type[Suivi]
    libelle: str
    portee: Callable[[Any], UUID | None]
    visible_par: Visibilite
    restaurer: Restauration | None
    champs_personnels: frozenset[str]
    champs_prose: frozenset[str]
    champs_en_clair: frozenset[str]
    nommer: Nommer | None = None
    champs_techniques: frozenset[str] = field(default=frozenset({"id", "version"}))

    @property
    def cle(self) -> str:
        return self.modele._meta.label_lower

    @property
    def engages(self) -> frozenset[str]:
        """Fields of which the journal keeps a commitment only."""
        return self.champs_personnels | self.champs_prose

    @property
    def historique(self) -> type[models.Model]:
        return self.modele.history.model  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Verbe:
    """A verb of the journal: « {auteur} a modifié {objet} »."""

    cle: str
    phrase: str
    sans_changement: bool = False


declarations: dict[str, Declaration] = {}
tables: dict[str, Declaration] = {}
tables_historiques: dict[str, Declaration] = {}
raisons_de_ne_pas_suivre: dict[str, str] = {
    "historique.acte": "it is the journal",
    "historique.changement": "it is the journal",
    "historique.ouverture": "it is the journal",
    "historique.tete": "it is the journal",
    "historique.retrait": "it is the journal",
    "historique.mot": "an index, made again from the journal at any time",
    "historique.dernierelecture": "how far a person has read is hers alone",
    "historique.verification": "what the machine found when it looked; it governs nothing",
    "historique.serie": "its numbers stand in the tracked rows that bear them",
    "auth.*": "groups and permissions of the framework give no right here",
    "contenttypes.*": "the framework's own catalogue of models",
    "sessions.*": "who is signed in, not what is governed",
    "admin.*": "the administration edits no governed row",
    "account.*": "e-mail addresses and confirmations belong to the sign-in library",
    "mfa.*": "second factors are secrets of the account",
    "usersessions.*": "where a person is signed in is hers alone",
    "django_ox.*": "the job queue: what jobs do to governed rows goes through acts",
}
# Models that are not tracked, yet are what acts are about (a report that someone exports): noun and how to name them.
nommes_sans_suivi: dict[str, tuple[str, Nommer]] = {}
verbes: dict[str, Verbe] = {}


def suivre(
    modele: type[Suivi],
    *,
    libelle: str,
    portee: Callable[[Any], UUID | None] = lambda objet: None,
    visible_par: Visibilite = Visibilite.MEMBRES,
    restaurer: Restauration | None = None,
    champs_personnels: Iterable[str] = (),
    champs_prose: Iterable[str] = (),
    champs_en_clair: Iterable[str] = (),
    nommer: Nommer | None = None,
) -> None:
    """Track `modele`: historical rows, commitments, guards. Called right after the class.

    `libelle` is the noun in sentences (« étape »), `portee` gives the chantier an item belongs to. Any text without
    choices is treated as prose (only its commitment enters the journal) unless named in `champs_en_clair`.
    """
    personnels, clairs = frozenset(champs_personnels), frozenset(champs_en_clair)
    simple_history.register(
        modele,
        bases=[LigneHistorique],
        history_user_id_field=models.UUIDField(null=True),
        verbose_name=f"état passé : {libelle}",
        verbose_name_plural=f"états passés : {libelle}",
    )
    declaration = Declaration(
        modele=modele,
        libelle=libelle,
        portee=portee,
        visible_par=visible_par,
        restaurer=restaurer,
        champs_personnels=personnels,
        champs_prose=(frozenset(champs_prose) | textes_de(modele)) - personnels - clairs,
        champs_en_clair=clairs,
        nommer=nommer,
    )
    declarations[declaration.cle] = declaration
    tables[modele._meta.db_table] = declaration
    tables_historiques[declaration.historique._meta.db_table] = declaration
    saisie.brancher(modele)


def non_suivi(modele: str, raison: str) -> None:
    """Say that `modele` (`app.Model`) is not tracked, and why (for developers)."""
    raisons_de_ne_pas_suivre[modele.lower()] = raison


def nommer_sans_suivre(modele: type[models.Model], libelle: str, nommer: Nommer) -> None:
    """Name the objects of a model that is not tracked, in the entries about them; called in the owner's `ready()`."""
    nommes_sans_suivi[modele._meta.label_lower] = (libelle, nommer)


def nommer_par(modele: type[Suivi], nommer: Nommer) -> None:
    """Name the objects of a tracked model with `nommer(ids, acces) -> {id: name}`; called in the owner's `ready()`."""
    declaration = replace(declarations[modele._meta.label_lower], nommer=nommer)
    declarations[declaration.cle] = tables[modele._meta.db_table] = declaration
    tables_historiques[declaration.historique._meta.db_table] = declaration


def restaurer_par(modele: type[Suivi], restauration: Restauration) -> None:
    """Say how an earlier state of `modele` is brought back; called in `AppConfig.ready()`, where actions are known."""
    declaration = replace(declarations[modele._meta.label_lower], restaurer=restauration)
    declarations[declaration.cle] = declaration
    tables[modele._meta.db_table] = declaration
    tables_historiques[declaration.historique._meta.db_table] = declaration


def verbe(cle: str, phrase: str, *, sans_changement: bool = False) -> None:
    """Declare a verb; `phrase` has `{objet}` where the object’s name goes (`{nom}`: without the noun)."""
    if cle in verbes and verbes[cle].phrase != phrase:
        raise ValueError(f"the verb {cle} is declared twice")
    verbes[cle] = Verbe(cle, phrase, sans_changement)


def textes_de(modele: type[models.Model]) -> frozenset[str]:
    """The fields in which people write freely."""
    return frozenset(f.name for f in modele._meta.concrete_fields if isinstance(f, TEXTES) and not f.choices)


def champs_engages(modele: type[models.Model]) -> frozenset[str]:
    """Fields of which the journal keeps a commitment only; every text, for a model that is not declared any more.

    `modele` may be the model of a migration's state.
    """
    declaration = declarations.get(modele._meta.label_lower)
    textes = textes_de(modele)
    return textes if declaration is None else (textes - declaration.champs_en_clair) | declaration.engages


def declaration_de(objet: models.Model | type[models.Model]) -> Declaration:
    """The declaration of a tracked model; raises KeyError for another."""
    return declarations[objet._meta.label_lower]
