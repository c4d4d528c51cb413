"""Forms of a budget year: open it, set its period and thresholds."""

from datetime import date
from typing import Any

from django import forms

from budget.models import Exercice
from chantiers.forms.base import ItemForm, jour
from historique.horloge import aujourd_hui

POURCENTAGE = "Écrivez un nombre entier, en %."
ANNEE = "Écrivez l’année en quatre chiffres, entre 2000 et 2100."


def pourcentage(label: str, initial: int, minimum: int, aide: str) -> forms.IntegerField:
    bornes = f"De {minimum} à 100 %%."
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=minimum,
        max_value=100,
        help_text=aide,
        error_messages={"required": POURCENTAGE, "invalid": POURCENTAGE, "min_value": bornes, "max_value": bornes},
    )


class ReglerForm(ItemForm):
    """The period of an exercice, and its thresholds."""

    debut = jour("Début", requis="Dites quand l’exercice commence.")
    fin = jour("Fin", requis="Dites quand l’exercice finit.")
    plafond_public = pourcentage(
        "Plafond d’aide publique, en %",
        80,
        1,
        "Au-delà, l’aide publique dépasse ce que les règles permettent d’ordinaire.",
    )
    seuil_d_ecart = pourcentage(
        "Écart à commenter, en %", 10, 0, "Entre le prévu et le dépensé : au-delà, une explication est demandée."
    )
    COTE_A_COTE = ("debut", "fin")


class OuvrirForm(ReglerForm):
    """A new exercice: the civil year, unless its dates say otherwise."""

    annee = forms.IntegerField(
        label="Année",
        min_value=2000,
        max_value=2100,
        error_messages={"required": ANNEE, "invalid": ANNEE, "min_value": ANNEE, "max_value": ANNEE},
    )
    field_order = ("annee",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dernier = Exercice.objects.order_by("-annee").first()
        self.fields["annee"].initial = (dernier.annee if dernier else aujourd_hui().year) + 1
        for nom, aide in (("debut", "Vide : le 1er janvier."), ("fin", "Vide : le 31 décembre.")):
            self.fields[nom].required = False
            self.fields[nom].help_text = aide

    def clean(self) -> dict[str, Any]:
        saisi: dict[str, Any] = super().clean() or self.cleaned_data
        annee = saisi.get("annee")
        if annee is not None:
            if not self.errors.get("debut"):
                saisi["debut"] = saisi.get("debut") or date(annee, 1, 1)
            if not self.errors.get("fin"):
                saisi["fin"] = saisi.get("fin") or date(annee, 12, 31)
        return saisi
