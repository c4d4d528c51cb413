"""What differs between two readings of the same budget, in words; and whether it is more than wording."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from budget.lecture.budget import BudgetLu
from budget.lecture.elements import ActionLue, ContributionLue, FinancementLu, LigneLue
from chantiers.lecture import ChantierLu
from chantiers.lecture.comparaison import Cite, Compare, Difference, comparer_les_objets
from historique.mots import date_longue, euros


def _texte(valeur: Any) -> str:
    return str(valeur) if valeur not in (None, "") else "non renseigné"


def _euros(centimes: int | None) -> str:
    return "non renseigné" if centimes is None else euros(centimes)


def _nombre(valeur: Any) -> str:
    return "non renseignée" if valeur is None else f"{valeur.normalize():f}".replace(".", ",")


def _oui(valeur: bool) -> str:
    return "oui" if valeur else "non"


def _taux(milliemes: int) -> str:
    return f"{milliemes / 1000:.3f}".replace(".", ",") + " €"


type Champs = tuple[tuple[str, str, Callable[[Any], str]], ...]
# Type → (noun, fields compared: attribute, label, how it is said).
CHAMPS: dict[type, tuple[str, Champs]] = {
    ActionLue: (
        "action",
        (
            ("titre", "Intitulé", _texte),
            ("description", "Description", _texte),
            ("territoire", "Territoire", _texte),
            ("nature", "Nature", _texte),
        ),
    ),
    LigneLue: (
        "ligne budgétaire",
        (
            ("libelle", "Intitulé", _texte),
            ("montant_centimes", "Montant", _euros),
            ("poste", "Poste", _texte),
            ("quantite", "Quantité", _nombre),
            ("unite", "Unité", _texte),
            ("cout_unitaire_centimes", "Coût unitaire", _euros),
            ("action", "Action", _texte),
            ("etape", "Étape", _texte),
            ("cle_de_repartition", "Clé de répartition", _texte),
            ("reversement_a", "Reversée à", _texte),
        ),
    ),
    ContributionLue: (
        "contribution valorisée",
        (
            ("libelle", "Intitulé", _texte),
            ("valeur_centimes", "Valeur", _euros),
            ("organisation", "Apportée par", _texte),
            ("libelle_nature", "Nature", _texte),
            ("nombre", "Nombre", _texte),
            ("quantite", "Quantité", _nombre),
            ("taux_milliemes", "Taux", _taux),
            ("le", "À partir du", date_longue),
            ("confirmee", "Confirmée", _oui),
        ),
    ),
    FinancementLu: (
        "financement",
        (
            ("intitule", "Intitulé", _texte),
            ("libelle_statut", "Statut", _texte),
            ("demande_centimes", "Demandé", _euros),
            ("accorde_centimes", "Accordé", _euros),
            ("recu_centimes", "Reçu", _euros),
            ("financeur", "Financeur", _texte),
        ),
    ),
}
# What is wording, or said as it is today, or not of the budget as proposed (its use).
FORME = {
    *("version", "libelle", "titre", "description", "intitule", "cle_de_repartition", "ecart_explique"),
    *("moyen", "etape", "etapes", "organisation", "personne", "financeur", "reversement_a", "rang", "archive_le"),
    *("porteur_administratif", "porteur_financier", "depense_centimes", "impute_centimes"),
}

type Piece = ActionLue | LigneLue | ContributionLue | FinancementLu


def _objets(budget: BudgetLu) -> dict[UUID, Compare]:
    """Every piece of the budget by its key; fundings are the interchantier's."""
    chantiers = {chantier.id: chantier for chantier in budget.chantiers}
    commun = next((c for c in budget.chantiers if c.est_interchantier), budget.chantiers[0])
    actions, payeurs = {action.id: action for action in budget.actions}, _payeurs(budget)
    objets = {}
    pieces: tuple[Any, ...] = (*budget.actions, *budget.lignes, *budget.contributions, *budget.financements)
    for piece in pieces:
        chantier = chantiers.get(getattr(piece, "chantier_id", None) or commun.id, commun)
        objets[piece.id] = _compare(piece, chantier, actions)
    for ligne in budget.lignes:
        compare = objets[ligne.id]
        payee = ("Payée par", _texte, payeurs.get(ligne.id, ""))
        objets[ligne.id] = replace(compare, champs=(*compare.champs, payee))
    return objets


def _payeurs(budget: BudgetLu) -> dict[UUID, str]:
    """Line → « Région Val-d’Aurence 500 €, Fondation 200 € »."""
    noms = {financement.id: financement.nom for financement in budget.financements}
    payeurs: dict[UUID, list[str]] = {}
    for a in sorted(budget.affectations, key=lambda a: str(a.financement_id)):
        payeurs.setdefault(a.ligne_id, []).append(f"{noms.get(a.financement_id, '')} {euros(a.montant_centimes)}")
    return {ligne: ", ".join(siens) for ligne, siens in payeurs.items()}


def _compare(piece: Piece, chantier: ChantierLu, actions: Mapping[UUID, ActionLue]) -> Compare:
    nom, compares = CHAMPS[type(piece)]
    derives: dict[str, Any] = {}
    code = ""
    if isinstance(piece, LigneLue):
        code = piece.poste.numero()
        action = actions.get(piece.action_id) if piece.action_id else None
        derives = {
            "poste": Cite(piece.poste_cle, piece.poste.intitule()),  # type: ignore[arg-type]
            "action": Cite(action.id, action.nom) if action else None,
            "etape": Cite(piece.etape_id, piece.etape) if piece.etape_id else None,
        }
    elif isinstance(piece, ActionLue):
        code = piece.code
    champs = tuple((libelle, dire, derives[a] if a in derives else getattr(piece, a)) for a, libelle, dire in compares)
    titre = getattr(piece, "titre", "") or getattr(piece, "libelle", "") or getattr(piece, "intitule", "")
    return Compare(chantier, nom, piece.id, code, titre, champs)


def comparer(avant: BudgetLu, apres: BudgetLu) -> tuple[Difference, ...]:
    """Additions, removals and modifications from `avant` to `apres`, by chantier, in reading order."""
    return comparer_les_objets(_objets(avant), _objets(apres))


def que_la_forme(avant: BudgetLu, apres: BudgetLu) -> bool:
    """Whether only wording differs: titles, labels, descriptions of the same pieces, in the same order."""
    return _fond(avant) == _fond(apres)


def _fond(budget: BudgetLu) -> tuple[Any, ...]:
    pieces = (*budget.actions, *budget.lignes, *budget.contributions, *budget.financements, *budget.affectations)
    seuils = (budget.annee, budget.debut, budget.fin, budget.plafond_public, budget.seuil_d_ecart)
    return (*seuils, [tuple(_valeurs(piece)) for piece in pieces])


def _valeurs(piece: Any) -> Iterator[Any]:
    return (getattr(piece, champ.name) for champ in fields(piece) if champ.name not in FORME)
