"""The forms of the scales: they validate and convert, they do not save."""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from budget.actions.baremes import Tarif
from budget.forms.champs import Euros
from budget.lecture.baremes import BaremeLu
from budget.models import Bareme
from budget.montants import lire_montant
from budget.prises import DecisionConnue
from chantiers.forms.base import Texte, jour
from historique.mots import entier
from membres.forms import Formulaire

TAUX_MAXIMAL, FORFAIT_MAXIMAL = Decimal(100_000), Decimal(10_000_000)


class Taux(forms.CharField):
    """A rate in euros with three decimals at most, given in thousandths."""

    def clean(self, value: Any) -> Any:
        texte = super().clean(value)
        nombre = lire_montant(texte)
        if nombre is None or nombre <= 0:
            raise forms.ValidationError(f"« {texte} » ne se lit pas : écrivez un taux en euros, par exemple 0,606.")
        if nombre != round(nombre, 3):
            raise forms.ValidationError(f"« {texte} » a plus de trois décimales : arrondissez-le.")
        if nombre > TAUX_MAXIMAL:
            raise forms.ValidationError(f"« {texte} » est trop grand : 100 000 euros par unité au plus.")
        return int(nombre * 1000)


def champ_de_taux(label: str) -> Taux:
    return Taux(
        label=label,
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Écrivez le taux, en euros."},
    )


class Forfait(Euros):
    """The flat part of a band: the column that keeps it is a small one."""

    au_plus = "dix millions d’euros"

    def lire(self, valeur: Any, maximum: Decimal) -> Decimal | None:
        return super().lire(valeur, FORFAIT_MAXIMAL)


class ValeurForm(Formulaire):
    """A new value of a scale: a day, where it comes from, and the rate of each band."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    du = jour("Valable à partir du", requis="Dites à partir de quel jour.")
    source = Texte(
        label="Source",
        max_length=200,
        requis="Dites d’où vient cette valeur.",
        help_text="Un texte, un barème officiel, un usage : « arrêté du 22 mai 2026 ».",
    )

    def __init__(self, *args: Any, bareme: BaremeLu, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seuils = [bande.au_dela_de for bande in bareme.derniere.bandes]
        for rang, seuil in enumerate(self.seuils):
            suite = f", {_etendue(self.seuils, rang)} {bareme.unite}" if len(self.seuils) > 1 else ""
            self.fields[f"taux_{seuil}"] = champ_de_taux(f"Taux, en euros par {bareme.unite}{suite}")
            if seuil:
                self.fields[f"forfait_{seuil}"] = Forfait(label="Forfait ajouté, en euros")
        self.order_fields([nom for nom in self.fields if nom != "motif"] + ["motif"])

    @property
    def bandes(self) -> list[list[forms.BoundField]]:
        """The fields of each band, which stand side by side."""
        noms = [(f"taux_{seuil}", f"forfait_{seuil}") for seuil in self.seuils]
        return [[self[nom] for nom in siens if nom in self.fields] for siens in noms]

    @property
    def tarifs(self) -> list[Tarif]:
        """Those of the bands, once the form is valid."""
        saisi = self.cleaned_data
        return [Tarif(s, saisi[f"taux_{s}"], saisi.get(f"forfait_{s}") or 0) for s in self.seuils]


def _etendue(seuils: Sequence[int], rang: int) -> str:
    """« jusqu’à 5 000 », « au-delà de 20 000 »."""
    return f"au-delà de {entier(seuils[rang])}" if rang else f"jusqu’à {entier(seuils[1])}"


class NouveauBaremeForm(Formulaire):
    """A scale that does not exist yet."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    libelle = Texte(label="Intitulé", max_length=200, requis="Donnez un nom au barème.")
    famille = forms.ChoiceField(label="Pour", choices=Bareme.Famille.choices)
    unite = Texte(
        label="Unité", max_length=20, requis="Dites ce qui est compté.", help_text="h, jour, km, demi-journée…"
    )
    taux = champ_de_taux("Taux, en euros par unité")
    du = jour("Valable à partir du", requis="Dites à partir de quel jour.")
    source = Texte(label="Source", max_length=200, requis="Dites d’où vient cette valeur.")


class AdoptionForm(Formulaire):
    """Which values a decision of the register adopts."""

    valeurs = forms.MultipleChoiceField(
        label="Barèmes à adopter",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins un barème.",
            "invalid_choice": "Un de ces barèmes n’attend plus de décision : relisez la liste.",
        },
    )
    decision = forms.ChoiceField(
        label="Décision qui les adopte",
        error_messages={
            "required": "Choisissez une décision du registre.",
            "invalid_choice": "Cette décision n’est pas au registre : choisissez-en une de la liste.",
        },
    )

    def __init__(
        self, *args: Any, baremes: Sequence[BaremeLu], decisions: Sequence[DecisionConnue], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        attendent = [(str(v.id), f"{b.libelle} : {v.en_mots}") for b in baremes for v in b.valeurs if v.en_attente]
        self.fields["valeurs"].choices = attendent  # type: ignore[attr-defined]
        connues = [(str(d.id), f"{d.numero} — {d.enonce[:120]}") for d in decisions]
        self.fields["decision"].choices = [("", "Choisir…"), *connues]  # type: ignore[attr-defined]
