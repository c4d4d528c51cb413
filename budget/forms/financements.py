"""Forms of fundings: the funding itself, its status, its amounts, due dates and versements."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from budget.forms.champs import Euros
from budget.models import Echeance, Exercice, Financement, Tranche, Versement
from budget.models.financement import PRODUITS
from chantiers.forms.base import ItemForm, Texte, jour, prose
from chantiers.lecture import choix
from historique.horloge import aujourd_hui
from historique.mots import euros
from membres.lecture import cle_de_tri
from membres.models import Organisation, Personne

Statut = Financement.Statut
PERIME = "Ce choix n’est plus là : choisissez-en un autre."
HORS_LISTE = "Elle n’est pas dans la liste ? La coordination ajoute les organisations."


def organisation(label: str, **options: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=label,
        queryset=Organisation.objects.all(),
        required=False,
        error_messages={"invalid_choice": PERIME},
        **options,
    )


def liste(label: str, choices: Any, requis: str = "Choisissez dans la liste.", **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        error_messages={"required": requis, "invalid_choice": "Choisissez dans la liste."},
        **options,
    )


class FormulaireDeFinancement(ItemForm):
    """Amounts and yes/no are said in words."""

    def mots(self, colonne: str, valeur: Any) -> str:
        if isinstance(valeur, bool):
            return "oui" if valeur else "non"
        return euros(valeur) if colonne.endswith("_centimes") and valeur is not None else super().mots(colonne, valeur)

    def proposer_les_organisations(self, *noms: str) -> None:
        for nom in noms:
            self.fields[nom].choices = choix.organisations(self.initial.get(nom))  # type: ignore[attr-defined]


class ChercherForm(FormulaireDeFinancement):
    """A lead to follow: who might fund what, and for how much."""

    intitule = Texte(label="Intitulé", max_length=200, requis="Donnez un intitulé : l’appel, le projet financé…")
    financeur = organisation("Financeur·euse", help_text=HORS_LISTE)
    poste = liste("Poste de produits", [("", "Choisir…"), *PRODUITS], "Choisissez un poste de produits.")
    dispositif = Texte(label="Dispositif", max_length=200, help_text="L’appel à projets, la ligne, le programme.")
    demande = Euros(
        label="Montant demandé ou espéré, en euros", help_text="Laissez vide tant que vous ne le savez pas."
    )
    note = prose("Note de travail", help_text="Lue par le comité de pilotage, sauf par qui agit pour le financeur.")
    COTE_A_COTE = ("dispositif", "demande")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposer_les_organisations("financeur")


class FinancementForm(FormulaireDeFinancement):
    intitule = Texte(label="Intitulé", max_length=200, requis="Donnez un intitulé à ce financement.")
    financeur = organisation("Financeur·euse", help_text=HORS_LISTE)
    dispositif = Texte(label="Dispositif", max_length=200)
    poste = liste("Poste de produits", PRODUITS, "Choisissez un poste de produits.")
    porteur_administratif = organisation("Porté administrativement par")
    porteur_financier = organisation("Porté financièrement par")
    mene_par = forms.ModelChoiceField(
        label="Recherche menée par",
        queryset=Personne.objects.all(),
        required=False,
        help_text="Membre du comité de pilotage : elle tient ce financement avec la coordination.",
        error_messages={"invalid_choice": "Cette personne n’est plus dans la liste : choisissez-en une autre."},
    )
    plafond_public = forms.IntegerField(
        label="Plafond d’aide publique, en %",
        required=False,
        min_value=1,
        max_value=100,
        help_text="Vide : celui de l’exercice.",
        error_messages={
            "invalid": "Écrivez un nombre entier, de 1 à 100.",
            "min_value": "Le plafond d’aide publique va de 1 à 100 %%.",
            "max_value": "Le plafond d’aide publique va de 1 à 100 %%.",
        },
    )
    base_du_plafond = liste("Base du plafond", Financement.Base.choices)
    reference = Texte(label="Référence de la convention", max_length=120)
    conventionne_le = jour("Convention signée le")
    reversement_autorise = forms.BooleanField(label="Reversement autorisé par la convention", required=False)
    article_de_reversement = Texte(
        label="Article de la convention",
        max_length=200,
        help_text="Celui qui autorise le reversement, par exemple « article 4.2 ».",
    )
    note = prose("Note de travail", help_text="Lue par le comité de pilotage, sauf par qui agit pour le financeur.")
    COTE_A_COTE = ("reference", "conventionne_le")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposer_les_organisations("financeur", "porteur_administratif", "porteur_financier")
        self.fields["mene_par"].choices = _personnes(self.initial.get("mene_par"))  # type: ignore[attr-defined]


class StatutForm(FormulaireDeFinancement):
    """The status that follows; granted amounts and the convention are typed in the same form.

    `accords`: (exercice, granted so far or None) for which a granted amount may be typed.
    """

    version = None  # type: ignore[assignment]
    vers = forms.CharField(widget=forms.HiddenInput)
    depuis = forms.CharField(widget=forms.HiddenInput)
    reference = Texte(label="Référence de la convention", max_length=120)
    conventionne_le = jour("Convention signée le")
    COTE_A_COTE = ("reference", "conventionne_le")

    def __init__(
        self, *args: Any, vers: str, accords: Sequence[tuple[Exercice, int | None]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.accords = [exercice for exercice, _ in accords] if vers == Statut.ACCORDEE else []
        if vers != Statut.CONVENTIONNEE:
            del self.fields["reference"], self.fields["conventionne_le"]
        for exercice, accorde in accords if self.accords else ():
            label = f"Montant accordé pour {exercice.annee}, en euros"
            self.fields[f"accorde_{exercice.pk}"] = Euros(label=label, initial=accorde)
        self.order_fields([nom for nom in self.fields if nom != "motif"] + ["motif"])

    @property
    def accorde(self) -> dict[UUID, int]:
        """Exercice → granted cents, for those that were typed."""
        saisis = ((e.pk, self.cleaned_data.get(f"accorde_{e.pk}")) for e in self.accords)
        return {pk: centimes for pk, centimes in saisis if centimes is not None}


class MontantForm(FormulaireDeFinancement):
    """The amounts of an exercice, which is chosen when they are added only."""

    exercice = forms.ModelChoiceField(
        label="Exercice",
        queryset=Exercice.objects.all(),
        error_messages={"required": "Choisissez un exercice.", "invalid_choice": PERIME},
    )
    demande_centimes = Euros(label="Demandé, en euros", requis="Écrivez le montant demandé.")
    accorde_centimes = Euros(label="Accordé, en euros", help_text="Vide tant que la réponse n’est pas connue.")
    COTE_A_COTE = ("demande_centimes", "accorde_centimes")

    def __init__(self, *args: Any, financement: Financement, piece: Tranche | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if piece is not None:
            del self.fields["exercice"]
            return
        prises = Tranche.objects.presents().filter(financement=financement).values("exercice")
        libres = Exercice.objects.exclude(pk__in=prises)
        self.fields["exercice"].choices = [("", "Choisir…"), *((e.pk, str(e.annee)) for e in libres)]  # type: ignore[attr-defined]


class EcheanceForm(FormulaireDeFinancement):
    nature = liste("Nature", [("", "Choisir…"), *Echeance.Nature.choices], "Dites de quelle échéance il s’agit.")
    le = jour("Date", requis="Dites pour quand.")
    precision = Texte(label="Précision", max_length=200)
    faite_le = jour("Faite le")
    COTE_A_COTE = ("le", "faite_le")

    def __init__(self, *args: Any, financement: Financement, piece: Echeance | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if piece is None:
            del self.fields["faite_le"]


class VersementForm(FormulaireDeFinancement):
    """Money received, for an exercice in which something is granted."""

    exercice = forms.ModelChoiceField(
        label="Pour l’exercice",
        queryset=Exercice.objects.all(),
        error_messages={"required": "Choisissez un exercice.", "invalid_choice": PERIME},
    )
    nature = liste("Nature", Versement.Nature.choices)
    le = jour("Reçu le", requis="Dites quand il a été reçu.", initial=aujourd_hui)
    montant_centimes = Euros(label="Montant, en euros", requis="Écrivez le montant reçu.")
    en_versement = forms.BooleanField(label="Passer le statut à « En versement »", required=False, initial=True)
    COTE_A_COTE = ("exercice", "nature", "le", "montant_centimes")

    def __init__(self, *args: Any, financement: Financement, piece: Versement | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accordees = Tranche.objects.presents().filter(financement=financement, accorde_centimes__gt=0)
        annees = sorted((t.exercice.annee, t.exercice_id) for t in accordees.select_related("exercice"))
        self.fields["exercice"].choices = [(pk, str(annee)) for annee, pk in annees]  # type: ignore[attr-defined]
        if piece is not None or financement.statut not in (Statut.ACCORDEE, Statut.CONVENTIONNEE):
            del self.fields["en_versement"]


def _personnes(actuelle: UUID | None) -> list[tuple[Any, str]]:
    """Everyone, and the one who is already chosen."""
    toutes = [p for p in Personne.objects.all() if p.retiree_le is None or p.pk == actuelle]
    return [choix.PERSONNE, *sorted(((p.pk, str(p)) for p in toutes), key=lambda paire: cle_de_tri(paire[1]))]
