"""Several lines at once: those drawn from the means of a roadmap, those of the year before."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from budget.forms.champs import Euros, Nombre
from budget.lecture import choix
from budget.lecture.besoins import AReprendre
from budget.models import Exercice, Ligne
from chantiers.forms.base import Texte
from chantiers.models import Moyen
from membres.forms import Formulaire

# The nature of a means → the poste its line is guessed to stand on.
POSTES_DEVINES = {
    Moyen.Nature.HUMAIN: "honoraires",
    Moyen.Nature.COMPETENCE: "honoraires",
    Moyen.Nature.MATERIEL: "achats_matieres",
    Moyen.Nature.FINANCIER: "autres_charges_de_gestion",
}


class PropositionForm(forms.Form):
    """The line that one means may become; only those ticked are read. `id`: the key of the line to be."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    prendre = forms.BooleanField(required=False)
    poste = forms.ChoiceField(
        label="Poste",
        error_messages={"required": "Choisissez un poste.", "invalid_choice": "Choisissez un poste de la liste."},
    )
    libelle = Texte(label="Intitulé", max_length=200, requis="Donnez un intitulé à la ligne.")
    quantite = Nombre(label="Quantité")
    unite = Texte(label="Unité", max_length=40)
    montant = Euros(label="Montant, en euros")

    def __init__(self, donnees: Any, *, moyen: Moyen) -> None:
        self.moyen = moyen
        initial = {
            "prendre": moyen.montant_centimes is not None,
            "poste": POSTES_DEVINES[Moyen.Nature(moyen.nature)],
            "libelle": moyen.libelle,
            "quantite": moyen.quantite,
            "unite": moyen.unite,
            "montant": moyen.montant_centimes,
        }
        cle = f"moyen-{moyen.pk}"
        postes = donnees if donnees is not None and f"{cle}-id" in donnees else None
        super().__init__(postes, prefix=cle, initial=initial)
        self.fields["prendre"].label = str(moyen)
        self.fields["montant"].selon_le_cas = True  # type: ignore[attr-defined]
        directs = choix.postes_de_charges(indirects=False)
        self.fields["poste"].choices = [("", "Choisir…"), *directs]  # type: ignore[attr-defined]

    @property
    def prise(self) -> bool:
        """Whether this means is ticked, in what was posted."""
        return bool(self.data.get(self.add_prefix("prendre")))

    def full_clean(self) -> None:
        """What is not ticked has nothing to mend."""
        if self.is_bound and not self.prise:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        saisi: dict[str, Any] = super().clean() or self.cleaned_data
        if saisi.get("montant") is None and "montant" not in self.errors:
            self.add_error("montant", "Écrivez le montant, ou décochez ce moyen.")
        return saisi

    def ligne(self, exercice: Exercice) -> Ligne:
        saisi = self.cleaned_data
        return Ligne(
            pk=saisi["id"],
            exercice=exercice,
            chantier=self.moyen.feuille_de_route.chantier,
            moyen=self.moyen,
            poste=saisi["poste"],
            libelle=saisi["libelle"],
            quantite=saisi["quantite"],
            unite=saisi["unite"],
            montant_centimes=saisi["montant"],
        )


class PropositionsForm(Formulaire):
    """All the means of a roadmap, each with its form; its own fields are those of the act."""

    def __init__(self, donnees: Any, *, moyens: Sequence[Moyen], **kwargs: Any) -> None:
        super().__init__(donnees, **kwargs)
        self.propositions = [PropositionForm(donnees, moyen=moyen) for moyen in moyens]

    @property
    def choisies(self) -> list[PropositionForm]:
        return [proposition for proposition in self.propositions if proposition.prise]

    def clean(self) -> dict[str, Any]:
        saisi: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.choisies:
            raise forms.ValidationError("Cochez au moins un moyen : chacun devient une ligne.")
        if any(proposition.errors for proposition in self.choisies):
            raise forms.ValidationError("Une ligne est à corriger : la raison est écrite à côté de son champ.")
        return saisi


class ReprendreForm(Formulaire):
    """Which lines of the year before are taken; all those that can be are ticked at first."""

    lignes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Cochez au moins une ligne.",
            "invalid_choice": "Une ligne cochée n’est plus dans la liste : vérifiez ce qui reste coché.",
        },
    )

    def __init__(self, *args: Any, offertes: Sequence[AReprendre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offertes = offertes
        self.fields["lignes"].choices = [(str(o.ligne.pk), str(o.ligne)) for o in offertes]  # type: ignore[attr-defined]
        self.fields["lignes"].initial = [str(o.ligne.pk) for o in offertes if o.refus is None]

    @property
    def cochees(self) -> set[str]:
        return set(self["lignes"].value() or [])

    @property
    def choisies(self) -> list[Ligne]:
        """Those that another person took meanwhile are left to the action, which skips them."""
        voulues = set(self.cleaned_data["lignes"])
        return [offerte.ligne for offerte in self.offertes if str(offerte.ligne.pk) in voulues]
