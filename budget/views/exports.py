"""The budget as files, and the tables of the grant forms. Nothing here writes."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budget.exports import demande, formulaires
from budget.exports.donnees_essentielles import donnees_essentielles
from budget.exports.feuilles import feuille_demandee, feuilles_du_budget
from budget.exports.fichier import fichier, telecharger
from budget.exports.pages import contexte_du_compte_rendu, contexte_du_previsionnel
from membres.acces import Requete


@login_not_required
@require_safe
def budget(request: Requete, annee: int, forme: str) -> HttpResponse:
    """What is being worked on for members, what was adopted for everyone; a CSV is one sheet (`?feuille=`)."""
    origine = demande.origine_demandee(request, annee)
    faire = feuilles_du_budget(origine, request.acces)
    if forme == "csv":
        feuilles = [feuille_demandee(faire, request.GET.get("feuille", ""))]
    else:
        feuilles = [une() for une in faire.values()]
    return fichier(feuilles, forme, f"budget-{annee}")


@login_not_required
@require_safe
def financements(request: Requete, annee: int) -> HttpResponse:
    """The grants, under the names of the State's open data."""
    octets = donnees_essentielles(demande.origine_demandee(request, annee).budget)
    return telecharger(octets, "text/csv; charset=utf-8", f"financements-{annee}.csv")


@require_safe
def previsionnel(request: Requete, annee: int) -> HttpResponse:
    """The « budget prévisionnel » of the form n° 12156; for members: a row may rest on one person's pay."""
    demande.exiger_de_lire(request.acces)
    return render(request, "budget/export/previsionnel.html", contexte_du_previsionnel(request, annee))


@require_safe
def fichier_du_previsionnel(request: Requete, annee: int, forme: str) -> HttpResponse:
    demande.exiger_de_lire(request.acces)
    contexte = contexte_du_previsionnel(request, annee)
    feuilles = formulaires.previsionnel(contexte["origine"], contexte["grille"])
    return fichier(feuilles, forme, f"budget-previsionnel-{annee}")


@require_safe
def compte_rendu(request: Requete, annee: int) -> HttpResponse:
    """The « compte rendu financier » of the form n° 15059, or why it is not ready; of one funding, its imputations."""
    demande.exiger_de_lire(request.acces)
    return render(request, "budget/export/compte_rendu.html", contexte_du_compte_rendu(request, annee))


@require_safe
def fichier_du_compte_rendu(request: Requete, annee: int, forme: str) -> HttpResponse:
    """Refused like the page, which says what is to be explained first."""
    demande.exiger_de_lire(request.acces)
    contexte = contexte_du_compte_rendu(request, annee)
    if contexte["a_expliquer"]:
        return render(request, "budget/export/compte_rendu.html", contexte, status=403)
    return fichier(contexte["feuilles"](), forme, f"compte-rendu-financier-{annee}")
