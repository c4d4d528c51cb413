"""Forms of a proposition: its draft, and its exits."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from historique.edition import Conflit
from historique.horloge import aujourd_hui
from membres.forms import Formulaire
from membres.models import Personne
from pilotage.forms.champs import ExerciceChoisi, PersonneChoisie, jour, texte
from pilotage.models import Proposition

GLOBALES = Proposition.Nature.globales()


class PropositionForm(Formulaire):
    """What is put to the chantiers; a global roadmap or budget freezes what it is about: no text is asked."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, initial=1)
    nature = forms.ChoiceField(
        label="Nature",
        choices=Proposition.Nature.choices,
        help_text=(
            "Une feuille de route globale fige les six feuilles de route en cours, un budget global celui d’un "
            "exercice : aucun texte à écrire."
        ),
    )
    exercice_id = ExerciceChoisi()
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
        self.fields["exercice_id"].selon_le_cas = True  # type: ignore[attr-defined]

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
        exercice, budget = valeurs["exercice_id"], valeurs["nature"] == Proposition.Nature.BUDGET_GLOBAL
        valeurs["exercice_id"] = exercice.pk if budget and exercice else None
        if valeurs["nature"] in Proposition.Nature.globales():
            valeurs["texte"] = ""
        return valeurs


class AmendementForm(PropositionForm):
    """A draft keeps the nature it was begun with."""

    nature = None  # type: ignore[assignment]

    def __init__(self, *args: Any, proposition: Proposition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        budget = proposition.nature == Proposition.Nature.BUDGET_GLOBAL
        for nom in ("exercice_id" if not budget else "", "texte" if proposition.nature in GLOBALES else ""):
            self.fields.pop(nom, None)

    def signaler(self, conflit: Conflit) -> None:
        """Both sides in words: people and exercices by their names."""
        super().signaler(conflit)
        choisis = [self.fields[nom] for nom in ("facilitee_par_id", "exercice_id") if nom in self.fields]
        noms = {str(cle): nom for champ in choisis for cle, nom in champ.choices}  # type: ignore[attr-defined]
        self.desaccords = tuple(
            d | {cote: noms.get(d[cote], d[cote]) for cote in ("avant", "apres")} for d in self.desaccords
        )

    @property
    def saisi(self) -> dict[str, Any]:
        valeurs = Formulaire.saisi.fget(self)  # type: ignore[attr-defined]
        choisis = {nom: valeurs[nom] for nom in ("facilitee_par_id", "exercice_id") if nom in valeurs}
        return valeurs | {nom: choisi.pk if choisi else None for nom, choisi in choisis.items()}


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
