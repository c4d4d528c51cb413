"""Forms of needs: a line, an action with its étapes. Their choices are read when the form is made."""

from typing import Any
from uuid import UUID

from django import forms

from budget.calcul import montant_d_une_ligne, se_calcule
from budget.forms.champs import Euros, Nombre, en_chiffres
from budget.grille import POSTES
from budget.lecture import choix
from budget.models import Action, Ligne
from chantiers.forms.base import DesaccordLu, ItemForm, Texte, prose
from chantiers.lecture.choix import organisations
from chantiers.models import Chantier
from historique.differences import Morceau
from historique.edition import Conflit
from historique.mots import euros
from historique.refus import ActionRefusee
from membres.forms import Formulaire
from membres.models import Organisation

COLONNES = {
    "cout_unitaire_centimes": "cout_unitaire",
    "montant_centimes": "montant",
    "etape_id": "pour",
    "moyen_id": "pour",
}
DE_POUR = ("etape_id", "moyen_id")


class LigneForm(ItemForm):
    """A line: amounts are typed in euros, kept in cents; « pour » is an étape, a means, or neither."""

    libelle = Texte(label="Intitulé", max_length=200, requis="Dites de quoi le chantier a besoin.")
    poste = forms.ChoiceField(
        label="Poste",
        error_messages={"required": "Choisissez un poste.", "invalid_choice": "Choisissez un poste de la liste."},
    )
    action = forms.ModelChoiceField(
        label="Pour le budget de",
        queryset=Action.objects.all(),
        required=False,
        error_messages={"invalid_choice": "Cette action n’est plus dans la liste : choisissez-en une autre."},
    )
    quantite = Nombre(label="Quantité")
    unite = Texte(label="Unité", max_length=40)
    cout_unitaire = Euros(label="Coût unitaire, en euros")
    montant = Euros(
        label="Montant, en euros", help_text="Laissez vide s’il est la quantité multipliée par le coût unitaire."
    )
    pour = forms.ChoiceField(
        label="Étape ou moyen",
        required=False,
        help_text="Pour remonter de cet argent à ce qui le demande.",
        error_messages={"invalid_choice": "Cette étape ou ce moyen n’est plus là : choisissez-en un autre."},
    )
    cle_de_repartition = prose(
        "Clé de répartition", help_text="Pour une charge indirecte : comment sa part est calculée, en toutes lettres."
    )
    reversement_a = forms.ModelChoiceField(
        label="Reversée à",
        queryset=Organisation.objects.all(),
        required=False,
        help_text="Au poste 65 seulement : l’organisation à qui cet argent est reversé.",
        error_messages={"invalid_choice": "Cette organisation n’est plus dans la liste : choisissez-en une autre."},
    )
    nominative = forms.BooleanField(
        label="Repose sur la paie d’une seule personne",
        required=False,
        help_text="Les pages publiques ne montrent alors pas ce montant à part.",
    )
    COTE_A_COTE = ("quantite", "unite", "cout_unitaire", "montant")

    def __init__(self, *args: Any, chantier: Chantier, ligne: Ligne | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chantier = chantier
        listes: Any = self.fields
        listes["poste"].choices = [("", "Choisir…"), *choix.postes_de_charges()]
        listes["action"].queryset = Action.objects.filter(chantier=chantier)
        listes["action"].choices = choix.actions(chantier, ligne and ligne.action_id)
        listes["pour"].choices = choix.pour(chantier, ligne)
        listes["reversement_a"].choices = organisations(ligne.reversement_a_id if ligne else None)
        for nom in ("montant", "cle_de_repartition", "reversement_a"):
            listes[nom].selon_le_cas = True

    def clean(self) -> dict[str, Any]:
        saisi: dict[str, Any] = super().clean() or self.cleaned_data
        poste = POSTES.get(saisi.get("poste", ""))
        if poste and poste.indirect and not saisi.get("cle_de_repartition", "").strip():
            self.add_error("cle_de_repartition", "Écrivez comment la part de cette charge indirecte est calculée.")
        if not {"quantite", "cout_unitaire", "montant"} & self.errors.keys():
            try:
                montant_d_une_ligne(saisi.get("quantite"), saisi.get("cout_unitaire"), saisi.get("montant"))
            except ActionRefusee as refus:
                self.add_error("montant", str(refus))
        return saisi

    @property
    def saisi(self) -> dict[str, Any]:
        """An amount that is computed is not typed: it is left out, and computed again after the merge."""
        colonnes = super().saisi
        if self.cleaned_data["quantite"] is not None and self.cleaned_data["cout_unitaire"] is not None:
            colonnes.pop("montant_centimes", None)
        return colonnes

    def en_colonnes(self, nom: str, valeur: Any) -> dict[str, Any]:
        if nom in {"cout_unitaire", "montant"}:
            return {f"{nom}_centimes": valeur}
        if nom == "pour":
            genre, _, cle = valeur.partition(":")
            return {"etape_id": None, "moyen_id": None} | ({f"{genre}_id": UUID(cle)} if cle else {})
        return super().en_colonnes(nom, valeur)

    @classmethod
    def depuis_colonnes(cls, colonnes: dict[str, Any]) -> dict[str, Any]:
        champs = {cls.champ_de(colonne): valeur for colonne, valeur in colonnes.items() if colonne not in DE_POUR}
        if colonnes.keys() & set(DE_POUR):
            champs["pour"] = _pour(colonnes.get("etape_id"), colonnes.get("moyen_id"))
        return champs

    @classmethod
    def champ_de(cls, colonne: str) -> str:
        return COLONNES.get(colonne, colonne.removesuffix("_id"))

    def signaler(self, conflit: Conflit) -> None:
        """« pour » stands for two columns: one choice is asked, not two."""
        mienne, objet = self.data.get("pour", ""), conflit.objet
        super().signaler(conflit)
        if not any(desaccord.nom == "pour" for desaccord in self.choix):
            return
        self.data["pour"] = mienne  # type: ignore[index]
        sienne = _pour(objet.etape_id, objet.moyen_id)  # type: ignore[attr-defined]
        moi, autre = self._mot_de_pour(mienne), self._mot_de_pour(sienne)
        dispute = DesaccordLu("pour", str(self.fields["pour"].label), (Morceau(moi, False),), (Morceau(autre, False),))
        self.choix = (*(desaccord for desaccord in self.choix if desaccord.nom != "pour"), dispute)

    def _mot_de_pour(self, cle: str) -> str:
        return super().mots("pour", cle) if cle else choix.AUCUNE_ETAPE

    def mots(self, colonne: str, valeur: Any) -> str:
        if isinstance(valeur, bool):
            return "oui" if valeur else "non"
        if colonne in DE_POUR:
            return self._mot_de_pour(f"{colonne.removesuffix('_id')}:{valeur}" if valeur else "")
        if valeur is not None and colonne in {"cout_unitaire_centimes", "montant_centimes"}:
            return euros(valeur)
        if valeur is not None and colonne == "quantite":
            return en_chiffres(valeur)
        return super().mots(colonne, valeur)


def _pour(etape_id: Any, moyen_id: Any) -> str:
    """The choice that stands for these two columns."""
    return f"etape:{etape_id}" if etape_id else f"moyen:{moyen_id}" if moyen_id else ""


def initial_d_une_ligne(ligne: Ligne, colonnes: tuple[str, ...]) -> dict[str, Any]:
    """What the form shows of a line; an amount that is computed is left to be computed."""
    contenu = {colonne: getattr(ligne, colonne) for colonne in colonnes}
    if se_calcule(ligne):
        contenu["montant_centimes"] = None
    return LigneForm.depuis_colonnes(contenu) | {"version": ligne.version}


class ActionForm(ItemForm):
    """An action or expérimentation; its étapes are chosen here when it is added, then in a page of their own."""

    nature = forms.ChoiceField(label="Nature", choices=Action.Nature.choices, initial=Action.Nature.ACTION)
    titre = Texte(label="Intitulé", max_length=200, requis="Donnez un intitulé à l’action.")
    territoire = Texte(label="Territoire", max_length=200)
    description = prose("Description")
    etapes = forms.MultipleChoiceField(
        label="Étapes qu’elle mène",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Cette étape n’est plus là : choisissez dans la liste."},
    )
    COTE_A_COTE = ("nature", "territoire")

    def __init__(self, *args: Any, chantier: Chantier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offertes = [] if "version" in self.initial else choix.etapes(chantier)
        if offertes:
            self.fields["etapes"].choices = [(str(e.pk), f"{code} {e}") for code, e in offertes]  # type: ignore[attr-defined]
        else:
            del self.fields["etapes"]

    @property
    def saisi(self) -> dict[str, Any]:
        return {nom: valeur for nom, valeur in super().saisi.items() if nom != "etapes"}

    @property
    def etapes_choisies(self) -> list[str]:
        return list(self.cleaned_data.get("etapes", []))


class EtapesForm(Formulaire):
    """Which étapes an action carries out: those of the roadmap under way, and those already chosen."""

    etapes = forms.MultipleChoiceField(
        label="Étapes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Cette étape n’est plus là : choisissez dans la liste."},
    )

    def __init__(self, *args: Any, offertes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etapes"].choices = offertes  # type: ignore[attr-defined]
