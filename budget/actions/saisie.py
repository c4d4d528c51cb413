"""Many lines in one act: imported from a sheet, pasted as a column, or split from a shared charge.

Each locks the exercice first. What they write is what is being worked on: members read its entry, not the public.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from budget import permissions
from budget.actions.besoins import inscrire
from budget.actions.coherence import mettre_en_coherence, verrouiller_les_actions
from budget.actions.verrous import Perime, verrouiller_l_exercice
from budget.calcul import se_calcule
from budget.models import Exercice, Ligne
from chantiers.models import Chantier
from historique.actes import consigner
from historique.models import Visibilite
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces

MEMBRES = Visibilite.MEMBRES


def importer_des_lignes(
    exercice: Exercice, chantier: Chantier, lignes: list[Ligne], *, motif: str = "", par: Acces
) -> list[Ligne]:
    """Add unsaved lines, all or none, and give those that were not there yet: sent twice, they are written once."""
    with consigner("importer_des_lignes", par=par, motif=motif, portee=chantier, visibilite=MEMBRES) as acte:
        acte.objet = verrouiller_l_exercice(exercice.pk)
        exiger(permissions.refus_de_tenir_les_besoins(par, chantier))
        deja = set(Ligne.objects.filter(pk__in=[ligne.pk for ligne in lignes]).values_list("pk", flat=True))
        nouvelles = [ligne for ligne in lignes if ligne.pk not in deja]
        inscrire(nouvelles)
    return nouvelles


@dataclass(frozen=True)
class Valeur:
    """What is pasted on one line: the version it was read at, and the columns it sets."""

    version: int
    colonnes: Mapping[str, Any]


class LignesChangees(Perime):
    """Lines changed, came or went since the preview; `ids` are those that changed."""

    def __init__(self, ids: frozenset[UUID]) -> None:
        super().__init__(
            "Des lignes ont changé depuis l’aperçu. Rien n’est enregistré, rien n’est perdu : "
            "relisez l’aperçu mis à jour, puis confirmez."
        )
        self.ids = ids


class ValeurRefusee(ActionRefusee):
    """A value that one line refuses."""

    def __init__(self, ligne: Ligne, phrase: str) -> None:
        super().__init__(f"« {ligne} » : {phrase}", "valeurs")


def coller_des_valeurs(
    exercice: Exercice, chantier: Chantier, valeurs: Mapping[UUID, Valeur], *, motif: str = "", par: Acces
) -> list[Ligne]:
    """Set columns of many lines at once, and give those that changed. Raises LignesChangees or ValeurRefusee."""
    with consigner("coller_des_valeurs", par=par, motif=motif, portee=chantier, visibilite=MEMBRES) as acte:
        acte.objet = verrouiller_l_exercice(exercice.pk)
        exiger(permissions.refus_de_tenir_les_besoins(par, chantier))
        lignes = list(_presentes(exercice, chantier).filter(pk__in=valeurs).select_for_update(of=("self",)))
        changees = {ligne.pk for ligne in lignes if ligne.version != valeurs[ligne.pk].version}
        if changees or len(lignes) != len(valeurs):
            raise LignesChangees(frozenset(changees))
        modifiees = [ligne for ligne in lignes if _poser(ligne, valeurs[ligne.pk].colonnes)]
        verrouiller_les_actions(modifiees)
        for ligne in modifiees:
            try:
                mettre_en_coherence(ligne)
            except ActionRefusee as refus:
                raise ValeurRefusee(ligne, str(refus)) from refus
            ligne.save()
    return modifiees


def _presentes(exercice: Exercice, chantier: Chantier) -> Any:
    lignes = Ligne.objects.presents().filter(exercice=exercice, chantier=chantier)
    return lignes.select_related("etape__objectif__feuille_de_route", "moyen__feuille_de_route")


def _poser(ligne: Ligne, colonnes: Mapping[str, Any]) -> bool:
    """Set the columns, and say whether one of them changed; an amount that is computed will be computed again."""
    change = any(getattr(ligne, colonne) != valeur for colonne, valeur in colonnes.items())
    for colonne, valeur in colonnes.items():
        setattr(ligne, colonne, valeur)
    if "montant_centimes" not in colonnes and se_calcule(ligne):
        ligne.montant_centimes = None  # type: ignore[assignment]
    return change


def repartir(exercice: Exercice, lignes: list[Ligne], *, motif: str = "", par: Acces) -> list[Ligne]:
    """Add the parts of one shared charge, unsaved lines of several chantiers, in one act; sent twice, written once.

    Raises Perime when the same form was sent before with other parts.
    """
    with consigner("repartir", par=par, motif=motif, visibilite=MEMBRES) as acte:
        acte.objet = verrouiller_l_exercice(exercice.pk)
        exiger(permissions.refus_de_repartir(par))
        deja = {ligne.pk: ligne for ligne in Ligne.objects.filter(pk__in=[ligne.pk for ligne in lignes])}
        if deja and {pk: une.montant_centimes for pk, une in deja.items()} != {
            ligne.pk: ligne.montant_centimes for ligne in lignes
        }:
            raise Perime(
                "Ce formulaire a déjà servi à répartir une charge, avec d’autres parts. "
                "Modifiez ses lignes dans chaque chantier, ou rouvrez cette page pour répartir une autre charge."
            )
        nouvelles = [] if deja else lignes
        inscrire(nouvelles)
    return nouvelles
