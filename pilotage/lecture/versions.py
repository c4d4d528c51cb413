"""Frozen versions: how a snapshot is made and read back, and whether two states differ by more than their wording."""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from budget.lecture import BudgetLu, lire_budget
from budget.lecture import comparaison as budgets_compares
from budget.lecture import instantane as budgets_figes
from chantiers.lecture import (
    Difference,
    EtapeLue,
    FeuilleLue,
    GlobaleLue,
    LivrableLu,
    MoyenLu,
    ObjectifLu,
    comparer,
    depuis_instantane,
    instantane,
    lire_globale,
)
from historique.canonique import canonique
from historique.differences import Morceau, mot_a_mot
from historique.models import PASSAGE_RETIRE, Acte, Ouverture
from membres.acces import Acces
from pilotage.lecture.budgets import SANS_LIGNE
from pilotage.lecture.discretion import publiables
from pilotage.models import Proposition, Version

SCHEMA = 1
FEUILLES, BUDGET, TEXTE = "feuilles", "budget", "texte"

type Engager = Callable[[str], str]


@dataclass(frozen=True)
class Contenu:
    """What a version proposes: the six roadmaps, the budget of an exercice, or a text."""

    globale: GlobaleLue | None = None
    budget: BudgetLu | None = None
    texte: str = ""

    @property
    def fige(self) -> str:
        """Which of the three it is."""
        if self.globale is not None:
            return FEUILLES
        return TEXTE if self.budget is None else BUDGET

    @property
    def feuilles(self) -> tuple[FeuilleLue, ...]:
        return self.globale.feuilles if self.globale else ()

    @property
    def rien_a_figer(self) -> str:
        """Why there is nothing to freeze, or nothing."""
        if self.globale is not None and not self.feuilles:
            return "Aucune feuille de route n’est en cours : il n’y a rien à figer."
        if self.budget is not None and not self.budget.lignes:
            return SANS_LIGNE.format(annee=self.budget.annee)
        return ""


@dataclass(frozen=True)
class DifferenceMotivee:
    """A difference, and the reason its author gave in the journal, when she gave one."""

    difference: Difference
    motif: str


def figer(contenu: Contenu, *, jour: date, sequence: int, engager: Engager) -> str:
    """The canonical snapshot of what is proposed; its prose is committed by `engager`."""
    if contenu.globale is not None:
        return instantane(contenu.feuilles, jour=jour, sequence=sequence, engager=engager)
    if contenu.budget is not None:
        return budgets_figes.instantane(contenu.budget, jour=jour, sequence=sequence, engager=engager)
    texte = {"engagement": engager(contenu.texte)}
    return canonique({"schema": SCHEMA, "jour": jour, "sequence": sequence, "texte": texte})


def lire_contenu(version: Version, acces: Acces) -> Contenu:
    """What the version proposed, as it was frozen; names are today's, a text taken out says so."""
    donnees = json.loads(version.instantane)
    if FEUILLES in donnees:
        return Contenu(globale=depuis_instantane(version.instantane, acces))
    if BUDGET in donnees:
        return Contenu(budget=budgets_figes.depuis_instantane(version.instantane, acces))
    ouverture = Ouverture.objects.filter(engagement=donnees[TEXTE]["engagement"]).first()
    return Contenu(texte=ouverture.valeur if ouverture else PASSAGE_RETIRE)


def que_la_forme(avant: Contenu, apres: Contenu) -> bool:
    """Whether only wording differs: titles, descriptions, presentations, labels of the same items, in the same order.

    In a budget, no amount, quantity, poste, chantier, action, étape nor funding may differ.
    Where a text is what is decided, its words are the substance: punctuation, accents and capitals alone are wording.
    """
    if avant.budget is not None and apres.budget is not None:
        return budgets_compares.que_la_forme(avant.budget, apres.budget)
    if avant.globale is None or apres.globale is None:
        return _mots(avant.texte) == _mots(apres.texte)
    return [_feuille(f, avant) for f in avant.feuilles] == [_feuille(f, apres) for f in apres.feuilles]


def _mots(texte: str) -> list[str]:
    decompose = unicodedata.normalize("NFD", texte.casefold())
    return re.findall(r"\w+", "".join(lettre for lettre in decompose if not unicodedata.combining(lettre)))


def _feuille(feuille: FeuilleLue, contenu: Contenu) -> tuple[Any, ...]:
    connues = {etape.id for f in contenu.feuilles for etape in f.etapes}
    objectifs = [_objectif(o, connues) for o in feuille.objectifs]
    return feuille.id, feuille.debut, feuille.fin, feuille.etat, objectifs, [_moyen(m) for m in feuille.moyens]


def _objectif(objectif: ObjectifLu, connues: set[UUID]) -> tuple[Any, ...]:
    return objectif.id, objectif.contribue_a_id, [_etape(e, connues) for e in objectif.etapes]


def _etape(etape: EtapeLue, connues: set[UUID]) -> tuple[Any, ...]:
    qui = (etape.responsable_id, etape.organisation_id)
    attend = sorted(str(a.attend_id) for a in etape.attend if a.attend_id in connues)
    livrables = [_livrable(livrable) for livrable in etape.livrables]
    return etape.id, etape.debut, etape.echeance, etape.etat, etape.avancement, *qui, livrables, attend


def _livrable(livrable: LivrableLu) -> tuple[Any, ...]:
    return livrable.id, livrable.echeance, livrable.etat, livrable.remis_le, livrable.lien


def _moyen(moyen: MoyenLu) -> tuple[Any, ...]:
    combien = (moyen.quantite, moyen.unite, moyen.montant_centimes)
    return moyen.id, moyen.nature, *combien, moyen.objectif_id, moyen.etape_id


def ecarts(avant: Contenu, apres: Contenu) -> tuple[Difference, ...]:
    """What differs between two roadmaps or two budgets, in words; nothing between texts."""
    if avant.budget is not None and apres.budget is not None:
        return budgets_compares.comparer(avant.budget, apres.budget)
    if avant.globale is not None and apres.globale is not None:
        return comparer(avant.feuilles, apres.feuilles)
    return ()


def differences(
    avant: Version, apres: Version, acces: Acces, *, contenus: tuple[Contenu, Contenu] | None = None
) -> tuple[DifferenceMotivee, ...]:
    """What changes from one version to another, in words, by chantier, with the reasons read in the journal."""
    ancien, nouveau = contenus or (lire_contenu(avant, acces), lire_contenu(apres, acces))
    trouvees = ecarts(ancien, nouveau)
    if ancien.budget and nouveau.budget and not acces.membre:
        trouvees = publiables(trouvees, ancien.budget, nouveau.budget)
    if not trouvees:
        return ()
    motifs = _motifs([d.id for d in trouvees], sorted((avant.sequence, apres.sequence)), acces)
    return tuple(DifferenceMotivee(d, motifs.get(d.id, "")) for d in trouvees)


@dataclass(frozen=True)
class TexteDifferent:
    """A text before and after, in runs kept or changed."""

    avant: tuple[Morceau, ...]
    apres: tuple[Morceau, ...]


def changement_de_texte(ancien: Contenu, nouveau: Contenu) -> tuple[TexteDifferent, ...]:
    """The difference between two texts, word by word; nothing when there is none."""
    if ancien.texte == nouveau.texte:
        return ()
    return (TexteDifferent(*mot_a_mot(ancien.texte, nouveau.texte)),)


def _motifs(objets: list[UUID], bornes: list[int], acces: Acces) -> dict[UUID, str]:
    """Object → the last reason given for changing it between two journal positions; two queries."""
    lignes = (
        Acte.objects.lisibles_par(acces)
        .filter(changements__objet_id__in=objets, sequence__gt=bornes[0], sequence__lte=bornes[1])
        .exclude(motif="")
        .order_by("sequence")
        .values_list("changements__objet_id", "motif")
    )
    engagements: dict[UUID, str] = dict(lignes)
    ouvertures = dict(
        Ouverture.objects.filter(engagement__in=set(engagements.values())).values_list("engagement", "valeur")
    )
    return {objet: ouvertures.get(engagement, PASSAGE_RETIRE) for objet, engagement in engagements.items()}


def contenu_actuel(proposition: Proposition, acces: Acces, texte: str = "") -> Contenu:
    """What a version opened now would freeze; `texte` replaces the text of a proposition that is one."""
    if proposition.fige_les_feuilles:
        return Contenu(globale=lire_globale(acces))
    if proposition.exercice is not None:
        return Contenu(budget=lire_budget(acces, proposition.exercice.annee))
    return Contenu(texte=texte or proposition.texte)
