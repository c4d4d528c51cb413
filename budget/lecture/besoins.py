"""The lines of a chantier in an exercice as its members keep them: by action, then by poste. Amounts are cents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from budget.grille import POSTES
from budget.models import Action, Affectation, Depense, Exercice, Ligne
from chantiers.models import Chantier, Moyen


@dataclass(frozen=True)
class BesoinLu:
    """A line, and what holds to it: what fundings pay of it, how many expenses are noted on it."""

    ligne: Ligne
    premier: bool = True
    dernier: bool = True

    @property
    def poste(self) -> str:
        return POSTES[self.ligne.poste].intitule()

    @property
    def quantite(self) -> str:
        """« 12,5 jours »; empty when it is not given."""
        if self.ligne.quantite is None:
            return ""
        nombre = f"{self.ligne.quantite.normalize():f}".replace(".", ",")
        return f"{nombre} {self.ligne.unite}".strip()

    @property
    def pour(self) -> Any:
        """The étape it is for, its own or that of its means; None without one."""
        return self.ligne.etape or (self.ligne.moyen and self.ligne.moyen.etape)


@dataclass(frozen=True)
class GroupeDeBesoins:
    """« Animation du chantier » (no action), or an action, with its present lines."""

    action: Action | None
    besoins: tuple[BesoinLu, ...]

    @property
    def cle(self) -> str:
        return str(self.action.pk) if self.action else "animation"

    @property
    def total(self) -> int:
        return sum(besoin.ligne.montant_centimes for besoin in self.besoins)


@dataclass(frozen=True)
class BesoinsLus:
    """All the needs of a chantier in an exercice, archived ones apart."""

    groupes: tuple[GroupeDeBesoins, ...]
    archivees: tuple[Ligne, ...]
    actions_archivees: tuple[Action, ...]

    @property
    def total(self) -> int:
        return sum(groupe.total for groupe in self.groupes)

    @property
    def nombre(self) -> int:
        return sum(len(groupe.besoins) for groupe in self.groupes)

    def groupe_de(self, ligne: str) -> str:
        """The key of the group that holds this line (its key as a text); empty when none does."""
        siens = (g.cle for g in self.groupes if any(str(besoin.ligne.pk) == ligne for besoin in g.besoins))
        return next(siens, "")

    @property
    def vide(self) -> bool:
        return not any(groupe.besoins for groupe in self.groupes)


def lire_les_besoins(chantier: Chantier, exercice: Exercice) -> BesoinsLus:
    """Two queries: its actions, its lines."""
    actions = list(Action.objects.filter(chantier=chantier).order_by("numero"))
    for action in actions:
        action.chantier = chantier
    lignes = list(
        Ligne.objects.filter(exercice=exercice, chantier=chantier)
        .select_related("etape", "moyen__etape", "reversement_a")
        .order_by("rang", "id")
    )
    presentes = [ligne for ligne in lignes if ligne.archive_le is None]
    tenues = {ligne.action_id for ligne in presentes}
    gardees = [action for action in actions if action.archive_le is None or action.pk in tenues]
    return BesoinsLus(
        groupes=tuple(_groupe(action, presentes) for action in [None, *gardees]),
        archivees=tuple(ligne for ligne in lignes if ligne.archive_le is not None),
        actions_archivees=tuple(action for action in actions if action not in gardees),
    )


def _groupe(action: Action | None, lignes: Sequence[Ligne]) -> GroupeDeBesoins:
    siennes = [ligne for ligne in lignes if ligne.action_id == (action and action.pk)]
    siennes.sort(key=lambda ligne: POSTES[ligne.poste].rang)  # stable: by rang within a poste
    besoins: list[BesoinLu] = []
    for _, memes in groupby(siennes, key=lambda ligne: ligne.poste):
        soeurs = list(memes)
        besoins += [BesoinLu(ligne, n == 0, n == len(soeurs) - 1) for n, ligne in enumerate(soeurs)]
    return GroupeDeBesoins(action, tuple(besoins))


def ce_qui_tient_a(ligne: Ligne) -> tuple[int, int]:
    """What fundings pay of a line, in cents, and how many expenses are noted on it; two queries."""
    affecte = Affectation.objects.presents().filter(ligne=ligne).aggregate(n=Sum("montant_centimes"))["n"] or 0
    return affecte, Depense.objects.presents().filter(ligne=ligne).count()


def ce_qui_tient_a_l_action(action: Action) -> tuple[int, int]:
    """How many present lines and contributions an action has; one query."""
    presentes = {nom: Count(nom, filter=Q(**{f"{nom}__archive_le": None}), distinct=True) for nom in TENUES}
    compte = Action.objects.filter(pk=action.pk).aggregate(**{f"n_{nom}": n for nom, n in presentes.items()})
    return compte["n_lignes"], compte["n_contributions"]


TENUES = ("lignes", "contributions")


# What may become a line -----------------------------------------------------------------------------------------------


def moyens_de(chantier: Chantier) -> list[Moyen]:
    """The present means of its roadmap under way, in order; one query."""
    feuille = "feuille_de_route"
    return list(
        Moyen.objects.presents()
        .filter(feuille_de_route__chantier=chantier, feuille_de_route__etat="en_cours")
        .select_related("etape", "objectif", feuille)
        .order_by("rang", "id")
    )


def lignes_des_moyens(exercice: Exercice, moyens: Iterable[Moyen]) -> dict[UUID, Ligne]:
    """Means → the present line of this exercice that was drawn from it."""
    lignes = Ligne.objects.presents().filter(exercice=exercice, moyen__in=[moyen.pk for moyen in moyens])
    return {ligne.moyen_id: ligne for ligne in lignes if ligne.moyen_id}


def exercice_d_avant(exercice: Exercice) -> Exercice | None:
    return Exercice.objects.filter(annee__lt=exercice.annee).order_by("-annee").first()


@dataclass(frozen=True)
class AReprendre:
    """A line of the year before, and why it cannot be taken, if it cannot."""

    ligne: Ligne
    refus: str | None

    @property
    def cle(self) -> str:
        return str(self.ligne.pk)

    @property
    def poste(self) -> str:
        return POSTES[self.ligne.poste].intitule()


def lignes_a_reprendre(chantier: Chantier, avant: Exercice, exercice: Exercice) -> list[AReprendre]:
    """The present lines of this chantier in the exercice before; two queries."""
    reprises = Ligne.objects.presents().filter(exercice=exercice, reprise_de__isnull=False)
    deja = set(reprises.filter(chantier=chantier).values_list("reprise_de", flat=True))
    lignes = Ligne.objects.presents().filter(exercice=avant, chantier=chantier)
    liens = ("action", "etape__objectif__feuille_de_route", "moyen__feuille_de_route", "chantier")
    triees = sorted(lignes.select_related(*liens), key=_place)
    return [AReprendre(ligne, _refus_de_reprendre(ligne, deja)) for ligne in triees]


def _place(ligne: Ligne) -> tuple[int, int, int]:
    return ligne.action.numero if ligne.action else 0, POSTES[ligne.poste].rang, ligne.rang


def _refus_de_reprendre(ligne: Ligne, deja: set[UUID]) -> str | None:
    if ligne.pk in deja:
        return "déjà reprise"
    if ligne.action and ligne.action.archive_le is not None:
        return "son action est archivée"
    return None
