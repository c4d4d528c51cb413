"""What the pages of an action, of a poste and of a line show."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse

from budget import permissions
from budget.grille import POSTES, Poste, Sens
from budget.lecture.budget import BudgetLu
from budget.lecture.chargement import exercice_courant
from budget.lecture.elements import FinancementLu
from budget.lecture.ligne import lire_la_fiche
from budget.lecture.lots import LIGNES_AU_PLUS, LigneMontree, montrer
from budget.models import Action, Exercice, Ligne
from budget.pages import Lecture, contexte, contexte_du_chantier, partie
from chantiers.lecture import ChantierLu
from membres.acces import Requete

LISTES = {"ligne", "poste", "section", "total"}
# What is listed on one page of a poste.
PAR_PAGE = {Sens.CHARGE: 40, Sens.PRODUIT: 20, Sens.EMPLOI_CVN: 40, Sens.RESSOURCE_CVN: 40}
# Of each funding, when several are listed.
LIGNES_D_UNE_SOURCE = 6


def exercice_demande(request: Requete, action: Action) -> Exercice:
    """The one that is asked (`?annee=`), else the last that holds lines of this action, else the current one."""
    annee = request.GET.get("annee", "")
    if annee.isascii() and annee.isdigit() and len(annee) == 4:
        trouve = Exercice.objects.filter(annee=int(annee)).first()
    else:
        siens = Exercice.objects.filter(lignes__action=action, lignes__archive_le=None)
        trouve = siens.order_by("-annee").first() or exercice_courant()
    if trouve is None:
        raise Http404("Aucun exercice n’est ouvert pour cette année.")
    return trouve


def contexte_d_une_action(request: Requete, lecture: Lecture, action: Action) -> dict[str, Any]:
    chantier = ChantierLu.de(action.chantier)
    adresse = reverse("budget:action", args=[action.pk])
    commun = contexte(request, lecture, adresse) | contexte_du_chantier(chantier, request.acces, lecture.moment)
    budget = lecture.montrable
    lue = next((a for a in budget.actions if a.id == action.pk), None) if budget else None
    commun |= {"objet": action, "action": lue, "garder_l_annee": lecture.exercice.annee}
    if budget is None or lue is None:
        return commun | {"budget": None}
    return commun | partie(lecture, budget.de_l_action(action.pk), chantier=chantier, action_id=action.pk)


def poste_ou_404(cle: str) -> Poste:
    poste = POSTES.get(cle)
    if poste is None or poste.genre not in LISTES:
        raise Http404("Ce poste n’est pas de la grille.")
    return poste


def contexte_d_un_poste(request: Requete, lecture: Lecture, poste: Poste) -> dict[str, Any]:
    """Lines for a poste of charges, fundings and what they pay for one of produits, contributions for 86 and 87."""
    adresse = reverse("budget:poste", args=[lecture.exercice.annee, poste.cle])
    commun = contexte(request, lecture, adresse) | {
        "poste": poste,
        "chantier": None,
        "action": None,
        "animation": False,
        "financement": None,
        "page": None,
    }
    if lecture.budget is None:
        return commun
    part, bornes = _restreint(request, lecture.budget)
    choisis = {
        Sens.CHARGE: _lignes,
        Sens.PRODUIT: _financements,
        Sens.EMPLOI_CVN: _contributions,
        Sens.RESSOURCE_CVN: _contributions,
    }[poste.sens](part, poste)
    page = Paginator(choisis, PAR_PAGE[poste.sens]).get_page(request.GET.get("page"))
    total = sum(_montant(element) for element in choisis)
    commun |= bornes | {"page": page, "total": total, "nombre": len(choisis)}
    if poste.sens == Sens.CHARGE:
        commun["lignes"] = montrer(part, list(page), lecture.adresses)
    elif poste.sens == Sens.PRODUIT:
        au_plus = LIGNES_AU_PLUS if commun["financement"] else LIGNES_D_UNE_SOURCE
        commun["sources"] = [(f, *_payees(part, f, lecture, au_plus)) for f in page]
    return commun


def _restreint(request: Requete, budget: BudgetLu) -> tuple[BudgetLu, dict[str, Any]]:
    """The part that is asked: `?chantier=` (its slug), `?action=` (its key, or « animation »), `?financement=`."""
    slug, cle = request.GET.get("chantier", ""), request.GET.get("action", "")
    chantier = next((c for c in budget.chantiers if c.slug == slug), None)
    action = next((a for a in budget.actions if str(a.id) == cle), None)
    part = budget.du_chantier(chantier.id) if chantier else budget
    if action:
        part = part.de_l_action(action.id)
    elif cle == "animation":
        part = part.sans_action()
    if seul := next((f for f in budget.financements if str(f.id) == request.GET.get("financement")), None):
        part = replace(part, financements=(seul,))
    return part, {"chantier": chantier, "action": action, "animation": cle == "animation", "financement": seul}


def _sur(poste: Poste, cle: str) -> bool:
    """Whether this line of the grid stands on `poste`, or on a poste or section that it holds."""
    if poste.genre == "total":
        return True
    courant = POSTES[cle]
    while courant.cle != poste.cle and courant.parent:
        courant = POSTES[courant.parent]
    return courant.cle == poste.cle


def _lignes(budget: BudgetLu, poste: Poste) -> list[Any]:
    return [ligne for ligne in budget.lignes if _sur(poste, ligne.poste_cle)]


def _financements(budget: BudgetLu, poste: Poste) -> list[Any]:
    return [f for f in budget.retenus if _sur(poste, f.poste_cle)]


def _contributions(budget: BudgetLu, poste: Poste) -> list[Any]:
    return [c for c in budget.contributions if _sur(poste, c.emploi.emploi) or _sur(poste, c.emploi.ressource)]


def _montant(element: Any) -> int:
    for nom in ("montant_centimes", "prevu_centimes"):
        if hasattr(element, nom):
            return int(getattr(element, nom))
    return int(element.valeur_centimes)


def _payees(
    budget: BudgetLu, financement: FinancementLu, lecture: Lecture, au_plus: int
) -> tuple[str, list[tuple[LigneMontree, int]], int, str]:
    """Its own page (or nothing), the lines it pays with how much, how many more, and where those are read."""
    apports = {a.ligne_id: a.montant_centimes for a in budget.affectations if a.financement_id == financement.id}
    siennes = sorted((x for x in budget.lignes if x.id in apports), key=lambda x: -apports[x.id])
    montrees = montrer(budget, siennes[:au_plus], lecture.adresses)
    page = lecture.adresses.de_la_fiche(financement) if lecture.adresses.detail else ""
    payees = [(montree, apports[montree.ligne.id]) for montree in montrees]
    return page, payees, len(siennes) - len(montrees), lecture.adresses.du_financement(financement)


def contexte_d_une_ligne(request: Requete, lecture: Lecture, ligne: Ligne) -> dict[str, Any]:
    chantier = ChantierLu.de(ligne.chantier)
    fiche = None
    if lecture.budget is not None:
        fiche = lire_la_fiche(lecture.budget, ligne.pk, lecture.moment, lecture.adresses)
    acces, present = request.acces, lecture.moment.au is None and fiche is not None
    return contexte(request, lecture, reverse("budget:ligne", args=[ligne.pk])) | {
        "objet": ligne,
        "chantier": chantier,
        "fiche": fiche,
        "poste_de_la_ligne": lecture.adresses.du_poste(fiche.montree.ligne.poste_cle) if fiche else "",
        "peut_modifier": present and permissions.refus_de_modifier_une_ligne(acces, ligne) is None,
        "peut_depenser": present and permissions.refus_de_noter_une_depense(acces, ligne.chantier) is None,
        "peut_affecter": present and acces.coordination,
        "lit_les_justificatifs": acces.comite or acces.membre_de(ligne.chantier_id),
    }
