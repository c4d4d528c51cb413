"""The history of one object, and what restoring an earlier state of it would change."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models

from historique import prises, registre
from historique.lecture.inscriptions import Modification, libelle_de
from historique.lecture.journal import Bornes, Page, paginer
from historique.lecture.noms import RESERVEES, Nom, nommer
from historique.models import Acte, Changement
from historique.mots import en_mots, majuscule
from historique.retrait import refus_d_un_etat_retire


@dataclass(frozen=True)
class ObjetLu:
    """One object: its name today, one page of its entries, and why its states may not be restored (None: they may)."""

    cle: str
    pk: UUID
    nom: Nom
    libelle: str
    version: int
    page: Page
    refus: str | None

    @property
    def intitule(self) -> str:
        return majuscule(str(self.nom))


@dataclass(frozen=True)
class Retour:
    """What restoring a past state would change."""

    cle: str
    objet: Any
    etat: Any
    nom: Nom
    acte: Acte
    refus: str | None
    modifications: tuple[Modification, ...]

    @property
    def intitule(self) -> str:
        return majuscule(str(self.nom))


def actes_sur(cle: str, pk: UUID, acces: Any) -> models.QuerySet[Acte]:
    """The entries about this object that this person may read; none for a type she may not read."""
    declaration = registre.declarations.get(cle)
    if declaration is None or (declaration.visible_par in RESERVEES - acces.visibilites):
        return Acte.objects.none()
    changements = Changement.objects.filter(objet_id=pk, objet_type=cle)
    return Acte.objects.lisibles_par(acces).filter(pk__in=changements.values("acte"))


def lire_l_objet(cle: str, pk: UUID, acces: Any, bornes: Bornes) -> ObjetLu | None:
    """The history of an object, or None when this person may read no entry about it."""
    actes = actes_sur(cle, pk, acces)
    if not actes.exists():
        return None
    declaration = registre.declarations[cle]
    objet = declaration.modele._base_manager.filter(pk=pk).first()
    if objet is None:
        return None
    return ObjetLu(
        cle=cle,
        pk=pk,
        nom=nommer([(cle, pk)], acces)[cle, pk],
        libelle=declaration.libelle,
        version=objet.version,
        page=paginer(actes, acces, bornes, sur=(cle, pk)),
        refus=refus_de_restaurer(declaration, objet, acces),
    )


def refus_de_restaurer(declaration: registre.Declaration, objet: Any, acces: Any) -> str | None:
    """Why this person may not restore an earlier state of `objet`, or None."""
    if not acces.connecte:
        return "Connectez-vous pour rétablir un état antérieur."
    if declaration.restaurer is None:
        return "Ce qui est ici ne se rétablit pas : une correction est une nouvelle inscription."
    return declaration.restaurer.refus(acces, objet)


def lire_le_retour(cle: str, pk: UUID, version: int, acces: Any) -> Retour | None:
    """What restoring this version would change; None when it does not exist, or this person may not read it.

    It shows the whole row, of then and of today: who reads its public entries only does not read that.
    """
    declaration = registre.declarations.get(cle)
    if declaration is None or declaration.visible_par not in acces.visibilites:
        return None
    etat: Any = declaration.historique._default_manager.filter(id=pk, version=version).first()
    acte = actes_sur(cle, pk, acces).filter(pk=etat.acte).first() if etat is not None else None
    objet = declaration.modele._base_manager.filter(pk=pk).first()
    if etat is None or acte is None or objet is None:
        return None
    return Retour(
        cle=cle,
        objet=objet,
        etat=etat,
        nom=nommer([(cle, pk)], acces)[cle, pk],
        acte=acte,
        refus=refus_de_restaurer(declaration, objet, acces) or refus_d_un_etat_retire(etat),
        modifications=_ecarts(declaration, objet, etat, acces),
    )


def champs_tus(cle: str, pk: UUID, acces: Any) -> set[str]:
    """The fields of an object that this person does not read, whatever she reads of the rest."""
    return {champ for (type, champ), ids in prises.champs_reserves.items() if type == cle and pk in ids(acces)}


def _ecarts(declaration: registre.Declaration, objet: Any, etat: Any, acces: Any) -> tuple[Modification, ...]:
    """The fields that people edit and that differ between the row and its past state, in words."""
    reserves = champs_tus(declaration.cle, objet.pk, acces)
    editables: list[Any] = [
        c for c in declaration.modele._meta.concrete_fields if c.editable and c.name not in reserves
    ]
    differents = [
        (champ, getattr(objet, champ.attname), getattr(etat, champ.attname))
        for champ in editables
        if getattr(objet, champ.attname) != getattr(etat, champ.attname)
    ]
    cles = {
        (champ.related_model._meta.label_lower, pk)
        for champ, *valeurs in differents
        if champ.is_relation
        for pk in valeurs
        if isinstance(pk, UUID)
    }
    noms = nommer(cles, acces)

    def mots(champ: Any, valeur: Any) -> str:
        if champ.is_relation and valeur is not None:
            nom = noms.get((champ.related_model._meta.label_lower, valeur))
            return (nom.texte or nom.article) if nom else "renseigné"
        return en_mots(champ, valeur)

    return tuple(
        Modification(libelle_de(champ), mots(champ, avant), mots(champ, apres)) for champ, avant, apres in differents
    )
