"""Forms of the comité and of consent: they validate and convert, they do not save."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from historique.horloge import aujourd_hui
from membres.forms import Formulaire
from membres.lecture import cle_de_tri
from membres.models import Organisation, Personne
from pilotage.models import Position, Proposition, Siege

LONGUEUR = 20_000
Avis = Position.Avis
DATE_INVALIDE = "Écrivez la date ainsi : 12/03/2027."
AVIS_DITS = [
    (Avis.CONSENTEMENT.value, "Nous consentons"),
    (Avis.RESERVE.value, "Nous consentons, avec une réserve"),
    (Avis.OBJECTION.value, "Nous objectons"),
    (Avis.DEPORT.value, "Nous nous déportons"),
]
AVIS_APRES_OBJECTION = [
    (Avis.CONSENTEMENT.value, "L’objection est levée, nous consentons"),
    (Avis.RESERVE.value, "L’objection est levée, avec une réserve"),
    (Avis.OBJECTION.value, "Nous objectons"),
    (Avis.DEPORT.value, "Nous nous déportons"),
]


def texte(
    libelle: str, requis: str = "", *, lignes: int = 4, longueur: int = LONGUEUR, **options: Any
) -> forms.CharField:
    """A long text; `requis` is what to do when it is left empty."""
    return forms.CharField(
        label=libelle,
        required=bool(requis),
        max_length=longueur,
        widget=forms.Textarea({"rows": lignes}),
        error_messages={"required": requis, "max_length": MessageDeLongueur()},
        **options,
    )


class MessageDeLongueur(str):
    """« Ce texte fait 200 000 caractères »: Django fills in both numbers, we group them by thousands."""

    def __new__(cls) -> "MessageDeLongueur":
        return super().__new__(cls, "Ce texte est trop long.")

    def __mod__(self, params: Any) -> str:
        limite, longueur = (f"{params[cle]:,}".replace(",", "\u202f") for cle in ("limit_value", "show_value"))
        return f"Ce texte fait {longueur} caractères, la limite est de {limite} : raccourcissez-le."


def jour(libelle: str, requis: str = "", **options: Any) -> forms.DateField:
    return forms.DateField(
        label=libelle,
        required=bool(requis),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": requis, "invalid": DATE_INVALIDE},
        **options,
    )


class PersonneChoisie(forms.ModelChoiceField):
    """A person, in the French order of names."""

    def __init__(self, libelle: str, requis: str = "", vide: str = "Choisir…", **options: Any) -> None:
        self.vide = vide
        super().__init__(
            label=libelle,
            queryset=Personne.objects.all(),
            required=bool(requis),
            error_messages={"required": requis, "invalid_choice": "Cette personne n’est pas dans la liste."},
            **options,
        )

    def proposer(self, personnes: Any) -> None:
        self.queryset = personnes
        triees = sorted(personnes, key=lambda p: (cle_de_tri(p.nom), cle_de_tri(p.prenom)))
        self.choices = [("", self.vide), *((p.pk, str(p)) for p in triees)]


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
    facilitee_par = PersonneChoisie("Facilitée par", "Choisissez qui facilite : cette personne mène les étapes.")
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
        self.fields["facilitee_par"].proposer(Personne.objects.filter(compte__isnull=False))  # type: ignore[attr-defined]

    def clean_echeance(self) -> Any:
        echeance = self.cleaned_data["echeance"]
        if echeance is not None and echeance < aujourd_hui() and "echeance" in self.changed_data:
            raise ValidationError("Cette échéance est déjà passée : choisissez une date à venir.")
        return echeance

    @property
    def saisi(self) -> dict[str, Any]:
        """Attributes of a Proposition."""
        valeurs = super().saisi
        valeurs["facilitee_par_id"] = valeurs.pop("facilitee_par").pk
        if valeurs["nature"] == Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE:
            valeurs["texte"] = ""
        return valeurs


class AmendementForm(PropositionForm):
    """A draft keeps the nature it was begun with."""

    nature = None  # type: ignore[assignment]

    @property
    def saisi(self) -> dict[str, Any]:
        valeurs = Formulaire.saisi.fget(self)  # type: ignore[attr-defined]
        valeurs["facilitee_par_id"] = valeurs.pop("facilitee_par").pk
        return valeurs


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
        if apres_objection:
            self.fields["avis"].choices = AVIS_APRES_OBJECTION  # type: ignore[attr-defined]
        if porte_parole is None:
            del self.fields["donnee_par"]
        else:
            self.fields["donnee_par"].proposer(porte_parole)  # type: ignore[attr-defined]

    def actualiser(self, version: Any, position: Any) -> None:
        """What the page shows now: a form refused because it was made for another state can be sent again as it is."""
        self.data = self.data.copy()  # type: ignore[union-attr]
        self.data["vue_version"], self.data["vue_position"] = str(version), str(position or "")

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

    def __init__(self, *args: Any, globale: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if globale:
            del self.fields["texte"]


class MinoriteForm(Formulaire):
    motif = None  # type: ignore[assignment]
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    argument = texte("En quoi cette version change le fond", "Dites en quoi cette version change le fond.", lignes=3)


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


class SiegeForm(Formulaire):
    """Someone known, or someone to record and invite."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    personne = PersonneChoisie("Personne déjà connue", vide="Une autre personne…")
    prenom = forms.CharField(label="Prénom", required=False, max_length=80)
    nom = forms.CharField(label="Nom", required=False, max_length=80)
    courriel = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Une invitation lui est envoyée, avec la clé d’un compte.",
    )
    organisation = forms.ModelChoiceField(
        label="Pour l’organisation", queryset=Organisation.objects.presents(), required=False, empty_label="Aucune"
    )
    fonction = forms.ChoiceField(label="Fonction", choices=Siege.Fonction.choices, initial=Siege.Fonction.MEMBRE)
    du = jour("Du", "Dites à partir de quand.", initial=aujourd_hui)
    au = jour("Jusqu’au", help_text="Laissez vide pour un mandat sans terme.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["personne"].proposer(Personne.objects.all())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if not donnees.get("personne") and not (donnees.get("prenom") and donnees.get("nom")):
            self.add_error("personne", "Choisissez une personne, ou donnez le prénom et le nom de celle à inviter.")
        du, au = donnees.get("du"), donnees.get("au")
        if du and au and au < du:
            self.add_error("au", "La fin du mandat précède son début.")
        return donnees


class FinForm(Formulaire):
    au = jour("Dernier jour du mandat", "Donnez le dernier jour du mandat.", initial=aujourd_hui)
