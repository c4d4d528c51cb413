"""Forms of what the chantiers say: positions, questions and reactions, new versions."""

import uuid
from typing import Any

from django import forms

from membres.forms import Formulaire
from pilotage.forms.champs import PersonneChoisie, jour, texte
from pilotage.models import Position

Avis = Position.Avis
AVIS_DITS = [
    (Avis.CONSENTEMENT.value, "Nous consentons"),
    (Avis.RESERVE.value, "Nous consentons, avec une réserve"),
    (Avis.OBJECTION.value, "Nous objectons"),
    (Avis.DEPORT.value, "Nous nous déportons"),
]
AVIS_APRES_OBJECTION = [
    (Avis.CONSENTEMENT.value, "L’objection est levée, nous consentons"),
    (Avis.RESERVE.value, "L’objection est levée, avec une réserve"),
    (Avis.OBJECTION.value, "Nous maintenons l’objection"),
    (Avis.DEPORT.value, "Nous nous déportons"),
]


class PositionForm(Formulaire):
    """The position of a chantier on the version that was read."""

    motif = None  # type: ignore[assignment]
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    vue_version = forms.UUIDField(widget=forms.HiddenInput)
    vue_position = forms.UUIDField(widget=forms.HiddenInput, required=False)
    avis = forms.ChoiceField(
        label="Position",
        choices=AVIS_DITS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez la position du chantier."},
    )
    argument = texte(
        "Argument, réserve ou motif du déport",
        help_text="Nécessaire pour tout ce qui n’est pas un consentement.",
        lignes=3,
    )
    decidee_le = jour("Le chantier a décidé le")
    decidee_avec = forms.CharField(
        label="Comment, avec qui",
        required=False,
        max_length=300,
        help_text="« En réunion du chantier, douze personnes », par exemple.",
    )
    donnee_par = PersonneChoisie("Position donnée par")

    def __init__(self, *args: Any, porte_parole: Any = None, apres_objection: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Needed for all but a consent: neither required nor optional, its help says so.
        self.fields["argument"].selon_le_cas = True  # type: ignore[attr-defined]
        if apres_objection:
            self.fields["avis"].choices = AVIS_APRES_OBJECTION  # type: ignore[attr-defined]
        if porte_parole is None:
            del self.fields["donnee_par"]
        else:
            self.fields["donnee_par"].proposer(porte_parole)  # type: ignore[attr-defined]

    def actualiser(self, version: Any, position: Any) -> None:
        """What the page shows now: a form refused because it was made for another state can be sent again as it is."""
        donnees = self.data.copy()  # type: ignore[attr-defined]
        donnees["vue_version"], donnees["vue_position"] = str(version), str(position or "")
        self.data = donnees

    @property
    def position(self) -> dict[str, Any]:
        """What `donner_la_position` takes."""
        donnees = self.cleaned_data
        par = donnees.get("donnee_par")
        noms = ("avis", "argument", "decidee_le", "decidee_avec")
        return {nom: donnees[nom] for nom in noms} | {"donnee_par_id": par.pk if par else None}


class MaintienForm(forms.Form):
    """« Nous maintenons »: one button."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    vue_version = forms.UUIDField(widget=forms.HiddenInput)


class InterventionForm(Formulaire):
    """A question, an answer or a reaction; said for one's chantier or in one's own name."""

    motif = None  # type: ignore[assignment]
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    texte = texte("Votre texte", "Écrivez votre texte.", lignes=3, longueur=5_000)
    chantier = forms.ChoiceField(label="Au nom de", required=False)

    def __init__(self, *args: Any, chantiers: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chantiers = {str(c.pk): c for c in chantiers}
        if self.chantiers:
            self.fields["chantier"].choices = [  # type: ignore[attr-defined]
                ("", "Moi-même"),
                *((cle, f"Chantier {c.numero}") for cle, c in self.chantiers.items()),
            ]
        else:
            del self.fields["chantier"]


class BonificationForm(Formulaire):
    """A new version: what changes and why, and whether only wording does."""

    motif = None  # type: ignore[assignment]
    vue = forms.UUIDField(widget=forms.HiddenInput)
    explication = texte("Ce qui change et pourquoi", "Dites ce qui change et pourquoi : les chantiers le liront.")
    texte = texte("Nouveau texte", "Écrivez le texte de la nouvelle version.", lignes=10)
    mineure = forms.BooleanField(
        label="Version mineure : seules des formulations changent",
        required=False,
        help_text="Les positions données sont alors reportées, et chaque personne référente peut refuser.",
    )
    echeance = jour("Nouvelle échéance")

    def __init__(self, *args: Any, avec_texte: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not avec_texte:
            del self.fields["texte"]


class MinoriteForm(Formulaire):
    motif = None  # type: ignore[assignment]
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    argument = texte("En quoi cette version change le fond", "Dites en quoi cette version change le fond.", lignes=3)
