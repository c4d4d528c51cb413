"""What the pages that edit needs share: where a form stands, and what is said once it is sent."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from chantiers.forms.base import ItemForm
from chantiers.lecture.activite import derniere_inscription
from historique.edition import Fusion
from historique.mots import enumerer
from membres.acces import Acces, Requete


@dataclass(frozen=True)
class Genre:
    """How a kind of item is called in sentences."""

    le: str
    un: str
    e: str = "e"


LIGNE, ACTION, EXERCICE = Genre("la ligne", "une ligne"), Genre("l’action", "une action"), Genre("l’exercice", "un", "")


@dataclass(frozen=True)
class Edition:
    """A form, of an item (`objet`) or of a new one; a conflict shows the last entry of the other side."""

    genre: Genre
    formulaire: ItemForm
    adresse: str
    retour: str
    acces: Acces
    objet: Any = None

    @property
    def titre(self) -> str:
        return f"Modifier {self.genre.le}" if self.objet else f"Ajouter {self.genre.un}"

    @property
    def cle(self) -> str:
        return str(self.objet.pk) if self.objet else "nouvelle"

    @property
    def type_journal(self) -> str:
        return self.objet._meta.label_lower

    @property
    def derniere(self) -> Any:
        """The last entry about the item, when the form is in conflict with it."""
        return derniere_inscription(self.objet, self.acces) if self.formulaire.choix else None


def donnees(request: HttpRequest) -> Any:
    """What a form is bound to: nothing on a GET, what was posted (even nothing) on a POST."""
    return request.POST if request.method == "POST" else None


def dire_l_enregistrement(request: Requete, genre: Genre, formulaire: ItemForm, fusion: Fusion) -> None:
    """Say that it is saved, and what others had changed meanwhile, which is kept."""
    phrase = f"{genre.le[0].upper()}{genre.le[1:]} est enregistré{genre.e}."
    if fusion.repris:
        noms = dict.fromkeys(str(formulaire.fields[formulaire.champ_de(colonne)].label) for colonne in fusion.repris)
        phrase += f" Ce qui avait été changé entre-temps est gardé : {enumerer([f'« {nom} »' for nom in noms])}."
    messages.success(request, phrase)
