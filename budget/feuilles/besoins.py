"""Cells to lines of the budget: what is good is ready to be written, what is not is named, cell by cell."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError

from budget.calcul import montant_d_une_ligne
from budget.feuilles.colonnes import TITRES, Titres, lettre, lire_les_titres, simplifier
from budget.feuilles.postes import reconnaitre
from budget.feuilles.references import References
from budget.feuilles.texte import Grille
from budget.forms.champs import Euros, Nombre, en_chiffres
from budget.grille import POSTES
from budget.models import Ligne
from historique.refus import ActionRefusee

OUI_NON = {"": False, "non": False, "n": False, "0": False, "oui": True, "o": True, "x": True, "1": True, "vrai": True}


@dataclass(frozen=True)
class Faute:
    """A bad cell: `rang` and `place` count from zero; `que_faire` names what is wrong and what to do."""

    rang: int
    place: int
    titre: str
    valeur: str
    que_faire: str

    @property
    def ou(self) -> str:
        return f"Ligne {self.rang + 1}, colonne {lettre(self.place)} « {self.titre} »"

    @property
    def longue(self) -> bool:
        """Whether a field of one line would cut it."""
        return "\n" in self.valeur or len(self.valeur) > 60

    @property
    def consigne(self) -> str:
        """What to do, where the place is said beside it."""
        return f"{self.que_faire[0].upper()}{self.que_faire[1:]}."

    @property
    def phrase(self) -> str:
        return f"{self.ou} : {self.que_faire}."


@dataclass(frozen=True)
class Rangee:
    """A row that reads well: columns of a Ligne, and the words for what it is tied to."""

    rang: int
    cellules: tuple[str, ...]
    valeurs: Mapping[str, Any]
    rattachement: str

    @property
    def numero(self) -> int:
        """As spreadsheets number it."""
        return self.rang + 1

    @property
    def poste(self) -> str:
        return POSTES[self.valeurs["poste"]].intitule()

    @property
    def quantite(self) -> str:
        """« 12,5 jours »."""
        quantite = self.valeurs["quantite"]
        return "" if quantite is None else f"{en_chiffres(quantite)} {self.valeurs['unite']}".strip()


@dataclass
class Apercu:
    """What a sheet would write, and what stops it."""

    titres: Titres
    rangees: list[Rangee] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(rangee.valeurs["montant_centimes"] for rangee in self.rangees)

    @property
    def a_corriger(self) -> list[int]:
        """The rows that hold a bad cell, in order."""
        return sorted({faute.rang for faute in self.fautes})

    def lignes(self, base: UUID, **place: Any) -> list[Ligne]:
        """Unsaved lines, `place` their exercice and chantier.

        The key of each comes from `base` and from what its row holds: the same row sent twice is the same line, and a
        row mended after the others were written is a new one.
        """
        vues: Counter[tuple[str, ...]] = Counter()
        lignes = []
        for rangee in self.rangees:
            vues[rangee.cellules] += 1
            cle = uuid5(base, json.dumps([*rangee.cellules, vues[rangee.cellules]]))
            lignes.append(Ligne(pk=cle, **place, **rangee.valeurs))
        return lignes


def lire_les_rangees(cellules: Grille, references: References) -> Apercu:
    """Every row under the titles. Raises ActionRefusee when the titles themselves cannot be read."""
    apercu = Apercu(lire_les_titres(cellules))
    for rang, rangee in enumerate(cellules):
        if rang > apercu.titres.rang and any(rangee):
            _Lecture(apercu.titres, references, rang, rangee).ranger_dans(apercu)
    return apercu


class _Lecture:
    """Reads one row; every bad cell is noted, not only the first one."""

    def __init__(self, titres: Titres, references: References, rang: int, rangee: Sequence[str]) -> None:
        self.titres, self.references, self.rang, self.rangee = titres, references, rang, rangee
        self.fautes: list[Faute] = []

    def ranger_dans(self, apercu: Apercu) -> None:
        valeurs, rattachement = self._valeurs()
        if self.fautes:
            apercu.fautes += self.fautes
        else:
            cellules = tuple(self.cellule(cle) for cle in TITRES)
            apercu.rangees.append(Rangee(self.rang, cellules, valeurs, rattachement))

    def cellule(self, cle: str) -> str:
        place = self.titres.places.get(cle)
        return self.rangee[place] if place is not None and place < len(self.rangee) else ""

    def fauter(self, cle: str, que_faire: str) -> None:
        place, titre = self.titres.places[cle], self.titres.ecrits[cle]
        que_faire = que_faire[0].lower() + que_faire[1:].rstrip(". ")
        self.fautes.append(Faute(self.rang, place, titre, self.cellule(cle), que_faire))

    def essayer(self, cle: str, lire: Callable[[str], Any]) -> Any:
        """What `lire` makes of the cell, or None with its refusal noted."""
        try:
            return lire(self.cellule(cle))
        except ActionRefusee as refus:
            self.fauter(cle, str(refus))
        except ValidationError as erreur:
            self.fauter(cle, erreur.messages[0])
        return None

    def _valeurs(self) -> tuple[dict[str, Any], str]:
        poste = self.essayer("poste", reconnaitre)
        action = self.essayer("action", self.references.action)
        etape = self.essayer("etape", self.references.etape)
        valeurs = {
            "poste": poste,
            "libelle": self.essayer("libelle", lambda texte: _court(texte, 200, "l’intitulé")),
            "unite": self.essayer("unite", lambda texte: _court(texte, 40, "")),
            "action_id": action[0] if action else None,
            "etape_id": etape[0] if etape else None,
            "cle_de_repartition": self.essayer("cle_de_repartition", _cle),
            "nominative": self.essayer("nominative", _oui_ou_non),
            **self._montants(),
        }
        if poste and POSTES[poste].indirect and not self.cellule("cle_de_repartition"):
            self._demander_la_cle(poste)
        return valeurs, " · ".join(trouve[1] for trouve in (action, etape) if trouve)

    def _demander_la_cle(self, poste: str) -> None:
        indirecte = f"« {POSTES[poste].libelle} » est une charge indirecte"
        if "cle_de_repartition" in self.titres.places:
            self.fauter("cle_de_repartition", f"{indirecte} : écrivez sa clé de répartition en toutes lettres")
        else:
            self.fauter("poste", f"{indirecte} : ajoutez une colonne « clé de répartition », ou changez de poste")

    def _montants(self) -> dict[str, Any]:
        """Quantity, unit cost and amount, by the rule of every line."""
        avant = len(self.fautes)
        quantite = self.essayer("quantite", Nombre().clean)
        cout = self.essayer("cout_unitaire", Euros().clean)
        montant = self.essayer("montant", Euros().clean)
        if len(self.fautes) == avant:
            try:
                montant = montant_d_une_ligne(quantite, cout, montant)
            except ActionRefusee as refus:
                self.fauter(self._ou_va_le_montant(), str(refus))
        return {"quantite": quantite, "cout_unitaire_centimes": cout, "montant_centimes": montant}

    def _ou_va_le_montant(self) -> str:
        """The column to mend: that of the amount, else the one left empty of the two that give it."""
        if "montant" in self.titres.places:
            return "montant"
        return "quantite" if self.cellule("cout_unitaire") and not self.cellule("quantite") else "cout_unitaire"


def _court(texte: str, au_plus: int, quoi: str) -> str:
    """A text of one line; `quoi` is what to write when it is empty, "" when it may be."""
    texte = " ".join(texte.split())
    if not texte and quoi:
        raise ActionRefusee(f"rien n’est écrit : écrivez {quoi}")
    if len(texte) > au_plus:
        raise ActionRefusee(f"ce texte compte {len(texte)} caractères, pour {au_plus} au plus : raccourcissez-le")
    return texte


def _cle(texte: str) -> str:
    if len(texte) > 10_000:
        raise ActionRefusee(f"ce texte compte {len(texte)} caractères, pour 10 000 au plus : raccourcissez-le")
    return texte


def _oui_ou_non(texte: str) -> bool:
    valeur = OUI_NON.get(simplifier(texte))
    if valeur is None:
        raise ActionRefusee(f"« {texte} » n’est ni oui ni non : écrivez l’un ou l’autre, ou rien")
    return valeur
