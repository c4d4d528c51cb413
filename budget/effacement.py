"""What the budget holds of a person, and what an erasure leaves of it: amounts stay, under another name."""

from collections.abc import Mapping
from typing import Any

from budget.models import Contribution, Depense, Financement
from membres.bilan import combien
from membres.dossier import lignes
from membres.models import Personne
from membres.prises import Bilan, Conservation

JUSTIFICATIFS = Conservation(
    cle="justificatifs",
    quoi="Justificatifs des dépenses : factures, notes de frais",
    pourquoi="Prouver l’usage des fonds",
    fondement="Obligation légale (code de commerce, article L. 123-22)",
    mots="Dix ans au moins après la fin de l’exercice",
)


def bilan(personne: Personne) -> Bilan:
    signes = [
        (Contribution.objects.filter(personne=personne).count(), "contribution valorisée", "contributions valorisées"),
        (Depense.objects.filter(abandonnee_par=personne).count(), "abandon de frais", "abandons de frais"),
    ]
    reste = [f"{combien(*signe)}, avec leurs montants." for signe in signes if signe[0]]
    menes = Financement.objects.presents().filter(mene_par=personne).count()
    if menes:
        recherches = combien(menes, "recherche de financement", "recherches de financement")
        reste.append(f"La conduite de {recherches}, sous ce nom : à confier à quelqu’un d’autre.")
    return Bilan((), reste)


def donnees(personne: Personne) -> Mapping[str, Any]:
    """What she gave, the expenses she waived, the searches she leads."""
    contributions = Contribution.objects.filter(personne=personne).order_by("le", "pk")
    abandons = Depense.objects.filter(abandonnee_par=personne).order_by("le", "pk")
    menes = Financement.objects.filter(mene_par=personne).order_by("pk")
    return {
        "contributions": lignes(contributions, "id", "nature", "libelle", "le", "valeur_centimes", "etat"),
        "abandons_de_frais": lignes(abandons, "id", "libelle", "le", "montant_centimes"),
        "financements_menes": lignes(menes, "id", "intitule", "statut"),
    }
