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
from historique.prises import Nomme

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
    """The names of these objects, with their pages: one query per type (or what its app's own function makes).

    Those of a type that this reader may not read are called by what its app says to her (`registre.nommer_par`), or
    only by their noun.
    """
    par_type: dict[str, set[UUID]] = {}
    for cle, pk in cles:
        par_type.setdefault(cle, set()).add(pk)
    noms: dict[Cle, Nom] = {}
    for cle, pks in par_type.items():
        declaration = registre.declarations.get(cle)
        if declaration is not None:
            lus = _d_un_type(declaration, pks, acces)
            noms |= {(cle, pk): _nom(declaration.libelle, nomme) for pk, nomme in lus.items()}
        elif cle in registre.nommes_sans_suivi:
            libelle, nommer_ceux_la = registre.nommes_sans_suivi[cle]
            noms |= {(cle, pk): _nom(libelle, nomme) for pk, nomme in _tous(pks, nommer_ceux_la(pks, acces)).items()}
    return noms


def _d_un_type(declaration: registre.Declaration, pks: set[UUID], acces: Any) -> Mapping[UUID, Nomme]:
    if declaration.nommer is not None:
        return _tous(pks, declaration.nommer(pks, acces))
    if declaration.visible_par not in acces.visibilites:
        return dict.fromkeys(pks, Nomme(""))
    # What `__str__` and `get_absolute_url` read comes in the same query, or in one more for all of them.
    objets = declaration.modele._base_manager.filter(pk__in=pks).fetch_mode(models.FETCH_PEERS)
    if parents := _parents(declaration.modele):
        objets = objets.select_related(*parents)
    return {
        objet.pk: Nomme(str(objet), adresse_de(objet), getattr(objet, "archive_le", None) is not None)
        for objet in objets
    }


def _tous(pks: Iterable[UUID], noms: Mapping[UUID, Any]) -> Mapping[UUID, Nomme]:
    """What an app says of these objects; nothing is said of those it leaves out."""
    return {pk: nom if isinstance(nom := noms.get(pk, ""), Nomme) else Nomme(nom) for pk in pks}


def _parents(modele: type[models.Model]) -> list[str]:
    """The keys that are never empty, and theirs: `objectif__feuille_de_route__chantier`."""
    parents = []
    for champ in modele._meta.concrete_fields:
        if champ.is_relation and not champ.null:
            lointains = _parents(champ.related_model)  # type: ignore[arg-type]
            parents += [f"{champ.name}__{lointain}" for lointain in lointains] or [champ.name]
    return parents


def _nom(libelle: str, nomme: Nomme) -> Nom:
    texte = nomme.texte
    if texte.casefold().startswith(libelle.casefold()):
        # « le chantier 2 », not « le chantier Chantier 2 »; « l’interchantier », not « le chantier Interchantier ».
        texte = texte[len(libelle) :].strip()
    elif texte.casefold().endswith(libelle.casefold()) and " " not in texte:
        return Nom("", le(texte[0].lower() + texte[1:]), nomme.adresse, nomme.archive)
    return Nom(le(libelle), texte, nomme.adresse, nomme.archive)


def adresse_de(objet: Any) -> str:
    """The page of an object, if it has one."""
    if not hasattr(objet, "get_absolute_url"):
        return ""
    try:
        return objet.get_absolute_url()
    except NoReverseMatch:
        return ""
