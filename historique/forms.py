"""Forms of the journal: what to keep of it, and why a state is restored."""

from typing import Any

from django import forms

from historique import prises, registre
from historique.analyse import mots_cherches, sans_accent
from historique.canonique import simple
from historique.lecture.inscriptions import Connus
from historique.lecture.journal import Filtre
from historique.lecture.reperes import lire_les_reperes
from historique.mots import majuscule
from historique.retrait import CONSERVATION, MOTIFS_LEGAUX

MOTS_AU_PLUS = 8
JOUR = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class FiltreDuJournal(forms.Form):
    """The filters combine, and all stand in the address."""

    use_required_attribute = False

    chantier = forms.ChoiceField(label="Chantier", required=False)
    type = forms.ChoiceField(label="Type", required=False)
    verbe = forms.ChoiceField(label="Action", required=False)
    personne = forms.ChoiceField(label="Personne", required=False)
    texte = forms.CharField(label="Mots", required=False, max_length=200)
    du = forms.DateField(label="Du", required=False, widget=JOUR)
    au = forms.DateField(label="Au", required=False, widget=JOUR)
    depuis = forms.ChoiceField(label="Depuis", required=False)

    def __init__(self, *args: Any, acces: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portees = [portee for prise in prises.portees for portee in prise()]
        self.personnes = {pk: nom for prise in prises.personnes for pk, nom in prise(acces)}
        self.reperes = lire_les_reperes(acces)
        self.verbes, self.types = verbes_par_phrase(), types_par_libelle()
        noms = [(str(p.numero), f"{p.numero}. {p.nom}" if p.numero else p.nom) for p in self.portees]
        self._choisir("chantier", "Tous", noms)
        self._choisir("type", "Tous", [(cles[0], majuscule(libelle)) for libelle, cles in self.types.items()])
        self._choisir("verbe", "Toutes", [(cles[0], phrase) for phrase, cles in sorted(self.verbes.items())])
        self._choisir("personne", "Toutes", [(str(pk), nom) for pk, nom in self.personnes.items()])
        self._choisir("depuis", "Le début", [(repere.cle, majuscule(repere.nom)) for repere in self.reperes])

    def _choisir(self, nom: str, tout: str, choix: list[tuple[str, str]]) -> None:
        champ: Any = self.fields[nom]
        champ.choices = [("", tout), *choix]
        champ.error_messages["invalid_choice"] = "Ce choix n’existe pas ou plus : choisissez dans la liste."
        if not choix:
            del self.fields[nom]

    def clean_texte(self) -> str:
        texte = self.cleaned_data["texte"]
        mots = mots_cherches(texte)
        if texte and not mots:
            raise forms.ValidationError("Ces mots sont trop courants pour être cherchés : ajoutez-en un plus précis.")
        if len(mots) > MOTS_AU_PLUS:
            raise forms.ValidationError(f"{MOTS_AU_PLUS} mots au plus : gardez les plus précis.")
        return texte

    def clean(self) -> dict[str, Any]:
        valides = self.cleaned_data
        du, au = valides.get("du"), valides.get("au")
        if du and au and au < du:
            self.add_error("au", "Cette date précède celle du début : échangez-les.")
        return valides

    @property
    def connus(self) -> Connus:
        return Connus({portee.id: portee for portee in self.portees}, self.personnes)

    @property
    def portee(self) -> prises.Portee | None:
        """The chantier that the address asks for."""
        self.is_valid()
        return next((p for p in self.portees if str(p.numero) == self.cleaned_data.get("chantier")), None)

    @property
    def filtre(self) -> Filtre:
        """What the valid fields ask for."""
        self.is_valid()
        valides = self.cleaned_data
        return Filtre(
            portee=self.portee.id if self.portee else None,
            personne=valides.get("personne") or None,
            types=_groupe(self.types, valides.get("type")),
            verbes=_groupe(self.verbes, valides.get("verbe")),
            mots=mots_cherches(valides.get("texte", "")),
            du=valides.get("du"),
            au=valides.get("au"),
            depuis=next((repere.sequence for repere in self.reperes if repere.cle == valides.get("depuis")), None),
        )


def _groupe(groupes: dict[str, list[str]], cle: str | None) -> list[str]:
    """The keys that are one choice, named by the first of them."""
    return next((cles for cles in groupes.values() if cle and cles[0] == cle), [])


def types_par_libelle() -> dict[str, list[str]]:
    """What entries are about, by its noun, in alphabetical order."""
    libelles = [(declaration.libelle, cle) for cle, declaration in registre.declarations.items()]
    libelles += [(libelle, cle) for cle, (libelle, _) in registre.nommes_sans_suivi.items()]
    types: dict[str, list[str]] = {}
    for libelle, cle in sorted(libelles, key=lambda type_: sans_accent(type_[0])):
        types.setdefault(libelle, []).append(cle)
    return types


def verbes_par_phrase() -> dict[str, list[str]]:
    """The verbs that read alike (« a modifié … »), which are one choice."""
    verbes: dict[str, list[str]] = {}
    for verbe in registre.verbes.values():
        verbes.setdefault(verbe.phrase.replace("{objet}", "…").replace("{nom}", "…"), []).append(verbe.cle)
    return verbes


class LuForm(forms.Form):
    """Up to which entry the page went that someone has read."""

    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)


class VerificationForm(forms.Form):
    """What someone wants to check: a pasted text, or a file. Nothing of it is kept."""

    RIEN = (
        "Il n’y a rien à vérifier là : ni point de contrôle, ni journal. Un point de contrôle ressemble à "
        "4812-a1b0f3f2fd1fa6b8 ; il est au pied de chaque page d’un rapport."
    )
    TROP_GROS = "Ce fichier dépasse {plafond} Mo : vérifiez-le sur votre machine, avec verifier.py."
    PLAFOND = 10  # megabytes

    use_required_attribute = False

    texte = forms.CharField(
        label="Texte à vérifier",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Le pied de page d’un rapport, un point de contrôle reçu par courriel, entier ou abrégé.",
        error_messages={
            "max_length": "Ce texte est trop long : enregistrez-le dans un fichier, et déposez ce fichier."
        },
    )
    fichier = forms.FileField(
        label="Fichier à vérifier",
        required=False,
        help_text="Le PDF d’un rapport, un journal téléchargé (journal.ndjson) ou un point de contrôle. 10 Mo au plus.",
        error_messages={
            "empty": "Ce fichier est vide : choisissez-en un autre.",
            "max_length": "Le nom de ce fichier est trop long : raccourcissez-le.",
        },
    )

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        if fichier and fichier.size > self.PLAFOND * 1_000_000:
            raise forms.ValidationError(self.TROP_GROS.format(plafond=self.PLAFOND))
        return fichier

    def clean(self) -> dict[str, Any]:
        if not self.errors and not (self.cleaned_data["texte"] or self.cleaned_data["fichier"]):
            raise forms.ValidationError("Collez un texte, ou choisissez un fichier.")
        return self.cleaned_data

    @property
    def a_verifier(self) -> tuple[str, bytes]:
        """A name for the verdicts, and bytes: the file, or else the text."""
        if fichier := self.cleaned_data["fichier"]:
            return fichier.name, fichier.read()
        return "Ce texte", self.cleaned_data["texte"].encode()


class RestaurationForm(forms.Form):
    """`version` is the state that was shown: another one means that someone has changed it since."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    motif = forms.CharField(
        label="Motif du changement", required=False, max_length=500, help_text="Lisible dans le journal."
    )


class MotifLegalForm(forms.Form):
    """Why a text is taken out, and that one knows that it is for good."""

    motif_legal = forms.ChoiceField(
        label="Motif légal",
        choices=[(cle, phrase[0].upper() + phrase[1:]) for cle, phrase in MOTIFS_LEGAUX.items() if cle != CONSERVATION],
        widget=forms.RadioSelect,
        help_text="Lisible dans le journal, à la place du passage.",
        error_messages={"required": "Choisissez le motif légal : aucun texte ne se retire sans lui."},
    )
    confirmation = forms.BooleanField(
        label="J’ai compris que ce retrait ne se défait pas",
        error_messages={"required": "Cochez cette case pour confirmer : ce retrait ne se défait pas."},
    )


class PassageForm(MotifLegalForm):
    """Which texts of a field go, and what stands in place of the present one."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    textes = forms.MultipleChoiceField(
        label="Textes à retirer",
        error_messages={
            "required": "Cochez au moins un texte : celui qui contient le passage.",
            "invalid_choice": "Un texte coché n’est plus là : relisez ceux qui suivent.",
        },
    )
    remplacement = forms.CharField(
        label="Ce qui reste affiché",
        required=False,
        help_text="Le texte d’aujourd’hui : ôtez-en le passage, gardez le reste. Vide, ce sera « [passage retiré] ».",
    )
    field_order = ("version", "textes", "remplacement", "motif_legal", "confirmation")

    def __init__(self, *args: Any, objet: Any, champ: str, textes: dict[str, str], editable: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.valeurs = textes
        colonne = objet._meta.get_field(champ)
        self.fields["textes"].choices = [(cle, cle) for cle in textes]  # type: ignore[attr-defined]
        if not editable:
            del self.fields["remplacement"]
            return
        libre: Any = self.fields["remplacement"]
        libre.max_length = colonne.max_length
        libre.validators += colonne.validators
        libre.widget = forms.Textarea(attrs={"rows": 6}) if colonne.max_length is None else forms.TextInput()

    def clean(self) -> dict[str, Any]:
        valides = self.cleaned_data
        retires = [self.valeurs[cle] for cle in valides.get("textes", [])]
        # A browser sends each end of line as two characters.
        reste = simple(valides.get("remplacement", "").replace("\r\n", "\n"))
        if reste in retires:
            self.add_error("remplacement", "Ce texte est celui qui doit partir : ôtez-en le passage.")
        return valides | {"textes": retires, "remplacement": reste}
