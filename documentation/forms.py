"""Forms of reports and of what visitors point out: they validate and convert, they do not save."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from chantiers.models import Chantier
from documentation.models import Rapport, Signalement
from historique.mots import date_longue
from membres.acces import Acces
from membres.forms import Formulaire
from pilotage.models import Proposition, Version

GLOBALE, PROJET = "globale", "projet"


def _source(version: Version) -> tuple[str, str]:
    decision = getattr(version, "decision", None)
    verbe, quand = ("adoptée", decision.constatee_le) if decision else ("figée", version.figee_le)
    return str(version.pk), f"Version {version.etiquette}, {verbe} le {date_longue(quand)}"


class DemandeForm(Formulaire):
    """Which roadmap, as it is or as a version froze it, and for whom."""

    motif = None  # type: ignore[assignment]  # Django's way to leave a field out
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    sujet = forms.ChoiceField(label="Feuille de route", initial=GLOBALE)
    source = forms.ChoiceField(
        label="Données", initial=PROJET, help_text="Un projet porte la mention « non adopté » sur sa couverture."
    )
    audience = forms.ChoiceField(
        label="Pour qui",
        choices=Rapport.Audience.choices,
        initial=Rapport.Audience.MEMBRES,
        widget=forms.RadioSelect,
        help_text="Pour tout le monde : une version adoptée seulement, et les noms des personnes qui l’ont accepté.",
    )

    def __init__(self, donnees: Any = None, *, acces: Acces) -> None:
        super().__init__(donnees)
        self.chantiers = {c.slug: c for c in Chantier.objects.actifs().order_by("numero")}
        globale = Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE
        versions: Iterable[Version] = (
            Version.objects.filter(proposition__nature=globale)
            .select_related("proposition", "decision")
            .order_by("-proposition__rang", "-numero")
        )
        self.versions = {str(version.pk): version for version in versions}
        ordre = sorted(self.chantiers.values(), key=lambda c: (c.est_interchantier, c.numero))
        noms = [(c.slug, str(c) if c.est_interchantier else f"{c} : {c.nom_court}") for c in ordre]
        self.fields["sujet"].choices = [(GLOBALE, "Feuille de route globale"), *noms]  # type: ignore[attr-defined]
        sources = [_source(version) for version in self.versions.values()]
        self.fields["source"].choices = [(PROJET, "Aujourd’hui (projet)"), *sources]  # type: ignore[attr-defined]
        if not acces.coordination:
            del self.fields["audience"]

    @property
    def demande(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            "chantier": self.chantiers.get(self.cleaned_data["sujet"]),
            "version": self.versions.get(self.cleaned_data["source"]),
            "audience": self.cleaned_data.get("audience", Rapport.Audience.MEMBRES.value),
        }


class SignalementForm(Formulaire):
    """What someone points out; an e-mail only to be answered."""

    motif = None  # type: ignore[assignment]  # Django's way to leave a field out
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    adresse = forms.CharField(
        label="Page concernée",
        max_length=Signalement._meta.get_field("adresse").max_length,
        error_messages={"required": "Dites de quelle page il s’agit : copiez son adresse."},
    )
    texte = forms.CharField(
        label="Ce qui pose problème",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=5000,
        error_messages={"required": "Décrivez ce qui pose problème, en quelques mots."},
    )
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        required=False,
        help_text="Facultative. Elle sert à vous répondre, et à rien d’autre.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
