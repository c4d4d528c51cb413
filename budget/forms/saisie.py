"""Forms of what is entered at once: a sheet to import, a column to paste.

Each is sent to be looked at (`apercu`), then to be done; whatever the refusal, all that was typed stays in it.
"""

import re
import uuid
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from budget.actions.saisie import Valeur
from budget.feuilles.besoins import Apercu, lire_les_rangees
from budget.feuilles.colonne import CIBLES, Collage, Pose, lire_la_colonne
from budget.feuilles.fichier import OCTETS_AU_PLUS, Feuille, borner, lire_le_fichier
from budget.feuilles.references import references_de
from budget.feuilles.texte import Grille, en_grille, en_texte, nettoyer
from budget.models import Exercice, Ligne
from chantiers.forms.base import Texte
from chantiers.models import Chantier
from historique.refus import ActionRefusee
from membres.forms import Formulaire

CORRECTION, AVANT = re.compile(r"c-(\d{1,5})-(\d{1,3})"), "a-{}-{}"
# A bad cell takes two fields of the form, which may have a thousand: the others come after these are mended.
FAUTES_MONTREES, RANGEES_MONTREES, POSES_MONTREES = 60, 30, 150
A_CORRIGER = "Des cellules sont à corriger. Corrigez-les ci-dessous, ou cochez cette case : rien n’est importé."


class Saisie(Formulaire):
    """Sent to look, or to do."""

    motif = Texte(label="Motif", max_length=500, help_text="Une phrase suffit. Elle figurera dans le journal.")

    @property
    def a_faire(self) -> bool:
        return self.data.get("etape") == "faire"

    def ecrire(self, **champs: str) -> None:
        """Show these fields again as they are now understood."""
        donnees = QueryDict(mutable=True)
        donnees.update(self.data)
        for nom, valeur in champs.items():
            donnees[nom] = valeur
        self.data = donnees

    def refuser(self, refus: ActionRefusee) -> None:
        self.add_error(refus.champ if refus.champ in self.fields else None, str(refus))


class ImportForm(Saisie):
    """A file, or cells pasted; then the same content as text, and a field for each bad cell."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    fichier = forms.FileField(
        label="Fichier XLSX, ODS ou CSV",
        required=False,
        allow_empty_file=True,
        max_length=255,
        help_text="2 Mo et 2 000 lignes au plus. La première ligne porte les titres des colonnes.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )
    contenu = forms.CharField(
        label="Ou des cellules copiées d’un tableur, titres compris",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    laisser = forms.BooleanField(label="Laisser de côté les lignes à corriger", required=False)

    apercu: Apercu | None = None
    feuille: Feuille | None = None

    def __init__(self, *args: Any, chantier: Chantier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chantier = chantier
        self.egarees: list[str] = []

    def clean(self) -> dict[str, Any]:
        try:
            cellules = self._cellules()
            self.lire(cellules)
        except ActionRefusee as refus:
            self.refuser(refus)
        return self.cleaned_data

    def lire(self, cellules: Grille) -> None:
        """Show `cellules` as the content, and read them. Raises ActionRefusee."""
        self.ecrire(contenu=en_texte(cellules))
        self.cellules = cellules
        self.apercu = lire_les_rangees(cellules, references_de(self.chantier))

    def _cellules(self) -> Grille:
        fichier = self.cleaned_data.get("fichier")
        if fichier is not None:
            self.feuille = lire_le_fichier(fichier.read(OCTETS_AU_PLUS + 1))
            return self.feuille.cellules
        contenu = self.cleaned_data.get("contenu", "")
        if not contenu.strip():
            raise ActionRefusee("Choisissez un fichier, ou collez des cellules avec leurs titres.", "fichier")
        cellules = en_grille(contenu)
        self._corriger(cellules)
        borner(cellules, "contenu")
        return cellules

    def _corriger(self, cellules: Grille) -> None:
        """Put what was typed for each bad cell in its place, if this place still holds what was shown."""
        for nom in self.data:
            trouve = CORRECTION.fullmatch(nom)
            if trouve is None:
                continue
            rang, place = int(trouve[1]), int(trouve[2])
            saisi, avant = (
                nettoyer(self.data.get(n, "").replace("\r\n", "\n")) for n in (nom, AVANT.format(rang, place))
            )
            rangee = cellules[rang] if rang < len(cellules) else []
            if saisi == avant:
                continue
            if rangee and (rangee[place] if place < len(rangee) else "") == avant:
                rangee += [""] * (place + 1 - len(rangee))
                rangee[place] = saisi
            else:
                self.egarees.append(f"« {saisi} », ligne {rang + 1}")

    def peut_importer(self) -> bool:
        """Whether it is asked, and nothing else is to mend than what is left aside; else says why."""
        if self.apercu is None:
            return False
        if self.apercu.fautes or self.egarees:
            self.statut = HTTPStatus.UNPROCESSABLE_ENTITY
        if not self.a_faire or self.egarees:
            return False
        if self.apercu.fautes and not self.cleaned_data["laisser"]:
            self.add_error("laisser", A_CORRIGER)
        elif not self.apercu.rangees:
            self.add_error(None, "Aucune ligne n’est prête : corrigez les cellules signalées ci-dessous.")
            self.statut = HTTPStatus.UNPROCESSABLE_ENTITY
        return not self.errors

    def lignes(self, exercice: Exercice) -> list[Ligne]:
        """The good lines, unsaved; their keys come from this form, its place and what their rows hold."""
        if self.apercu is None:
            return []
        base = uuid.uuid5(self.cleaned_data["id"], f"{exercice.pk} {self.chantier.pk}")
        return self.apercu.lignes(base, exercice=exercice, chantier=self.chantier)

    def garder_les_lignes_a_corriger(self) -> None:
        """What is left once the good lines are written: the titles and the bad rows."""
        if self.apercu is not None:
            gardees = [self.apercu.titres.rang, *self.apercu.a_corriger]
            self.ecrire(laisser="")
            self.lire([self.cellules[rang] for rang in gardees])

    @property
    def montrees(self) -> dict[str, Any]:
        """What the page shows of a sheet, however long it is."""
        if self.apercu is None:
            return {}
        fautes, rangees = self.apercu.fautes, self.apercu.rangees
        return {
            "fautes": fautes[:FAUTES_MONTREES],
            "autres_fautes": max(len(fautes) - FAUTES_MONTREES, 0),
            "rangees": rangees[:RANGEES_MONTREES],
            "autres_rangees": max(len(rangees) - RANGEES_MONTREES, 0),
        }


class CollerForm(Saisie):
    """A column of values; `lignes` bears the lines shown, each with its version."""

    lignes = forms.CharField(widget=forms.HiddenInput, required=False)
    cible = forms.ChoiceField(
        label="Coller dans",
        choices=[(cible.cle, cible.titre) for cible in CIBLES.values()],
        initial="montants",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites dans quoi coller.", "invalid_choice": "Dites dans quoi coller."},
    )
    valeurs = forms.CharField(
        label="Valeurs, une par ligne",
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "inputmode": "decimal", "spellcheck": "false"}),
        help_text="Dans l’ordre des lignes ci-dessous. Une ligne vide laisse la valeur comme elle est.",
        error_messages={
            "required": "Collez une colonne de valeurs, une par ligne.",
            "max_length": "Ce texte est trop long pour être une colonne de montants.",
        },
    )

    collage: Collage | None = None

    def __init__(self, *args: Any, presentes: Sequence[Ligne], **kwargs: Any) -> None:
        self.presentes = presentes
        self.maintenant = " ".join(f"{ligne.pk}:{ligne.version}" for ligne in presentes)
        super().__init__(*args, initial={"lignes": self.maintenant}, **kwargs)
        self.vues: dict[str, str] = {}
        if self.is_bound:
            self.vues = dict(paire.split(":", 1) for paire in self.data.get("lignes", "").split() if ":" in paire)
            self.ecrire(lignes=self.maintenant)

    def clean(self) -> dict[str, Any]:
        cible = CIBLES.get(self.cleaned_data.get("cible", ""))
        if cible is not None and "valeurs" in self.cleaned_data:
            try:
                self.collage = lire_la_colonne(self.cleaned_data["valeurs"], cible, self.presentes)
            except ActionRefusee as refus:
                self.refuser(refus)
        if self.collage is not None and self.collage.ecart:
            self.add_error("valeurs", self.collage.ecart)
        return self.cleaned_data

    @property
    def perimees(self) -> frozenset[UUID]:
        """The lines that changed, or came, since they were shown."""
        return frozenset(une.pk for une in self.presentes if self.vues.get(str(une.pk)) != str(une.version))

    @property
    def liste_changee(self) -> bool:
        """Whether a line came or went, or moved, since the page was shown."""
        return list(self.vues) != [str(ligne.pk) for ligne in self.presentes]

    @property
    def est_perime(self) -> bool:
        """At the preview, only the list counts: the values shown are today's."""
        return self.liste_changee or (self.a_faire and bool(self.perimees))

    def peut_coller(self) -> bool:
        """Whether it is asked, and every value is good."""
        if self.collage is None or self.collage.fautes:
            self.statut = HTTPStatus.UNPROCESSABLE_ENTITY if self.statut == HTTPStatus.OK else self.statut
            return False
        return self.a_faire and not self.errors

    @property
    def posees(self) -> dict[UUID, Valeur]:
        """What the action is given: every line that was shown, at the version it was read at."""
        poses = self.collage.poses if self.collage else ()
        return {pose.ligne.pk: Valeur(pose.ligne.version, pose.colonnes or {}) for pose in poses}

    @property
    def premieres(self) -> Sequence[Ligne]:
        return self.presentes[:POSES_MONTREES]

    @property
    def montrees(self) -> list[Pose]:
        """The first lines, and all the bad ones."""
        poses = self.collage.poses if self.collage else ()
        return [pose for pose in poses if pose.faute or pose.rang <= POSES_MONTREES]
