"""Editing in place: one shape for adding and modifying any item, with or without JavaScript.

An `Edition` is a form, where it stands in the roadmap page (`lieu`), and what sending it does.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from chantiers import actions, permissions
from chantiers.actions.verrous import ASCENDANCE
from chantiers.forms import DependanceForm, EtapeForm, FeuilleForm, ItemForm, LivrableForm, MoyenForm, ObjectifForm
from chantiers.lecture.activite import derniere_inscription
from chantiers.models import Dependance, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.edition import Conflit, Fusion
from historique.mots import enumerer
from historique.refus import ActionRefusee
from membres.acces import Acces


@dataclass(frozen=True)
class Genre:
    """A kind of item: how it is called in sentences, and its form."""

    cle: str
    modele: type
    formulaire: type[ItemForm]
    le: str
    un: str
    e: str = ""


GENRES = {
    genre.cle: genre
    for genre in (
        Genre("feuille", FeuilleDeRoute, FeuilleForm, "la feuille de route", "une feuille de route", "e"),
        Genre("objectif", Objectif, ObjectifForm, "l’objectif", "un objectif"),
        Genre("etape", Etape, EtapeForm, "l’étape", "une étape", "e"),
        Genre("livrable", Livrable, LivrableForm, "le livrable", "un livrable"),
        Genre("moyen", Moyen, MoyenForm, "le moyen", "un moyen"),
        Genre("dependance", Dependance, DependanceForm, "la dépendance", "une dépendance", "e"),
    )
}


def trouver(genre: str, pk: UUID) -> Any:
    """The item with its parents, or a 404."""
    modele = GENRES[genre].modele
    return get_object_or_404(modele.objects.select_related(ASCENDANCE[modele]), pk=pk)  # type: ignore[attr-defined]


def feuille_de(objet: Any) -> FeuilleDeRoute:
    match objet:
        case FeuilleDeRoute():
            return objet
        case Objectif() | Moyen():
            return objet.feuille_de_route
        case Etape():
            return objet.objectif.feuille_de_route
    return objet.etape.objectif.feuille_de_route


@dataclass
class Edition:
    """What is being added to `parent`, or the `objet` being modified."""

    genre: Genre
    feuille: FeuilleDeRoute
    formulaire: ItemForm
    adresse: str
    lieu: str
    retour: str
    objet: Any = None
    parent: Any = None
    fabriquer: Callable[[ItemForm], Any] = field(default=lambda formulaire: None)
    derniere: Any = None
    refusee: bool = False
    repris: tuple[str, ...] = ()

    @property
    def titre(self) -> str:
        return f"Modifier {self.genre.le}" if self.objet else f"Ajouter {self.genre.un}"

    @property
    def remplace(self) -> bool:
        """Whether the form takes the place of the item in the list (an étape)."""
        return self.objet is not None and self.genre.cle == "etape"

    @property
    def cle(self) -> str:
        """What makes the identifiers of this form unique in a page that may hold several."""
        return str(self.formulaire.auto_id).removeprefix("%s-")

    @property
    def place(self) -> UUID | None:
        """The objectif under which the form stands, if it is not in the place of an item."""
        cle = self.lieu.removeprefix("ici-")
        return None if cle == self.lieu or cle in {"feuille", "moyens"} else UUID(cle)

    @property
    def adresse_archiver(self) -> str:
        return reverse(f"chantiers:archiver_{self.genre.cle}", args=[self.objet.pk])

    @property
    def archivable(self) -> bool:
        return self.objet is not None and self.genre.cle != "feuille"

    @property
    def type_journal(self) -> str:
        return self.genre.modele._meta.label_lower  # type: ignore[attr-defined]

    def enregistrer(self, acces: Acces) -> bool:
        """Send the form; whatever the refusal, it says so itself, and everything typed stays in it."""
        formulaire = self.formulaire
        valide = formulaire.is_valid()
        if sans_droit := permissions.refus_d_ecrire(acces, self.feuille.chantier):
            self.refusee = True
            dire(formulaire, actions.DroitRetire(sans_droit))
            return False
        if not valide:
            formulaire.statut = HTTPStatus.UNPROCESSABLE_ENTITY
            if perimee := permissions.refus_de_modifier(acces, self.objet or self.parent):
                self.refusee = True  # closed or archived meanwhile: the roadmap has no place for this form any more
                dire(formulaire, actions.Perime(perimee))
            return False
        try:
            self._agir(acces)
        except Conflit as conflit:
            formulaire.signaler(conflit)
            self.derniere = derniere_inscription(self.objet, acces)
        except ActionRefusee as refus:
            self.refusee = isinstance(refus, actions.DroitRetire | actions.Perime)
            dire(formulaire, refus)
        return formulaire.statut == HTTPStatus.OK

    def _agir(self, acces: Acces) -> None:
        motif = self.formulaire.cleaned_data["motif"]
        if self.objet is None:
            actions.ajouter(self.fabriquer(self.formulaire), motif=motif, par=acces)
            return
        version = self.formulaire.cleaned_data["version"] or 0
        fusion = actions.modifier(self.objet, version=version, saisi=self.formulaire.saisi, motif=motif, par=acces)
        self._noter_ce_qui_est_repris(fusion, acces)

    def _noter_ce_qui_est_repris(self, fusion: Fusion, acces: Acces) -> None:
        if fusion.repris:
            self.derniere = derniere_inscription(self.objet, acces, d_autrui=True)
        champs = dict.fromkeys(self.formulaire.champ_de(colonne) for colonne in fusion.repris)
        self.repris = tuple(str(self.formulaire.fields[nom].label) for nom in champs)

    @property
    def phrase(self) -> str:
        """What was done, for the confirmation; says what others had changed meanwhile and is kept."""
        faite = "ajouté" if self.objet is None else "enregistré"
        phrase = f"{self.genre.le[0].upper()}{self.genre.le[1:]} est {faite}{self.genre.e}."
        if self.repris:
            qui = f"{self.derniere.auteur} avait" if self.derniere else "Vous aviez"
            phrase += f" {qui} entre-temps modifié : {enumerer(list(self.repris))}. Les deux sont gardés."
        return phrase


def envoyer(formulaire: ItemForm, agir: Callable[[str], Any]) -> bool:
    """Run `agir(motif)` if the form is valid, and say whether it was done; a refusal is said in the form."""
    if not formulaire.is_valid():
        formulaire.statut = HTTPStatus.UNPROCESSABLE_ENTITY
        return False
    try:
        agir(formulaire.cleaned_data["motif"])
    except ActionRefusee as refus:
        dire(formulaire, refus)
    return formulaire.statut == HTTPStatus.OK


def dire(formulaire: ItemForm, refus: ActionRefusee) -> None:
    """Put the sentence beside its field, or at the head of the form."""
    formulaire.statut = statut_de(refus)
    formulaire.add_error(refus.champ if refus.champ in formulaire.fields else None, str(refus))


def statut_de(refus: ActionRefusee) -> HTTPStatus:
    """403 for a withdrawn right, 409 for what has changed meanwhile, 422 for what is to mend."""
    if isinstance(refus, actions.DroitRetire):
        return HTTPStatus.FORBIDDEN
    if isinstance(refus, Conflit | actions.Perime):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY


def modification(request: HttpRequest, genre: str, objet: Any) -> Edition:
    """The form of an existing item, filled with what it holds."""
    g, feuille = GENRES[genre], feuille_de(objet)
    contenu = {colonne: getattr(objet, colonne) for colonne in actions.CONTENU[g.modele]}
    initial = g.formulaire.depuis_colonnes(contenu) | {"version": objet.version}
    formulaire = g.formulaire(_donnees(request), initial=initial, feuille=feuille, auto_id=f"%s-{objet.pk}")
    return Edition(
        genre=g,
        feuille=feuille,
        formulaire=formulaire,
        adresse=reverse(f"chantiers:modifier_{genre}", args=[objet.pk]),
        lieu=_lieu(objet),
        retour=objet.get_absolute_url(),
        objet=objet,
    )


def _donnees(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _lieu(objet: Any) -> str:
    match objet:
        case FeuilleDeRoute():
            return "ici-feuille"
        case Objectif():
            return f"ici-{objet.pk}"
        case Etape():
            return f"etape-{objet.pk}"
        case Moyen():
            return "ici-moyens"
    return f"ici-{objet.etape.objectif_id}"


def ajout(request: HttpRequest, genre: str, parent: Any) -> Edition:
    """The form of a new item of `parent`: a roadmap, an objectif (étape, livrable) or an étape (dépendance)."""
    g, feuille = GENRES[genre], feuille_de(parent)
    options = {"livrable": {"objectif": parent}, "dependance": {"etape": parent}}.get(genre, {})
    lieu = {"objectif": "ici-feuille", "moyen": "ici-moyens"}.get(genre)
    return Edition(
        genre=g,
        feuille=feuille,
        formulaire=g.formulaire(
            _donnees(request),
            feuille=feuille,
            auto_id=f"%s-{genre}-{parent.pk}",
            **options,
        ),
        adresse=request.path,
        lieu=lieu or f"ici-{parent.objectif_id if isinstance(parent, Etape) else parent.pk}",
        retour=parent.get_absolute_url(),
        parent=parent,
        fabriquer=lambda formulaire: _neuf(g, parent, formulaire),
    )


def _neuf(genre: Genre, parent: Any, formulaire: ItemForm) -> Any:
    """The unsaved item, under the key made in the form."""
    attribut = {"objectif": "feuille_de_route", "moyen": "feuille_de_route", "etape": "objectif"}.get(
        genre.cle, "etape"
    )
    colonnes = formulaire.saisi
    if genre.cle == "livrable":
        colonnes.pop("etape_id")
        parent = formulaire.cleaned_data["etape"]
    cle = formulaire.cleaned_data["id"]
    objet = genre.modele(**colonnes, **{attribut: parent})
    if cle is not None:
        objet.pk = cle
    return objet
