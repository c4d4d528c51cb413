"""Forms of reports and of what visitors point out: they validate and convert, they do not save."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from budget.models import Exercice, Tranche
from budget.permissions import refus_de_lire_les_financements
from chantiers.models import Chantier
from documentation.models import Rapport, Signalement
from historique.mots import date_longue
from membres.acces import Acces
from membres.forms import Formulaire
from pilotage.models import Proposition, Version

GLOBALE, PROJET = "globale", "projet"


@dataclass(frozen=True)
class Sujet:
    """What a report may be about: the arguments of the action, and how it is called in the list."""

    nom: str
    arguments: dict[str, Any]


def _source(version: Version) -> tuple[str, str]:
    decision = getattr(version, "decision", None)
    verbe, quand = ("adoptée", decision.constatee_le) if decision else ("figée", version.figee_le)
    return str(version.pk), f"Version {version.etiquette}, {verbe} le {date_longue(quand)}"


def _feuilles() -> dict[str, Sujet]:
    chantiers = sorted(Chantier.objects.actifs(), key=lambda c: (c.est_interchantier, c.numero))
    noms = {c.slug: str(c) if c.est_interchantier else f"{c} : {c.nom_court}" for c in chantiers}
    siens = {c.slug: Sujet(noms[c.slug], {"chantier": c}) for c in chantiers}
    return {GLOBALE: Sujet("Feuille de route globale", {}), **siens}


def _budgets() -> dict[str, Sujet]:
    sujets = {}
    for exercice in Exercice.objects.order_by("annee"):
        annee = exercice.annee
        sujets[f"budget-{annee}"] = Sujet(f"Budget global {annee}", {"exercice": exercice})
        complet = {"exercice": exercice, "complet": True}
        sujets[f"complet-{annee}"] = Sujet(f"Rapport complet {annee} : feuilles de route, budget, décisions", complet)
    return sujets


def _financeurs() -> dict[str, Sujet]:
    tranches = (
        Tranche.objects.presents()
        .filter(financement__archive_le=None, accorde_centimes__gt=0)
        .select_related("financement__financeur", "exercice")
        .order_by("exercice__annee", "financement__intitule", "pk")
    )
    return {
        f"financeur-{t.financement_id}-{t.exercice.annee}": Sujet(
            f"{t.financement.financeur}, {t.exercice.annee} : {t.financement}"
            if t.financement.financeur
            else f"{t.financement}, {t.exercice.annee}",
            {"exercice": t.exercice, "financement": t.financement},
        )
        for t in tranches
    }


class DemandeForm(Formulaire):
    """What about, as it is or as a version froze it, and for whom."""

    motif = None  # type: ignore[assignment]  # Django's way to leave a field out
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    sujet = forms.ChoiceField(label="Rapport", initial=GLOBALE)
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

    def __init__(self, donnees: Any = None, *, acces: Acces, initial: Any = None) -> None:
        super().__init__(donnees, initial=initial)
        feuilles, budgets = _feuilles(), _budgets()
        financeurs = {} if refus_de_lire_les_financements(acces) else _financeurs()
        self.sujets = feuilles | budgets | financeurs
        groupes = (("Feuilles de route", feuilles), ("Budget", budgets), ("Rapport à un financeur", financeurs))
        self.fields["sujet"].choices = [  # type: ignore[attr-defined]
            (nom, [(cle, sujet.nom) for cle, sujet in sujets.items()]) for nom, sujets in groupes if sujets
        ]
        self.versions = {str(version.pk): version for version in self._versions()}
        self.fields["source"].choices = [(PROJET, "Aujourd’hui (projet)"), *self._sources()]  # type: ignore[attr-defined]
        if not acces.coordination:
            del self.fields["audience"]

    @staticmethod
    def _versions() -> Iterable[Version]:
        """Those that a report prints: of the global roadmap, and of budgets."""
        return (
            Version.objects.filter(
                Q(proposition__nature=Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE)
                | Q(proposition__exercice__isnull=False)
            )
            .select_related("proposition__exercice", "decision")
            .order_by("-proposition__nature", "-proposition__rang", "-numero")
        )

    def _sources(self) -> list[tuple[str, list[tuple[str, str]]]]:
        groupes: dict[str, list[tuple[str, str]]] = {}
        for version in self.versions.values():
            exercice = version.proposition.exercice
            nom = f"Budget {exercice.annee}" if exercice else "Feuille de route globale"
            groupes.setdefault(nom, []).append(_source(version))
        return list(groupes.items())

    @property
    def demande(self) -> dict[str, Any]:
        """What the action takes."""
        return {
            **self.sujets[self.cleaned_data["sujet"]].arguments,
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
