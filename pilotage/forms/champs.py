"""Fields that the forms of the comité share, with sentences that say how to mend what is wrong."""

from typing import Any

from django import forms

from budget.models import Exercice
from membres.lecture import cle_de_tri
from membres.models import Personne
from pilotage.lecture.budgets import exercice_propose

LONGUEUR = 20_000
DATE_INVALIDE = "Écrivez la date ainsi : 12/03/2027."


def texte(
    libelle: str, requis: str = "", *, lignes: int = 4, longueur: int = LONGUEUR, **options: Any
) -> forms.CharField:
    """A long text; `requis` is what to do when it is left empty."""
    return forms.CharField(
        label=libelle,
        required=bool(requis),
        max_length=longueur,
        widget=forms.Textarea({"rows": lignes}),
        error_messages={"required": requis, "max_length": MessageDeLongueur()},
        **options,
    )


class MessageDeLongueur(str):
    """« Ce texte fait 200 000 caractères »: Django fills in both numbers, we group them by thousands."""

    def __new__(cls) -> "MessageDeLongueur":
        return super().__new__(cls, "Ce texte est trop long.")

    def __mod__(self, params: Any) -> str:
        limite, longueur = (f"{params[cle]:,}".replace(",", "\u202f") for cle in ("limit_value", "show_value"))
        return f"Ce texte fait {longueur} caractères, la limite est de {limite} : raccourcissez-le."


def jour(libelle: str, requis: str = "", **options: Any) -> forms.DateField:
    return forms.DateField(
        label=libelle,
        required=bool(requis),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": requis, "invalid": DATE_INVALIDE},
        **options,
    )


class PersonneChoisie(forms.ModelChoiceField):
    """A person, in the French order of names."""

    def __init__(self, libelle: str, requis: str = "", vide: str = "Choisir…", **options: Any) -> None:
        self.vide = vide
        super().__init__(
            label=libelle,
            queryset=Personne.objects.all(),
            required=bool(requis),
            error_messages={"required": requis, "invalid_choice": "Cette personne n’est pas dans la liste."},
            **options,
        )

    def proposer(self, personnes: Any) -> None:
        self.queryset = personnes
        triees = sorted(personnes, key=lambda p: (cle_de_tri(p.nom), cle_de_tri(p.prenom)))
        self.choices = [("", self.vide), *((p.pk, str(p)) for p in triees)]


class ExerciceChoisi(forms.ModelChoiceField):
    """The exercice of which the budget is put to the chantiers: by default, the next one that has lines."""

    def __init__(self) -> None:
        super().__init__(
            label="Exercice",
            queryset=Exercice.objects.order_by("annee"),
            required=False,
            initial=exercice_propose,
            empty_label="Choisir…",
            error_messages={"invalid_choice": "Cet exercice n’est pas dans la liste."},
            help_text="Pour un budget global : ses lignes, contributions et financements sont figés à l’ouverture.",
        )

    def label_from_instance(self, exercice: Any) -> str:
        return str(exercice.annee)
