"""Forms of a proposition: its draft, and its exits."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from historique.edition import Conflit
from historique.horloge import aujourd_hui
from membres.forms import Formulaire
from membres.models import Personne
from pilotage.forms.champs import PersonneChoisie, jour, texte
from pilotage.models import Proposition


class PropositionForm(Formulaire):
    """What is put to the chantiers; the text is not asked for the global roadmap, which freezes the six roadmaps."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    nature = forms.ChoiceField(
        label="Nature",
        choices=Proposition.Nature.choices,
        help_text="Une feuille de route globale fige les six feuilles de route en cours : aucun texte à écrire.",
    )
    titre = forms.CharField(label="Titre", max_length=200, error_messages={"required": "Donnez un titre."})
    pourquoi = texte("Pourquoi cette proposition", "Dites pourquoi : les chantiers le liront d’abord.")
    texte = texte("Texte proposé", lignes=10, help_text="Ce qui sera figé et décidé. Markdown accepté.")
    facilitee_par_id = PersonneChoisie("Facilitée par", "Choisissez qui facilite : cette personne mène les étapes.")
    mode_leger = forms.BooleanField(label="Mode léger : réunir clarification et réactions", required=False)
    echeance = jour("Échéance de la consultation")
    a_l_echeance = forms.ChoiceField(
        label="À l’échéance, s’il manque des positions",
        choices=Proposition.ALEcheance.choices,
        help_text="Le silence n’adopte jamais. Ce choix est montré dès l’ouverture et ne change plus.",
    )
    revue_le = jour("À revoir le")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitee_par_id"].proposer(Personne.objects.filter(compte__isnull=False))  # type: ignore[attr-defined]

    def clean_echeance(self) -> Any:
        echeance = self.cleaned_data["echeance"]
        if echeance is not None and echeance < aujourd_hui() and "echeance" in self.changed_data:
            raise ValidationError("Cette échéance est déjà passée : choisissez une date à venir.")
        return echeance

    @property
    def saisi(self) -> dict[str, Any]:
        """Attributes of a Proposition."""
        valeurs = super().saisi
        valeurs["facilitee_par_id"] = valeurs["facilitee_par_id"].pk
        if valeurs["nature"] == Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE:
            valeurs["texte"] = ""
        return valeurs


class AmendementForm(PropositionForm):
    """A draft keeps the nature it was begun with."""

    nature = None  # type: ignore[assignment]

    def signaler(self, conflit: Conflit) -> None:
        """Both sides in words: people by their names."""
        super().signaler(conflit)
        noms = {str(cle): nom for cle, nom in self.fields["facilitee_par_id"].choices}  # type: ignore[attr-defined]
        self.desaccords = tuple(
            d | {cote: noms.get(d[cote], d[cote]) for cote in ("avant", "apres")} for d in self.desaccords
        )

    @property
    def saisi(self) -> dict[str, Any]:
        valeurs = Formulaire.saisi.fget(self)  # type: ignore[attr-defined]
        valeurs["facilitee_par_id"] = valeurs["facilitee_par_id"].pk
        return valeurs


class RenvoiForm(Formulaire):
    rencontre_le = jour("Date de la rencontre", "Donnez la date de la rencontre qui reprendra la proposition.")
    rencontre = forms.CharField(
        label="Lieu, en toutes lettres",
        max_length=200,
        error_messages={"required": "Dites où, ou comment on s’y joint."},
        help_text="« Comité de pilotage, Montrelle et à distance », par exemple.",
    )


class RepriseForm(Formulaire):
    echeance = jour("Nouvelle échéance", "Fixez l’échéance de la consultation.")


class RetraitForm(Formulaire):
    """Withdrawing is for good: the reason is asked for."""

    motif = forms.CharField(
        label="Motif du retrait",
        max_length=500,
        error_messages={"required": "Dites pourquoi la proposition est retirée : chacun·e le lira."},
    )
