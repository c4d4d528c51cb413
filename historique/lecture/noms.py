"""The names of what entries speak of, as this reader may know them: one query per type of object."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import NoReverseMatch

from historique import registre
from historique.models import Visibilite
from historique.mots import le

type Cle = tuple[str, UUID]

# A reader who may not read these does not read the names of their objects either, nor the values of their fields.
RESERVEES = {Visibilite.RESTREINTE, Visibilite.COMITE}


@dataclass(frozen=True)
class Nom:
    """How an object is called today: its noun (« l’étape »), its own name, its page, whether it is archived."""

    article: str
    texte: str = ""
    adresse: str = ""
    archive: bool = False

    def __str__(self) -> str:
        return f"{self.article} {self.texte}".strip()


def nommer(cles: Iterable[Cle], acces: Any) -> dict[Cle, Nom]:
    """The names of these objects. Those of a type whose visibility this reader lacks are only called by their noun."""
    par_type: dict[str, set[UUID]] = {}
    for cle, pk in cles:
        par_type.setdefault(cle, set()).add(pk)
    noms: dict[Cle, Nom] = {}
    for cle, pks in par_type.items():
        declaration = registre.declarations.get(cle)
        if declaration is not None:
            noms |= {(cle, pk): nom for pk, nom in _d_un_type(declaration, pks, acces).items()}
    return noms


def _d_un_type(declaration: registre.Declaration, pks: set[UUID], acces: Any) -> Mapping[UUID, Nom]:
    article = le(declaration.libelle)
    if declaration.nommer is not None:
        textes = declaration.nommer(pks, acces)
        return {pk: _nom(declaration, article, textes.get(pk, "")) for pk in pks}
    if declaration.visible_par not in acces.visibilites:
        return {pk: Nom(article) for pk in pks}
    # What `__str__` and `get_absolute_url` read comes in the same query, or in one more for all of them.
    objets = declaration.modele._base_manager.select_related().fetch_mode(models.FETCH_PEERS).filter(pk__in=pks)
    return {objet.pk: _nom(declaration, article, str(objet), objet) for objet in objets}


def _nom(declaration: registre.Declaration, article: str, texte: str, objet: Any = None) -> Nom:
    libelle = declaration.libelle
    if texte.casefold().startswith(libelle.casefold()):
        # « le chantier 2 », not « le chantier Chantier 2 ».
        texte = texte[len(libelle) :].strip()
    archive = getattr(objet, "archive_le", None) is not None
    return Nom(article, texte, adresse_de(objet), archive)


def adresse_de(objet: Any) -> str:
    """The page of an object, if it has one."""
    if objet is None or not hasattr(objet, "get_absolute_url"):
        return ""
    try:
        return objet.get_absolute_url() or ""
    except NoReverseMatch:
        return ""
