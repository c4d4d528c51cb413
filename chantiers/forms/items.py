"""One form per kind of item. `feuille` is the roadmap it belongs to; its choices are read when the form is made."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from chantiers.forms.base import ItemForm, Texte, jour, prose
from chantiers.lecture import choix
from chantiers.models import Chantier, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.mots import euros
from membres.models import Organisation, Personne


class FeuilleForm(ItemForm):
    """The period of a roadmap, and what the chantier says of it."""

    debut = jour("Début de la période", requis="Dites quand la période commence.")
    fin = jour("Fin de la période", requis="Dites quand la période finit.")
    presentation = prose("Présentation")

    def __init__(self, *args: Any, feuille: FeuilleDeRoute | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ObjectifForm(ItemForm):
    titre = Texte(label="Intitulé", max_length=200, requis="Donnez un intitulé à l’objectif.")
    description = prose("Description")
    contribue_a = forms.ModelChoiceField(
        label="Contribue à l’objectif interchantier",
        queryset=Objectif.objects.filter(feuille_de_route__chantier__nature=Chantier.Nature.INTERCHANTIER),
        required=False,
        error_messages={"invalid_choice": "Cet objectif interchantier n’est plus là : choisissez-en un autre."},
    )

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if feuille.chantier.est_interchantier:
            del self.fields["contribue_a"]
        else:
            self.fields["contribue_a"].choices = choix.objectifs_interchantier(self.initial.get("contribue_a"))  # type: ignore[attr-defined]


class EtapeForm(ItemForm):
    titre = Texte(label="Intitulé", max_length=200, requis="Donnez un intitulé à l’étape.")
    debut = jour("Début")
    echeance = jour("Échéance")
    etat = forms.ChoiceField(
        label="État",
        choices=Etape.Etat.choices,
        initial=Etape.Etat.A_VENIR,
        error_messages={"required": "Choisissez un état.", "invalid_choice": "Choisissez un état de la liste."},
    )
    avancement = forms.IntegerField(
        label="Avancement, en %",
        initial=0,
        min_value=0,
        max_value=100,
        error_messages={
            "required": "Écrivez un nombre entier, de 0 à 100.",
            "invalid": "Écrivez un nombre entier, de 0 à 100.",
            "min_value": "L’avancement va de 0 à 100 %%.",
            "max_value": "L’avancement va de 0 à 100 %%.",
        },
    )
    responsable = forms.ModelChoiceField(
        label="Responsable",
        queryset=Personne.objects.all(),
        required=False,
        error_messages={"invalid_choice": "Cette personne n’est plus dans la liste : choisissez-en une autre."},
    )
    organisation = forms.ModelChoiceField(
        label="Organisation responsable",
        queryset=Organisation.objects.all(),
        required=False,
        error_messages={"invalid_choice": "Cette organisation n’est plus dans la liste : choisissez-en une autre."},
    )
    description = prose("Description")
    COTE_A_COTE = ("debut", "echeance", "etat", "avancement")

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsable"].choices = choix.personnes(feuille.chantier)  # type: ignore[attr-defined]
        self.fields["organisation"].choices = choix.organisations(self.initial.get("organisation"))  # type: ignore[attr-defined]

    def mots(self, colonne: str, valeur: Any) -> str:
        return f"{valeur} %" if colonne == "avancement" else super().mots(colonne, valeur)


class LivrableForm(ItemForm):
    etape = forms.ModelChoiceField(
        label="Étape",
        queryset=Etape.objects.presents(),
        error_messages={
            "required": "Choisissez l’étape qui le produit.",
            "invalid_choice": "Cette étape n’est plus là.",
        },
    )
    titre = Texte(label="Intitulé", max_length=200, requis="Donnez un intitulé au livrable.")
    echeance = jour("Échéance")
    etat = forms.ChoiceField(label="État", choices=Livrable.Etat.choices, initial=Livrable.Etat.ATTENDU)
    remis_le = jour("Remis le")
    lien = forms.URLField(
        label="Lien",
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Cette adresse ne se lit pas : elle commence par https://."},
    )
    description = prose("Description")
    COTE_A_COTE = ("echeance", "etat", "remis_le")

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, objectif: Objectif | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if objectif is None:
            del self.fields["etape"]
        else:
            etapes = objectif.etapes.presents().order_by("rang", "id")  # type: ignore[attr-defined]
            self.fields["etape"].queryset = etapes  # type: ignore[attr-defined]
            self.fields["etape"].empty_label = "Choisir…"  # type: ignore[attr-defined]


class MoyenForm(ItemForm):
    """The amount is typed in euros, kept in cents; « pour » is an objectif, an étape, or the whole roadmap."""

    libelle = Texte(label="Intitulé", max_length=200, requis="Dites de quoi le chantier a besoin.")
    nature = forms.ChoiceField(label="Nature", choices=Moyen.Nature.choices, initial=Moyen.Nature.HUMAIN)
    quantite = forms.DecimalField(
        label="Quantité",
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        error_messages={"invalid": "Écrivez un nombre, par exemple 12,5."},
    )
    unite = Texte(label="Unité", max_length=40)
    montant = forms.DecimalField(
        label="Estimation, en euros",
        required=False,
        min_value=0,
        max_digits=13,
        decimal_places=2,
        localize=True,
        error_messages={"invalid": "Écrivez un montant en euros, par exemple 1 250,50."},
    )
    pour = forms.ChoiceField(
        label="Pour",
        required=False,
        error_messages={"invalid_choice": "Cet objectif ou cette étape n’est plus là : choisissez-en un autre."},
    )
    COTE_A_COTE = ("nature", "quantite", "unite", "montant")

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pour"].choices = choix.cibles(feuille)  # type: ignore[attr-defined]

    def en_colonnes(self, nom: str, valeur: Any) -> dict[str, Any]:
        if nom == "montant":
            return {"montant_centimes": None if valeur is None else int(valeur * 100)}
        if nom == "pour":
            genre, _, cle = valeur.partition(":")
            cibles = {"objectif_id": None, "etape_id": None}
            return cibles | ({f"{genre}_id": UUID(cle)} if cle else {})
        return super().en_colonnes(nom, valeur)

    @classmethod
    def depuis_colonnes(cls, colonnes: dict[str, Any]) -> dict[str, Any]:
        champs = {nom: valeur for nom, valeur in colonnes.items() if nom in cls.base_fields}
        if "montant_centimes" in colonnes:
            centimes = colonnes["montant_centimes"]
            champs["montant"] = None if centimes is None else Decimal(centimes).scaleb(-2)
        if colonnes.keys() & {"objectif_id", "etape_id"}:
            cibles = ((genre, colonnes.get(f"{genre}_id")) for genre in ("objectif", "etape"))
            champs["pour"] = next((f"{genre}:{cle}" for genre, cle in cibles if cle), "")
        return champs

    @classmethod
    def champ_de(cls, colonne: str) -> str:
        autres = {"montant_centimes": "montant", "objectif_id": "pour", "etape_id": "pour"}
        return autres.get(colonne, colonne)

    def mots(self, colonne: str, valeur: Any) -> str:
        if colonne == "montant_centimes" and valeur is not None:
            return euros(valeur)
        if colonne in {"objectif_id", "etape_id"} and valeur is not None:
            return super().mots(colonne, f"{colonne.removesuffix('_id')}:{valeur}")
        return super().mots(colonne, valeur)


class DependanceForm(ItemForm):
    attend = forms.ModelChoiceField(
        label="Attend l’étape",
        queryset=Etape.objects.presents(),
        error_messages={"required": "Choisissez l’étape attendue.", "invalid_choice": "Cette étape n’est plus là."},
    )

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, etape: Etape, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attend"].choices = choix.etapes_a_attendre(etape)  # type: ignore[attr-defined]
