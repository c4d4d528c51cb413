"""The form of a shared charge, split between the chantiers by weights."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid5

from django import forms

from budget.forms.champs import Euros, Nombre
from budget.forms.saisie import Saisie
from budget.lecture import choix
from budget.models import Exercice, Ligne
from budget.montants import repartir
from chantiers.forms.base import Texte
from chantiers.models import Chantier
from historique.mots import euros


@dataclass(frozen=True)
class Part:
    """What a chantier takes of a shared charge, in cents."""

    chantier: Chantier
    poids: Decimal
    montant: int
    action_id: UUID | None

    @property
    def poids_en_mots(self) -> str:
        """« 0,5 », without idle zeros."""
        return f"{self.poids.normalize():f}".replace(".", ",")


class RepartirForm(Saisie):
    """A shared charge and the weight of each chantier."""

    CLES = (
        ("etp", "les ETP"),
        ("masse", "la masse salariale"),
        ("parts", "des parts convenues"),
        ("montants", "des montants"),
    )
    PRORATA = {
        "etp": "des ETP",
        "masse": "de la masse salariale",
        "parts": "de parts convenues",
        "montants": "des montants",
    }

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    vu = forms.CharField(widget=forms.HiddenInput, required=False)
    libelle = Texte(label="Intitulé", max_length=200, requis="Dites quelle charge est répartie.")
    poste = forms.ChoiceField(
        label="Poste",
        error_messages={"required": "Choisissez un poste.", "invalid_choice": "Choisissez un poste de la liste."},
    )
    total = Euros(label="Montant à répartir, en euros", requis="Écrivez le montant à répartir.")
    cle = forms.ChoiceField(
        label="Répartir selon",
        choices=CLES,
        initial="etp",
        error_messages={"required": "Dites selon quoi répartir.", "invalid_choice": "Choisissez dans la liste."},
    )
    precision = Texte(
        label="Précision",
        max_length=1000,
        help_text="D’où viennent ces poids, par exemple. Elle suit la clé de répartition, sur chaque ligne.",
    )

    parts: Sequence[Part] = ()
    deja_vu = False

    def __init__(self, *args: Any, exercice: Exercice, chantiers: Sequence[Chantier], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exercice, self.chantiers = exercice, chantiers
        self.fields["poste"].choices = [("", "Choisir…"), *choix.postes_de_charges()]  # type: ignore[attr-defined]
        for chantier in chantiers:
            self.fields[f"poids-{chantier.numero}"] = Nombre(label=f"{chantier} : poids")
            self.fields[f"action-{chantier.numero}"] = forms.ChoiceField(
                label=f"{chantier} : budget de", required=False, choices=choix.actions(chantier)
            )
        self.order_fields([nom for nom in self.fields if nom != "motif"] + ["motif"])

    @property
    def rangees(self) -> list[tuple[Chantier, forms.BoundField, forms.BoundField, Part | None]]:
        """Each chantier with its weight, its action, and its part once known."""
        siennes = {part.chantier.pk: part for part in self.parts}
        return [(c, self[f"poids-{c.numero}"], self[f"action-{c.numero}"], siennes.get(c.pk)) for c in self.chantiers]

    def clean(self) -> dict[str, Any]:
        poids = [self.cleaned_data.get(f"poids-{c.numero}") or Decimal() for c in self.chantiers]
        total = self.cleaned_data.get("total")
        if total == 0:
            self.add_error("total", "Il n’y a rien à répartir : écrivez un montant au-dessus de zéro.")
        if not any(poids) and not any(nom.startswith("poids-") for nom in self.errors):
            self.add_error(None, "Donnez un poids à un chantier au moins.")
        if not self.errors and total:
            montants = repartir(total, poids)
            self.parts = [
                Part(chantier, le_sien, montant, self._action(chantier))
                for chantier, le_sien, montant in zip(self.chantiers, poids, montants, strict=True)
                if le_sien > 0
            ]
        self.deja_vu = self.data.get("vu") == self.empreinte
        self.ecrire(vu=self.empreinte)
        return self.cleaned_data

    def est_confirme(self) -> bool:
        """Whether the parts are those that were shown; else says that they are to be read again."""
        if not self.deja_vu:
            self.add_error(None, "Les parts ont changé depuis l’aperçu : relisez-les, puis confirmez.")
            self.statut = HTTPStatus.CONFLICT
        return self.deja_vu

    def _action(self, chantier: Chantier) -> UUID | None:
        choisie = self.cleaned_data.get(f"action-{chantier.numero}")
        return UUID(choisie) if choisie else None

    @property
    def empreinte(self) -> str:
        """The parts as they were shown: what is confirmed is what was seen."""
        return " ".join(f"{part.chantier.numero}:{part.montant}" for part in self.parts)

    @property
    def cle_en_mots(self) -> str:
        poids = " ; ".join(f"{part.chantier} : {part.poids_en_mots}" for part in self.parts)
        total, precision = self.cleaned_data["total"], self.cleaned_data["precision"]
        phrase = f"{euros(total)} répartis au prorata {self.PRORATA[self.cleaned_data['cle']]} ({poids})."
        return f"{phrase} {precision}".strip()

    @property
    def lignes(self) -> list[Ligne]:
        """One unsaved line for each part."""
        saisi: Mapping[str, Any] = self.cleaned_data
        return [
            Ligne(
                pk=uuid5(saisi["id"], str(part.chantier.pk)),
                exercice=self.exercice,
                chantier=part.chantier,
                action_id=part.action_id,
                poste=saisi["poste"],
                libelle=saisi["libelle"],
                montant_centimes=part.montant,
                cle_de_repartition=self.cle_en_mots,
            )
            for part in self.parts
        ]
