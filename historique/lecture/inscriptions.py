"""Entries as people read them: who, what, why, and the changes in words. A fixed number of queries for any number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from historique import prises, registre
from historique.canonique import lire
from historique.differences import Morceau, mot_a_mot
from historique.horloge import PARIS
from historique.lecture.faits import Fait, lire_les_faits
from historique.lecture.noms import RESERVEES, Cle, Nom, nommer
from historique.lecture.retraits import RETIRE, Retire, lire_les_retraits
from historique.models import Acte, Changement, Ouverture, Visibilite
from historique.mots import accoler, en_mots, le, majuscule
from historique.prises import Portee

LONG = 60
PLATEFORME = "La plateforme"
LECTEURS: dict[str, str] = {
    Visibilite.PUBLIQUE: "tout le monde",
    Visibilite.MEMBRES: "les membres des chantiers et du comité",
    Visibilite.COMITE: "le comité de pilotage",
    Visibilite.RESTREINTE: "la coordination et l’administration",
}
SANS_INTERET = {"id", "version"}


@dataclass(frozen=True)
class Modification:
    """One field in words; `avant` is None for what did not exist. Long texts are compared word by word.

    What was taken out (`Retire`) is said as it is.
    """

    champ: str
    avant: str | None
    apres: str

    @property
    def longue(self) -> bool:
        return max(0 if isinstance(t, Retire) else len(t or "") for t in (self.avant, self.apres)) > LONG

    @property
    def morceaux(self) -> tuple[tuple[Morceau, ...], tuple[Morceau, ...]]:
        retires = [isinstance(texte, Retire) for texte in (self.avant, self.apres)]
        if self.longue and self.avant and not any(retires):
            return mot_a_mot(self.avant, self.apres)
        return (Morceau(self.avant or "", not retires[0]),), (Morceau(self.apres, not retires[1]),)


@dataclass(frozen=True)
class Touche:
    """An object that an act changed, with its modifications in words; none are shown when they are reserved."""

    cle: Cle
    nom: Nom
    creation: bool
    reservee: bool
    modifications: tuple[Modification, ...]

    @property
    def intitule(self) -> str:
        return majuscule(str(self.nom))


@dataclass(frozen=True)
class Inscription:
    """One entry of the journal."""

    id: UUID
    sequence: int
    instant: datetime
    auteur: str
    verbe: str
    suite: str
    objet: Nom | None
    objet_cle: Cle | None
    motif: str
    portee: Portee | None
    origine: str
    visibilite: str
    touches: tuple[Touche, ...]
    chaine: str
    faits: tuple[Fait, ...] = ()
    version: int | None = None

    @property
    def phrase(self) -> str:
        """« Camille Roussel a modifié l’étape Mener l’enquête », without a link."""
        nom = f"{self.objet.texte}{' (archivé)' if self.objet.archive else ''}" if self.objet else ""
        return " ".join(f"{self.auteur} {self.verbe} {nom} {self.suite}".split())

    @property
    def lecteurs(self) -> str:
        return LECTEURS[self.visibilite]

    @property
    def motif_retire(self) -> bool:
        return isinstance(self.motif, Retire)

    @property
    def empreinte_courte(self) -> str:
        return self.chaine[:8]

    @property
    def jour(self) -> date:
        return self.instant.astimezone(PARIS).date()

    @property
    def principales(self) -> tuple[Modification, ...]:
        """The modifications that a list shows: those of the object itself, when it was there before."""
        siennes = (t.modifications for t in self.touches if t.cle == self.objet_cle and not t.creation)
        return next(siennes, ())


@dataclass(frozen=True)
class Connus:
    """Names that a page has read already, for its filters."""

    portees: Mapping[UUID, Portee]
    auteurs: Mapping[UUID, str]

    @classmethod
    def lire(cls) -> "Connus":
        return cls({portee.id: portee for prise in prises.portees for portee in prise()}, {})


def lire_inscriptions(
    actes: Iterable[Acte], acces: Any, *, sur: Cle | None = None, abregees: bool = False, connus: Connus | None = None
) -> list[Inscription]:
    """These entries in words, with their changes: of the object `sur` alone, or `abregees` as a list shows them.

    Two queries (changes, openings), one more if texts were taken out, one for the chantiers if they are not `connus`,
    and one per type of object named.
    """
    actes = list(actes)
    changements = Changement.objects.filter(acte__in=actes).order_by("id")
    if sur is not None:
        changements = changements.filter(objet_id=sur[1])
    if abregees:
        changements = changements.filter(objet_id=models.F("acte__objet_id"), avant__isnull=False)
    par_acte: dict[UUID, list[Changement]] = {}
    for changement in changements:
        par_acte.setdefault(changement.acte_id, []).append(changement)
    lecteur = _Lecteur(acces, actes, [c for siens in par_acte.values() for c in siens], connus or Connus.lire())
    return [lecteur.inscription(acte, par_acte.get(acte.pk, [])) for acte in actes]


class _Lecteur:
    """All that is needed to put some entries in words, loaded at once."""

    def __init__(self, acces: Any, actes: list[Acte], changements: list[Changement], connus: Connus) -> None:
        self.acces = acces
        self.connus = connus
        valeurs = [lire(v) for c in changements for v in (c.avant, c.apres) if v is not None]
        engagements = {v["engagement"] for v in valeurs if isinstance(v, dict)} | {a.motif for a in actes if a.motif}
        self.textes = dict(Ouverture.objects.filter(pk__in=engagements).values_list("pk", "valeur"))
        self.textes |= lire_les_retraits(engagements - self.textes.keys())
        cles = {(acte.objet_type, acte.objet_id) for acte in actes if acte.objet_id}
        cles |= {(changement.objet_type, changement.objet_id) for changement in changements}
        cles |= {cle for c in changements for cle in _cles_citees(c)}
        inconnus = {acte.auteur_id for acte in actes if acte.auteur_id} - connus.auteurs.keys()
        cles |= {(genre, auteur) for genre in prises.types_des_auteurs for auteur in inconnus}
        self.noms = nommer(cles, acces)  # type: ignore[arg-type]
        self.reserves = reserves_pour(changements, acces)

    def auteur(self, acte: Acte) -> str:
        if acte.auteur_id is None:
            return PLATEFORME
        if acte.auteur_id in self.connus.auteurs:
            return self.connus.auteurs[acte.auteur_id]
        noms = [self.noms.get((genre, acte.auteur_id)) for genre in prises.types_des_auteurs]
        return next((nom.texte for nom in noms if nom and nom.texte), "Une personne")

    def inscription(self, acte: Acte, changements: list[Changement]) -> Inscription:
        cle = (acte.objet_type, acte.objet_id) if acte.objet_id else None
        objet = self.noms.get(cle) if cle else None
        verbe = registre.verbes.get(acte.verbe)
        phrase = verbe.phrase if verbe else f"a fait : {acte.verbe} {{objet}}"
        article = "" if objet is None or ("{nom}" in phrase and objet.texte) else objet.article
        avant, _, apres = phrase.replace("{nom}", "{objet}").partition("{objet}")
        return Inscription(
            id=acte.pk,
            sequence=acte.sequence,
            instant=acte.instant,
            auteur=self.auteur(acte),
            verbe=accoler(avant, article).strip(),
            suite=apres.strip(),
            objet=objet,
            objet_cle=cle,
            motif=self.textes.get(acte.motif, RETIRE) if acte.motif else "",
            portee=self.connus.portees.get(acte.portee_id) if acte.portee_id else None,
            origine=acte.origine,
            visibilite=acte.visibilite,
            touches=tuple(self._touches(changements)),
            chaine=acte.chaine,
            faits=lire_les_faits(acte.faits),
            version=next((lire(c.apres) for c in changements if c.champ == "version" and c.apres), None),
        )

    def _touches(self, changements: list[Changement]) -> Iterable[Touche]:
        par_objet: dict[Cle, list[Changement]] = {}
        for changement in changements:
            par_objet.setdefault((changement.objet_type, changement.objet_id), []).append(changement)
        for cle, siens in par_objet.items():
            declaration = registre.declarations.get(cle[0])
            if declaration is None:
                continue
            creation = siens[0].avant is None
            reservee = declaration.visible_par in RESERVEES and declaration.visible_par not in self.acces.visibilites
            siens = [] if reservee else [c for c in siens if (c.champ, c.objet_id) not in self.reserves]
            modifications = [self._modification(declaration, c) for c in siens]
            yield Touche(
                cle=cle,
                nom=self.noms.get(cle, Nom(le(declaration.libelle))),
                creation=creation,
                reservee=reservee,
                modifications=tuple(m for m in modifications if m is not None),
            )

    def _modification(self, declaration: registre.Declaration, changement: Changement) -> Modification | None:
        champ = champs(declaration).get(changement.champ)
        if champ is None or champ.name in SANS_INTERET:
            return None
        avant, apres = (self._en_mots(champ, texte) for texte in (changement.avant, changement.apres))
        if changement.avant is None and apres in {None, "non renseigné"}:
            return None
        return Modification(libelle_de(champ), avant, apres or "")

    def _en_mots(self, champ: Any, texte: str | None) -> str | None:
        if texte is None:
            return None
        valeur = lire(texte)
        if isinstance(valeur, dict):
            return self.textes.get(valeur["engagement"], RETIRE)
        if champ.is_relation and valeur is not None:
            nom = self.noms.get((champ.related_model._meta.label_lower, _uuid(valeur)))  # type: ignore[arg-type]
            return str(nom.texte or nom.article) if nom else "renseigné"
        return en_mots(champ, champ.to_python(valeur) if not champ.is_relation else valeur)


def reserves_pour(changements: Iterable[Changement], acces: Any) -> frozenset[tuple[str, UUID]]:
    """The (field, object) that this reader does not read; a few queries, none when no such field is there."""
    presents = {(changement.objet_type, changement.champ) for changement in changements}
    return frozenset(
        (champ, pk)
        for (genre, champ), ids in prises.champs_reserves.items()
        if (genre, champ) in presents
        for pk in ids(acces)
    )


def champs(declaration: registre.Declaration) -> Mapping[str, models.Field]:
    return {champ.name: champ for champ in declaration.modele._meta.concrete_fields}


def libelle_de(champ: models.Field) -> str:
    return majuscule(str(champ.verbose_name))


def _uuid(valeur: Any) -> UUID | None:
    try:
        return UUID(valeur)
    except (TypeError, ValueError, AttributeError):
        return None


def _cles_citees(changement: Changement) -> Iterable[Cle]:
    """The objects that a changed key named and names."""
    declaration = registre.declarations.get(changement.objet_type)
    champ = champs(declaration).get(changement.champ) if declaration else None
    if champ is None or not champ.is_relation:
        return
    for texte in (changement.avant, changement.apres):
        if texte is not None and (pk := _uuid(lire(texte))) is not None:
            yield champ.related_model._meta.label_lower, pk  # type: ignore[union-attr]
