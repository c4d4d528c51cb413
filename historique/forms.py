"""Forms of the journal: what to keep of it, and why a state is restored."""

from typing import Any

from django import forms

from historique import prises, registre
from historique.lecture.inscriptions import Connus
from historique.lecture.journal import Filtre

JOUR = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class FiltreDuJournal(forms.Form):
    """The filters combine, and all stand in the address."""

    use_required_attribute = False

    chantier = forms.ChoiceField(label="Chantier", required=False)
    personne = forms.ChoiceField(label="Personne", required=False)
    verbe = forms.ChoiceField(label="Action", required=False)
    du = forms.DateField(label="Du", required=False, widget=JOUR)
    au = forms.DateField(label="Au", required=False, widget=JOUR)

    def __init__(self, *args: Any, acces: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portees = [portee for prise in prises.portees for portee in prise()]
        self.personnes = {pk: nom for prise in prises.personnes for pk, nom in prise(acces)}
        self.verbes = verbes_par_phrase()
        noms = [(str(p.numero), f"{p.numero}. {p.nom}" if p.numero else p.nom) for p in self.portees]
        self._choisir("chantier", "Tous", noms)
        self._choisir("personne", "Toutes", [(str(pk), nom) for pk, nom in self.personnes.items()])
        self._choisir("verbe", "Toutes", [(cles[0], phrase) for phrase, cles in sorted(self.verbes.items())])

    def _choisir(self, nom: str, tout: str, choix: list[tuple[str, str]]) -> None:
        champ: Any = self.fields[nom]
        champ.choices = [("", tout), *choix]
        champ.error_messages["invalid_choice"] = "Ce choix n’existe pas ou plus : choisissez dans la liste."
        if not choix:
            del self.fields[nom]

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
    def filtre(self) -> Filtre:
        """What the valid fields ask for."""
        self.is_valid()
        valides = self.cleaned_data
        portees = {str(portee.numero): portee.id for portee in self.portees}
        return Filtre(
            portee=portees.get(valides.get("chantier", "")),
            personne=valides.get("personne") or None,
            verbes=next((cles for cles in self.verbes.values() if valides.get("verbe") == cles[0]), ()),
            du=valides.get("du"),
            au=valides.get("au"),
        )


def verbes_par_phrase() -> dict[str, list[str]]:
    """The verbs that read alike (« a modifié … »), which are one choice."""
    verbes: dict[str, list[str]] = {}
    for verbe in registre.verbes.values():
        verbes.setdefault(verbe.phrase.replace("{objet}", "…").replace("{nom}", "…"), []).append(verbe.cle)
    return verbes


class RestaurationForm(forms.Form):
    """`version` is the state that was shown: another one means that someone has changed it since."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    motif = forms.CharField(
        label="Motif du changement", required=False, max_length=500, help_text="Lisible dans le journal."
    )
