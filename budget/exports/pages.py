"""What the pages of the two grant forms show."""

from functools import partial
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from budget.exports import demande, formulaires
from budget.exports.fichier import FORMES
from budget.exports.origine import Origine
from budget.grille import Profil
from budget.lecture.grilles import budget_previsionnel, compte_rendu
from budget.lecture.justifications import justifications, lire_les_depenses
from budget.lecture.usage import ecarts_a_expliquer
from historique.mots import euros
from membres.acces import Requete

A_EXPLIQUER = (
    "L’exercice est fini, et des écarts de plus de {seuil} % ne sont pas expliqués : "
    "écrivez leur explication, le compte rendu financier sera prêt ensuite."
)


def contexte_du_previsionnel(request: Requete, annee: int) -> dict[str, Any]:
    origine, contexte = _commun(request, annee, "previsionnel")
    grille = budget_previsionnel(origine.budget, contexte["profil"], partie=bool(origine.partie))
    return contexte | {"grille": grille, "cotes": _cotes(grille)}


def contexte_du_compte_rendu(request: Requete, annee: int) -> dict[str, Any]:
    """`a_expliquer`: the gaps for which it is refused once the exercice is over; `feuilles` makes its sheets."""
    origine, contexte = _commun(request, annee, "compte_rendu")
    budget = origine.budget
    financement = demande.financement_demande(request, origine)
    contexte |= {"finie": budget.jour > budget.fin, "financement": financement}
    if budget.jour > budget.fin and (a_expliquer := ecarts_a_expliquer(budget)):
        refus = A_EXPLIQUER.format(seuil=budget.seuil_d_ecart)
        return contexte | {"refus": refus, "a_expliquer": a_expliquer}
    depenses = lire_les_depenses(budget)
    if financement is not None:
        lignes = justifications(budget, depenses, financement)
        feuilles = partial(formulaires.justificatifs, origine, financement, lignes)
        total = sum(ligne.euros for ligne in lignes)
        return contexte | {"justifies": lignes, "total_impute": euros(total * 100), "feuilles": feuilles}
    grille = compte_rendu(budget, depenses, contexte["profil"], partie=bool(origine.partie))
    feuilles = partial(formulaires.compte_rendu, origine, grille)
    return contexte | {"grille": grille, "cotes": _cotes(grille), "feuilles": feuilles}


def _commun(request: Requete, annee: int, nom: str) -> tuple[Origine, dict[str, Any]]:
    globale = demande.origine_demandee(request, annee)
    origine = demande.partie_demandee(request, globale)
    contexte = {
        "annee": annee,
        "origine": origine,
        "entete": tuple(origine.entete.items()),
        "profil": demande.profil_demande(request),
        "profils": ((Profil.CERFA, "du formulaire (CERFA)"), (Profil.ANC, "du plan comptable (ANC 2018-06)")),
        "chantiers": globale.budget.chantiers,
        "chantier_demande": request.GET.get("chantier", ""),
        "action_demandee": request.GET.get("action", ""),
        "actions": demande.actions_du_budget(globale),
        "fichiers": [(forme.upper(), reverse(f"budget:{nom}_{forme}", args=[annee])) for forme in FORMES],
        "suite": _suite(request),
        "a_expliquer": (),
    }
    return origine, contexte


def _suite(request: Requete) -> str:
    """What the links to the files keep of the address: the part, the numbers, the day."""
    garde = QueryDict(mutable=True)
    for nom in ("chantier", "action", "financement", "profil", "version", "au"):
        if valeur := request.GET.get(nom):
            garde[nom] = valeur
    return f"?{garde.urlencode()}" if garde else ""


def _cotes(grille: Any) -> tuple[tuple[str, Any], ...]:
    return (("Charges", grille.charges), ("Produits", grille.produits))
