"""Forms of the sièges."""

import uuid
from typing import Any

from django import forms

from historique.horloge import aujourd_hui
from membres.forms import Formulaire
from membres.models import Organisation, Personne
from pilotage.forms.champs import PersonneChoisie, jour
from pilotage.models import Siege


class SiegeForm(Formulaire):
    """Someone known, or someone to record and invite."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    personne = PersonneChoisie("Personne déjà connue", vide="Une autre personne…")
    prenom = forms.CharField(label="Prénom", required=False, max_length=80)
    nom = forms.CharField(label="Nom", required=False, max_length=80)
    courriel = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Une invitation lui est envoyée, avec la clé d’un compte.",
    )
    organisation = forms.ModelChoiceField(
        label="Pour l’organisation", queryset=Organisation.objects.presents(), required=False, empty_label="Aucune"
    )
    fonction = forms.ChoiceField(label="Fonction", choices=Siege.Fonction.choices, initial=Siege.Fonction.MEMBRE)
    du = jour("Du", "Dites à partir de quand.", initial=aujourd_hui)
    au = jour("Jusqu’au", help_text="Laissez vide pour un mandat sans terme.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["personne"].proposer(Personne.objects.presentes())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if not donnees.get("personne") and not (donnees.get("prenom") and donnees.get("nom")):
            self.add_error("personne", "Choisissez une personne, ou donnez le prénom et le nom de celle à inviter.")
        du, au = donnees.get("du"), donnees.get("au")
        if du and au and au < du:
            self.add_error("au", "La fin du mandat précède son début.")
        return donnees


class FinForm(Formulaire):
    au = jour("Dernier jour du mandat", "Donnez le dernier jour du mandat.", initial=aujourd_hui)
