"""Forms of people, organisations and invitations: they validate and convert, they do not save."""

import uuid
from http import HTTPStatus
from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.http import QueryDict
from django.utils.safestring import mark_safe

from historique.edition import Conflit
from historique.horloge import aujourd_hui
from historique.mots import en_mots
from membres.demandes import Fondement
from membres.lecture import cle_de_tri
from membres.models import Compte, Invitation, Organisation, Personne, Rattachement


class Formulaire(forms.Form):
    """Any form that acts: it asks why, knows which status to answer, and shows both sides of a conflict."""

    motif = forms.CharField(
        label="Motif du changement", required=False, max_length=500, help_text="Lisible dans le journal."
    )
    modele: type[models.Model] | None = None
    statut: int = HTTPStatus.OK
    desaccords: tuple[dict[str, Any], ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "motif" in self.fields:
            self.order_fields([nom for nom in self.fields if nom != "motif"] + ["motif"])

    @property
    def saisi(self) -> dict[str, Any]:
        """The fields of the object, without what belongs to the act."""
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if nom not in {"id", "version", "motif"}}

    def signaler(self, conflit: Conflit) -> None:
        """Show both sides: what is typed stays, what the other side alone changed is taken; sending again decides."""
        self.statut = HTTPStatus.CONFLICT
        donnees = QueryDict(mutable=True)
        donnees.update(self.data)
        donnees[self.add_prefix("version")] = str(conflit.objet.version)  # type: ignore[attr-defined]
        for nom, valeur in conflit.fusion.valeurs.items():
            if isinstance(valeur, bool):
                donnees.setlist(self.add_prefix(nom), ["on"] if valeur else [])
            else:
                donnees[self.add_prefix(nom)] = self.fields[nom].prepare_value(valeur)
        self.data = donnees
        self.desaccords = tuple(
            {
                "champ": self.fields[d.champ].label,
                "avant": en_mots(conflit.objet._meta.get_field(d.champ), d.autre),  # type: ignore[arg-type]
                "apres": en_mots(conflit.objet._meta.get_field(d.champ), d.moi),  # type: ignore[arg-type]
            }
            for d in conflit.fusion.desaccords
        )
        self.add_error(None, str(conflit))


def _texte(modele: type[models.Model], nom: str, requis: str = "", **options: Any) -> forms.CharField:
    """A text field as long as its column; `requis` is what to do when it is left empty."""
    champ = modele._meta.get_field(nom)
    return forms.CharField(
        label=str(champ.verbose_name).capitalize(),  # type: ignore[union-attr]
        max_length=champ.max_length,  # type: ignore[union-attr]
        required=bool(requis),
        error_messages={"required": requis} if requis else {},
        **options,
    )


class ProfilForm(Formulaire):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    prenom = _texte(Personne, "prenom", "Écrivez le prénom.")
    nom = _texte(Personne, "nom", "Écrivez le nom.")
    nom_public = forms.BooleanField(
        label="Mon nom peut paraître sur les pages publiques",
        required=False,
        help_text="Sinon, le public lit « un·e membre du chantier… ». Les membres voient toujours les noms.",
    )


class OrganisationForm(Formulaire):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    nom = _texte(Organisation, "nom", "Écrivez le nom de l’organisation.")
    type = forms.ChoiceField(label="Type", choices=Organisation.Type.choices, initial=Organisation.Type.AUTRE)
    site = forms.URLField(label="Site", required=False, max_length=200, assume_scheme="https")


class RattachementForm(Formulaire):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    organisation = forms.ModelChoiceField(
        label="Organisation",
        queryset=Organisation.objects.presents(),
        error_messages={
            "required": "Choisissez une organisation.",
            "invalid_choice": "Cette organisation n’est plus dans la liste : choisissez-en une autre.",
        },
    )
    fonction = _texte(Rattachement, "fonction")
    du = forms.DateField(
        label="Depuis le",
        initial=aujourd_hui,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Dites depuis quand.", "invalid": "Écrivez la date ainsi : 12/03/2027."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        presentes = sorted(Organisation.objects.presents(), key=lambda organisation: cle_de_tri(organisation.nom))
        self.fields["organisation"].choices = [("", "Choisir…"), *((o.pk, o.nom) for o in presentes)]  # type: ignore[attr-defined]


class AcceptationForm(Formulaire):
    """Accepting an invitation: who one is, and what one commits to. No reason is asked: the act says it."""

    motif = None  # type: ignore[assignment]
    prenom = _texte(Personne, "prenom", "Écrivez votre prénom.", widget=forms.TextInput({"autocomplete": "given-name"}))
    nom = _texte(Personne, "nom", "Écrivez votre nom.", widget=forms.TextInput({"autocomplete": "family-name"}))
    nom_public = forms.BooleanField(
        label="Mon nom peut paraître sur les pages publiques",
        required=False,
        help_text="Vous pourrez changer d’avis à tout moment, dans votre profil.",
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Sans mot de passe, un code vous sera envoyé à chaque connexion. 12 caractères au moins.",
    )
    charte = forms.BooleanField(
        label="J’ai lu la charte des chantiers coopératifs et je m’y engage",
        help_text=mark_safe('<a href="/charte/" target="_blank" rel="noopener">Lire la charte</a> (nouvel onglet)'),
        error_messages={"required": "Rejoindre un chantier demande de s’engager dans la charte."},
    )
    licence = forms.BooleanField(
        label="Mes contributions sont publiées sous licence CC BY-SA 4.0",
        help_text="Chacun·e peut les reprendre en citant leur origine, et sous la même licence.",
        error_messages={"required": "Les contributions de chacun·e sont partagées : cette licence est nécessaire."},
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        super().__init__(*args, **kwargs)

    def clean_mot_de_passe(self) -> str:
        mot_de_passe = self.cleaned_data["mot_de_passe"]
        if mot_de_passe:
            validate_password(mot_de_passe, Compte(email=self.invitation.courriel))
        return mot_de_passe


class FinDeRattachementForm(Formulaire):
    """The end of a tie to an organisation."""

    au = forms.DateField(
        label="Jusqu’au",
        initial=aujourd_hui,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Dites jusqu’à quand.", "invalid": "Écrivez la date ainsi : 12/03/2027."},
    )


class MotifForm(Formulaire):
    """An act that only asks why."""


class EffacementForm(Formulaire):
    """Erasing someone's data: the reason is one of the law's, since any other text might name her."""

    motif = None  # type: ignore[assignment]
    fondement = forms.ChoiceField(
        label="Ce que dit la loi (RGPD)",
        choices=[("", "Choisir…"), *Fondement.choices],
        help_text="Inscrit au journal, qui ne la nommera pas.",
        error_messages={"required": "Choisissez ce que dit la loi."},
    )
    passages_lus = forms.BooleanField(
        label="J’ai lu les passages qui la nomment : ceux qui restent peuvent rester",
        error_messages={"required": "Lisez d’abord les passages ci-dessus : après, on ne saura plus les retrouver."},
    )
    definitif = forms.BooleanField(
        label="Je sais que cet effacement est définitif",
        error_messages={"required": "Cochez cette case : rien ne pourra rendre ces données."},
    )

    def __init__(self, *args: Any, passages: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not passages:
            del self.fields["passages_lus"]


class PersonneAEffacerForm(forms.Form):
    """Whose data: someone who asked by letter, or who has no account."""

    personne = forms.ModelChoiceField(
        label="Personne",
        queryset=Personne.objects.presentes(),
        error_messages={"required": "Choisissez une personne.", "invalid_choice": "Choisissez une personne."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        triees = sorted(Personne.objects.presentes(), key=lambda une: (cle_de_tri(une.nom), cle_de_tri(une.prenom)))
        self.fields["personne"].choices = [("", "Choisir…"), *((une.pk, str(une)) for une in triees)]  # type: ignore[attr-defined]


class ConnexionForm(LoginForm):
    """The library's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _sans_exemples(self, "login")


class MotDePasseOublieForm(ResetPasswordForm):
    """The library's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _sans_exemples(self, "email")


class ChangementDAdresseForm(AddEmailForm):
    """The library's, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _sans_exemples(self, "email")
        self.fields["email"].label = "Nouvelle adresse électronique"


def _sans_exemples(formulaire: forms.Form, courriel: str) -> None:
    """One word for the address everywhere, and no placeholder that repeats the label."""
    formulaire.fields[courriel].label = "Adresse électronique"
    for champ in formulaire.fields.values():
        champ.widget.attrs.pop("placeholder", None)
