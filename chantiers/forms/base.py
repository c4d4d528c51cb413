"""The form of an item: its fields become columns; a conflict, a choice per disputed field."""

import uuid
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from historique.differences import Morceau, mot_a_mot
from historique.edition import Conflit
from historique.mots import date_longue
from membres.forms import Formulaire

TROP_LONG = (
    "Ce texte compte %(show_value)d caractères, pour %(limit_value)d au plus : raccourcissez-le. Il est gardé ici."
)
TEXTE_AU_PLUS = 10_000
CHOISIR, MOI, AUTRE = "choix-", "moi", "autre"


class Texte(forms.CharField):
    """A text whose limit is said by the server: a browser's own limit would cut what is pasted without a word."""

    def __init__(self, *args: Any, requis: str = "", **kwargs: Any) -> None:
        messages = {"max_length": TROP_LONG, "required": requis}
        super().__init__(*args, required=bool(requis), error_messages=messages, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {nom: valeur for nom, valeur in super().widget_attrs(widget).items() if nom != "maxlength"}


def prose(label: str, **options: Any) -> Texte:
    return Texte(label=label, max_length=TEXTE_AU_PLUS, widget=forms.Textarea(attrs={"rows": 3}), **options)


def jour(label: str, *, requis: str = "", **options: Any) -> forms.DateField:
    """A day; shown by the browser in its own way, read as jj/mm/aaaa too."""
    return forms.DateField(
        label=label,
        required=bool(requis),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": requis,
            "invalid": "Cette date n’existe pas, ou ne se lit pas : écrivez-la ainsi, 12/03/2027.",
        },
        **options,
    )


@dataclass(frozen=True)
class DesaccordLu:
    """A disputed field: both sides in words, what each changed marked."""

    nom: str
    libelle: str
    moi: tuple[Morceau, ...]
    autre: tuple[Morceau, ...]

    @property
    def cle(self) -> str:
        return CHOISIR + self.nom


@dataclass(frozen=True)
class Groupe:
    """Fields that follow each other, side by side or not."""

    cote_a_cote: bool
    champs: list[forms.BoundField]


class ItemForm(Formulaire):
    """The form of an item of a roadmap. `id` is made here: the same form sent twice finds the row."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    motif = Texte(
        label="Motif du changement",
        max_length=500,
        help_text="Une phrase suffit. Elle figurera dans le journal, à côté de votre nom.",
    )
    choix: tuple[DesaccordLu, ...] = ()

    COTE_A_COTE: ClassVar[tuple[str, ...]] = ()

    @property
    def groupes(self) -> list[Groupe]:
        """The fields of the item (not those of the act), in order; short ones stand side by side."""
        champs = [champ for champ in self.visible_fields() if champ.name != "motif"]
        return [Groupe(cote, list(siens)) for cote, siens in groupby(champs, lambda c: c.name in self.COTE_A_COTE)]

    @property
    def saisi(self) -> dict[str, Any]:
        """Column → value, without the fields for which « their version » was chosen."""
        colonnes: dict[str, Any] = {}
        for nom, valeur in self.cleaned_data.items():
            if nom not in {"id", "version", "motif"} and self.data.get(CHOISIR + nom) != AUTRE:
                colonnes |= self.en_colonnes(nom, valeur)
        return colonnes

    def en_colonnes(self, nom: str, valeur: Any) -> dict[str, Any]:
        if isinstance(self.fields[nom], forms.ModelChoiceField):
            return {f"{nom}_id": valeur.pk if valeur else None}
        return {nom: valeur}

    @classmethod
    def depuis_colonnes(cls, colonnes: dict[str, Any]) -> dict[str, Any]:
        """The other way: what the fields show of these columns."""
        return {cls.champ_de(colonne): valeur for colonne, valeur in colonnes.items()}

    @classmethod
    def champ_de(cls, colonne: str) -> str:
        """The field that shows this column."""
        return colonne.removesuffix("_id")

    def mettre_le_focus(self) -> None:
        """On the first field to mend, else on the first one; a conflict puts it on its first choice."""
        if not self.choix:
            nom = next((nom for nom in self.errors if nom in self.fields), self.groupes[0].champs[0].name)
            self.fields[nom].widget.attrs["autofocus"] = True

    def signaler(self, conflit: Conflit) -> None:
        """Keep what is typed, take what the other side alone changed, and offer the choice of the rest."""
        self.statut = HTTPStatus.CONFLICT
        donnees = QueryDict(mutable=True)
        donnees.update(self.data)
        donnees["version"] = str(conflit.objet.version)  # type: ignore[attr-defined]
        repris = {colonne: conflit.fusion.valeurs[colonne] for colonne in conflit.fusion.repris}
        for nom, valeur in self.depuis_colonnes(repris).items():
            donnees[nom] = "" if valeur is None else str(self.fields[nom].prepare_value(valeur))
        self.data = donnees
        self.choix = tuple(
            self._desaccord(d.champ, self.mots(d.champ, d.base), self.mots(d.champ, d.moi), self.mots(d.champ, d.autre))
            for d in conflit.fusion.desaccords
        )

    def _desaccord(self, colonne: str, base: str, moi: str, autre: str) -> DesaccordLu:
        nom = self.champ_de(colonne)
        long = isinstance(self.fields[nom].widget, forms.Textarea)
        miens = mot_a_mot(base, moi)[1] if long else (Morceau(moi, False),)
        siens = mot_a_mot(base, autre)[1] if long else (Morceau(autre, False),)
        return DesaccordLu(nom, str(self.fields[nom].label), tuple(miens), tuple(siens))

    def mots(self, colonne: str, valeur: Any) -> str:
        """A value of a column as people say it."""
        champ: Any = self.fields[self.champ_de(colonne)]
        if valeur is None or valeur == "":
            return "(vide)"
        if isinstance(valeur, date):
            return date_longue(valeur)
        if hasattr(champ, "choices"):
            return _libelle(champ.choices, valeur)
        return str(valeur)


def _libelle(choix: Any, valeur: Any) -> str:
    for cle, libelle in choix:
        if isinstance(libelle, list | tuple):
            if (dedans := _libelle(libelle, valeur)) != str(valeur):
                return dedans
        elif str(cle) == str(valeur):
            return str(libelle)
    return str(valeur)
