"""The form of a contribution: it validates and converts, it does not save."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from budget.forms.champs import Euros, Nombre
from budget.lecture.baremes import BaremeLu
from budget.models import Action, Bareme, Contribution
from chantiers.forms.base import ItemForm, Texte, jour, prose
from chantiers.lecture import choix
from historique.mots import euros
from membres.models import Organisation, Personne

DON = Contribution.Nature.DON_EN_NATURE
SELON_LE_CAS = ("quantite", "valeur", "organisation", "personne", "precision")  # what is given decides
VALEUR_SANS_DON = "Le barème donne la valeur : laissez ce champ vide, ou choisissez « Don en nature »."
QUANTITE_SANS_BAREME = "Un don en nature s’estime à sa valeur : laissez la quantité vide."


class ChoixDeBareme(forms.ChoiceField):
    """Offers the scales that hold today; one that does not is refused by the action, which says why."""

    def valid_value(self, value: Any) -> bool:
        return True


class ContributionForm(ItemForm):
    """What someone gives: a quantity of a scale, or a gift in kind and its value in euros."""

    bareme = ChoixDeBareme(
        label="Ce qui est apporté", error_messages={"required": "Choisissez ce qui est apporté dans la liste."}
    )
    libelle = Texte(
        label="Intitulé",
        max_length=200,
        requis="Dites en quelques mots ce qui est apporté.",
        help_text="Par exemple « Relecture du référentiel ».",
    )
    nombre = forms.IntegerField(
        label="Nombre",
        initial=1,
        min_value=1,
        max_value=9_999,
        help_text="De véhicules, de salles, de personnes : 1 le plus souvent.",
        error_messages={
            "required": "Écrivez un nombre entier, 1 au moins.",
            "invalid": "Écrivez un nombre entier, 1 au moins.",
            "min_value": "Écrivez un nombre entier, 1 au moins.",
            "max_value": "Ce nombre est trop grand : 9 999 au plus.",
        },
    )
    quantite = Nombre(
        label="Quantité",
        help_text="En heures, en jours, en kilomètres par véhicule et par an, ou en euros de billets de train.",
    )
    valeur = Euros(label="Valeur, en euros", help_text="Pour un don en nature seulement.")
    le = jour("À partir du", requis="Dites à partir de quel jour.")
    organisation = forms.ModelChoiceField(
        label="Organisation qui donne",
        queryset=Organisation.objects.all(),
        required=False,
        error_messages={"invalid_choice": "Cette organisation n’est plus dans la liste : choisissez-en une autre."},
    )
    personne = forms.ModelChoiceField(
        label="Personne qui donne",
        queryset=Personne.objects.all(),
        required=False,
        help_text="Avec une organisation : la personne qui agit pour elle.",
        error_messages={"invalid_choice": "Cette personne n’est plus dans la liste : choisissez-en une autre."},
    )
    action = forms.ModelChoiceField(
        label="Pour l’action",
        queryset=Action.objects.all(),
        required=False,
        error_messages={"invalid_choice": "Cette action n’est plus dans la liste : choisissez-en une autre."},
    )
    precision = prose(
        "Comment", help_text="Comment la quantité est comptée, ou la valeur estimée. Nécessaire pour un don en nature."
    )
    COTE_A_COTE = ("nombre", "quantite", "valeur", "le")

    def __init__(self, *args: Any, chantier: Any, baremes: Sequence[BaremeLu], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nombre"].widget.attrs["inputmode"] = "numeric"
        for nom in SELON_LE_CAS:
            self.fields[nom].selon_le_cas = True  # type: ignore[attr-defined]
        self.fields["bareme"].choices = choix_de_baremes(baremes, self.initial.get("bareme"))  # type: ignore[attr-defined]
        self.fields["organisation"].choices = choix.organisations(self.initial.get("organisation"))  # type: ignore[attr-defined]
        personnes = [("", "Aucune"), *choix.personnes(chantier)[1:]]
        self.fields["personne"].choices = personnes  # type: ignore[attr-defined]
        siennes = Action.objects.filter(chantier_id=chantier.id).select_related("chantier")
        presentes = [a for a in siennes if a.archive_le is None or a.pk == self.initial.get("action")]
        actions = [("", "Tout le chantier"), *((a.pk, f"{a.code} {a.titre}") for a in presentes)]
        self.fields["action"].choices = actions  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A quantity for a scale, a value for a gift in kind; never both, since one of them would be lost."""
        saisi = self.cleaned_data
        if "bareme" not in saisi or "quantite" not in saisi or "valeur" not in saisi:
            return
        if saisi["bareme"] == DON:
            if saisi["quantite"] is not None and saisi["quantite"] != 1:
                self.add_error("quantite", QUANTITE_SANS_BAREME)
            if not saisi["valeur"]:
                self.add_error("valeur", "Écrivez la valeur de ce don, en euros.")
        else:
            if saisi["valeur"] is not None:
                self.add_error("valeur", VALEUR_SANS_DON)
            if not saisi["quantite"]:
                self.add_error("quantite", "Écrivez une quantité supérieure à zéro.")

    def en_colonnes(self, nom: str, valeur: Any) -> dict[str, Any]:
        if nom == "valeur":
            return {"valeur_centimes": valeur}
        return super().en_colonnes(nom, valeur)

    @classmethod
    def champ_de(cls, colonne: str) -> str:
        return "valeur" if colonne == "valeur_centimes" else super().champ_de(colonne)

    @classmethod
    def depuis_colonnes(cls, colonnes: dict[str, Any]) -> dict[str, Any]:
        valeurs = super().depuis_colonnes(colonnes)
        if "bareme_id" in colonnes:
            valeurs["bareme"] = _code(colonnes["bareme_id"])
        return valeurs

    def mots(self, colonne: str, valeur: Any) -> str:
        if colonne == "bareme_id":
            return super().mots(colonne, _code(valeur))
        if colonne == "valeur_centimes" and valeur is not None:
            return euros(valeur)
        return super().mots(colonne, valeur)


def _code(bareme_id: UUID | None) -> str:
    """The code of a row of a scale; the word of a gift in kind, which has none."""
    if bareme_id is None:
        return DON.value
    return Bareme.objects.filter(pk=bareme_id).values_list("code", flat=True).get()


def choix_de_baremes(baremes: Sequence[BaremeLu], actuel: str | None = None) -> list[tuple[Any, Any]]:
    """By nature, those of which a value is adopted or official, and the one that is already chosen."""
    groupes: dict[str, list[tuple[str, str]]] = {}
    for bareme in baremes:
        utile = next((v for v in bareme.valeurs if not v.en_attente), None)
        if utile is not None or bareme.code == actuel:
            mots = (utile or bareme.derniere).en_mots.split(" ; ")[0]
            groupes.setdefault(bareme.famille, []).append((bareme.code, f"{bareme.libelle} ({mots})"))
    natures = [(Contribution.Nature(famille).label, siens) for famille, siens in groupes.items()]
    return [("", "Choisir…"), *natures, (DON.value, f"{DON.label} (estimé à sa valeur)")]
