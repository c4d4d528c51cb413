"""Forms of use: what pays which line, what was spent, its receipts, what it justifies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from budget.forms.champs import Euros
from budget.models import Ligne
from chantiers.forms.base import ItemForm, Texte, jour, prose
from historique.horloge import aujourd_hui
from historique.mots import euros
from membres.models import Personne

FICHIERS_AU_PLUS = 10
PERIME = "Ce choix n’est plus là : choisissez-en un autre."


class FormulaireDeMontant(ItemForm):
    """`montant` is typed in euros, kept in cents."""

    def en_colonnes(self, nom: str, valeur: Any) -> dict[str, Any]:
        return {"montant_centimes": valeur} if nom == "montant" else super().en_colonnes(nom, valeur)

    @classmethod
    def champ_de(cls, colonne: str) -> str:
        return "montant" if colonne == "montant_centimes" else super().champ_de(colonne)

    def mots(self, colonne: str, valeur: Any) -> str:
        return euros(valeur) if colonne == "montant_centimes" else super().mots(colonne, valeur)


class ChoixDeFinancementForm(FormulaireDeMontant):
    """A funding and how much of it; left empty, the amount is all that may be."""

    financement = forms.TypedChoiceField(
        label="Financement",
        coerce=UUID,
        error_messages={"required": "Choisissez un financement.", "invalid_choice": PERIME},
    )
    montant = Euros(label="Montant, en euros", help_text="Laissez vide pour tout ce qui est possible.")

    def __init__(self, *args: Any, choix: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["financement"].choices = [("", "Choisir…"), *choix]  # type: ignore[attr-defined]


class MontantForm(FormulaireDeMontant):
    montant = Euros(label="Montant, en euros", requis="Écrivez le montant.")


class DepenseForm(FormulaireDeMontant):
    """An expense; `ligne` is chosen when it is modified only."""

    ligne = forms.ModelChoiceField(
        label="Ligne budgétaire",
        queryset=Ligne.objects.presents(),
        error_messages={"required": "Choisissez la ligne.", "invalid_choice": PERIME},
    )
    libelle = Texte(label="Intitulé", max_length=200, requis="Dites ce qui a été payé.")
    le = jour("Payée le", requis="Dites quand elle a été payée.", initial=aujourd_hui)
    montant = Euros(label="Montant, en euros", requis="Écrivez le montant payé.")
    fournisseur = Texte(label="Payée à", max_length=200)
    abandonnee_par = forms.ModelChoiceField(
        label="Abandon de frais",
        queryset=Personne.objects.all(),
        required=False,
        help_text=(
            "Une personne bénévole qui renonce à ses frais fait un don : la dépense est comptée en charges, "
            "et en produits au compte 758."
        ),
        error_messages={"invalid_choice": PERIME},
    )
    explication = prose("Explication de l’écart")
    COTE_A_COTE = ("le", "montant")

    def __init__(
        self, *args: Any, personnes: Any, lignes: Sequence[tuple[Any, Any]] | None, seuil: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["abandonnee_par"].choices = [("", "Non : la dépense a été payée"), *personnes]  # type: ignore[attr-defined]
        self.fields["explication"].help_text = (
            f"Demandée si plus de {seuil} % au-dessus de ce qui est prévu sont dépensés sur cette ligne ; "
            "elle reste sur la ligne."
        )
        if lignes is None:
            del self.fields["ligne"]
        else:
            self.fields["ligne"].choices = lignes  # type: ignore[attr-defined]

    @property
    def saisi(self) -> dict[str, Any]:
        colonnes = super().saisi
        colonnes.pop("explication", None)
        return colonnes

    def en_colonnes(self, nom: str, valeur: Any) -> dict[str, Any]:
        colonnes = super().en_colonnes(nom, valeur)
        return colonnes | ({"abandon_de_frais": valeur is not None} if nom == "abandonnee_par" else {})

    @classmethod
    def depuis_colonnes(cls, colonnes: dict[str, Any]) -> dict[str, Any]:
        return super().depuis_colonnes({nom: v for nom, v in colonnes.items() if nom != "abandon_de_frais"})

    @classmethod
    def champ_de(cls, colonne: str) -> str:
        return "abandonnee_par" if colonne == "abandon_de_frais" else super().champ_de(colonne)

    def mots(self, colonne: str, valeur: Any) -> str:
        if colonne == "abandon_de_frais":
            return "oui" if valeur else "non"
        return super().mots(colonne, valeur)


class EcartForm(ItemForm):
    ecart_explique = prose("Explication de l’écart")


class Plusieurs(forms.ClearableFileInput):
    allow_multiple_selected = True


class Fichiers(forms.FileField):
    """Several files at once."""

    widget = Plusieurs

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        recus = data if isinstance(data, list | tuple) else [data] if data else []
        if len(recus) > FICHIERS_AU_PLUS:
            raise forms.ValidationError(f"{FICHIERS_AU_PLUS} fichiers au plus à la fois : envoyez le reste ensuite.")
        if not recus:
            raise forms.ValidationError("Choisissez au moins un fichier.")
        return [super(Fichiers, self).clean(un, initial) for un in recus]


class JustificatifsForm(ItemForm):
    fichiers = Fichiers(
        label="Fichiers",
        max_length=200,
        widget=Plusieurs(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text="PDF, PNG ou JPEG, 10 Mo au plus par envoi. Lus par les membres du chantier et du comité.",
        error_messages={
            "empty": "Ce fichier est vide : choisissez-en un autre.",
            "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
        },
    )
