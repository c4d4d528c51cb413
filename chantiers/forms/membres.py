"""Forms of the members page: who comes, in which role, until when."""

from typing import Any

from django import forms

from chantiers.forms.base import ItemForm, Texte, jour
from chantiers.lecture import choix
from chantiers.models import Adhesion
from historique.horloge import aujourd_hui
from membres.models import Organisation

ORGANISATION_PARTIE = {"invalid_choice": "Cette organisation n’est plus dans la liste : choisissez-en une autre."}


class InvitationForm(ItemForm):
    """Someone new, or someone the platform knows by this address."""

    prenom = Texte(label="Prénom", max_length=80, requis="Écrivez le prénom.")
    nom = Texte(label="Nom", max_length=80, requis="Écrivez le nom.")
    courriel = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="L’invitation y est envoyée. Elle n’est jamais publique.",
        error_messages={
            "required": "Sans adresse électronique, l’invitation ne peut pas partir.",
            "invalid": "Cette adresse ne se lit pas : vérifiez-la, par exemple prenom@exemple.fr.",
        },
    )
    role = forms.ChoiceField(label="Rôle", choices=Adhesion.Role.choices, initial=Adhesion.Role.MEMBRE)
    organisation = forms.ModelChoiceField(
        label="Au nom de l’organisation",
        queryset=Organisation.objects.presents(),
        required=False,
        error_messages=ORGANISATION_PARTIE,
    )
    du = jour("À partir du", requis="Dites à partir de quand.", initial=aujourd_hui)
    COTE_A_COTE = ("prenom", "nom", "role", "du")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = choix.organisations()  # type: ignore[attr-defined]


class OrganisationMembreForm(ItemForm):
    """An organisation that is a member by itself."""

    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.presents(),
        error_messages={"required": "Choisissez une organisation.", **ORGANISATION_PARTIE},
    )
    du = jour("À partir du", requis="Dites à partir de quand.", initial=aujourd_hui)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = choix.organisations()  # type: ignore[attr-defined]


class RoleForm(ItemForm):
    role = forms.ChoiceField(
        label="Rôle",
        choices=Adhesion.Role.choices,
        error_messages={"invalid_choice": "Choisissez un rôle de la liste."},
    )


class FinForm(ItemForm):
    au = jour("Dernier jour", requis="Dites jusqu’à quand.", initial=aujourd_hui)


class MotifForm(ItemForm):
    """An act that only asks why."""
