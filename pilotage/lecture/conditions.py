"""What the rules say of a proposition and its board, whoever asks: pages, rights and the dashboard read them here."""

from collections.abc import Iterable

from historique.mots import enumerer
from membres.acces import Acces
from pilotage.lecture.tableau import LigneDuTableau, Tableau
from pilotage.models import Proposition

Etape = Proposition.Etape


def chantiers_en_mots(lignes: Iterable[LigneDuTableau], article: bool = True) -> str:
    """« le chantier 2 », « les chantiers 2 et 4 »."""
    numeros = [str(ligne.chantier.numero) for ligne in lignes]
    if len(numeros) == 1:
        return f"{'le ' if article else ''}chantier {numeros[0]}"
    return f"{'les ' if article else ''}chantiers {enumerer(numeros)}"


def parle_pour(acces: Acces, ligne: LigneDuTableau) -> bool:
    """Whether she gives the position herself, rather than recording that of another."""
    return acces.personne_id in ligne.porte_parole


def refus_de_position(proposition: Proposition) -> str | None:
    """Why this proposition takes no position now, whoever asks."""
    match proposition.etape:
        case Etape.OBJECTIONS:
            return None
        case Etape.ADOPTEE:
            return "La version est adoptée : elle ne reçoit plus de position."
        case Etape.RETIREE:
            return "La proposition est retirée : elle ne reçoit plus de position."
        case Etape.RENVOYEE:
            return "La proposition est renvoyée à une rencontre : les positions reprendront après elle."
    return "Les positions se donnent à l’étape « Consentement » : elle n’est pas encore ouverte."


def obstacle_a_l_adoption(tableau: Tableau) -> str | None:
    """What the chantiers have not said yet, or have said against it; the same for everybody."""
    if tableau.proposition.etape == Etape.ADOPTEE:
        return "Cette proposition est déjà adoptée."
    if refus := refus_de_position(tableau.proposition):
        return refus.replace("Les positions se donnent", "L’adoption se constate")
    if tableau.objections:
        combien = "Une objection reste" if len(tableau.objections) == 1 else "Des objections restent"
        return f"{combien} à lever : {chantiers_en_mots(tableau.objections, article=False)}."
    if tableau.manquantes:
        return f"Position attendue : {chantiers_en_mots(tableau.manquantes, article=False)}. Le silence n’adopte pas."
    if not tableau.lignes:
        return "Aucun chantier ne compte dans cette consultation."
    if tableau.tous_en_deport:
        return "Tous les chantiers se déportent : il faut au moins une position."
    return None
