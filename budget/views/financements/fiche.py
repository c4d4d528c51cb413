"""The page of one funding, and how it is modified, archived, brought back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from budget import permissions
from budget.actions.financements import (
    CONTENU,
    archiver_un_financement,
    modifier_un_financement,
    retablir_un_financement,
)
from budget.actions.liberations import affecte_en_tout, obstacle_a_la_perte
from budget.forms.financements import FinancementForm, FormulaireDeFinancement
from budget.lecture.fiche_de_financement import lire_la_fiche
from budget.lecture.organisations import organisations_de
from budget.models import TRANSITIONS, Financement
from budget.views.financements.envoi import (
    donnees,
    envoyer,
    financement_ou_404,
    lire_ou_poster,
    page,
    refus_de_tenir,
)
from historique.horloge import aujourd_hui
from historique.mots import enumerer, euros
from historique.reponses import action_ou_message
from membres.acces import Requete


@require_safe
def financement(request: Requete, pk: UUID) -> HttpResponse:
    if refus := permissions.refus_de_lire_les_financements(request.acces):
        raise PermissionDenied(refus)
    lu, organisations = financement_ou_404(pk), organisations_de(request.acces)
    refus = permissions.refus_de_tenir_un_financement(request.acces, lu, organisations)
    contexte = {
        "fiche": lire_la_fiche(lu, request.acces),
        "financement": lu,
        "deport": permissions.refus_de_deport(lu, organisations),
        "refus": refus,
        "ecrire": refus is None and lu.archive_le is None,
        "suites": TRANSITIONS[Financement.Statut(lu.statut)],
        "perdus": Financement.Statut.perdus(),
        "aujourdhui": aujourd_hui(),
        "annee_de_retour": _annee(lu),
    }
    return render(request, "budget/financement/fiche.html", contexte)


def _annee(financement: Financement) -> int:
    """The list one comes back to: its last exercice, or this year."""
    tranches: Any = financement.tranches.presents()  # type: ignore[attr-defined]
    return max(tranches.values_list("exercice__annee", flat=True), default=aujourd_hui().year)


@lire_ou_poster
def modifier(request: Requete, pk: UUID) -> HttpResponse:
    lu = financement_ou_404(pk)
    if refusee := refus_de_tenir(request, lu):
        return refusee
    contenu = {colonne: getattr(lu, colonne) for colonne in CONTENU}
    formulaire = FinancementForm(
        donnees(request), initial=FinancementForm.depuis_colonnes(contenu) | {"version": lu.version}
    )
    if request.method == "POST" and envoyer(formulaire, lambda motif: _modifier(request, lu, formulaire, motif)):
        return redirect(lu)
    return page(request, formulaire, titre="Modifier le financement", objet=lu, financement=lu, bouton="Enregistrer")


def _modifier(request: Requete, lu: Financement, formulaire: FinancementForm, motif: str) -> None:
    version = formulaire.cleaned_data["version"] or 0
    fusion = modifier_un_financement(lu, version=version, saisi=formulaire.saisi, motif=motif, par=request.acces)
    messages.success(request, "Le financement est enregistré." + phrase_des_repris(formulaire, fusion.repris))


def phrase_des_repris(formulaire: FormulaireDeFinancement, repris: tuple[str, ...]) -> str:
    """What others had changed meanwhile, and is kept."""
    champs = dict.fromkeys(str(formulaire.fields[formulaire.champ_de(colonne)].label) for colonne in repris)
    return f" Entre-temps avaient changé : {enumerer(list(champs))}. Les deux sont gardés." if champs else ""


@lire_ou_poster
def archiver(request: Requete, pk: UUID) -> HttpResponse:
    lu = financement_ou_404(pk)
    if refusee := refus_de_tenir(request, lu):
        return refusee
    formulaire = FormulaireDeFinancement(donnees(request))
    if request.method == "POST" and envoyer(formulaire, lambda motif: _archiver(request, lu, motif)):
        return redirect("budget:financement", pk)
    contexte = {
        "financement": lu,
        "formulaire": formulaire,
        "a_trouver": affecte_en_tout(lu),
        "obstacle": obstacle_a_la_perte(lu),
    }
    return render(request, "budget/financement/archiver.html", contexte, status=formulaire.statut)


def _archiver(request: Requete, lu: Financement, motif: str) -> None:
    libere = archiver_un_financement(lu, motif=motif, par=request.acces)
    messages.success(request, f"« {lu} » est archivé." + phrase_liberee(libere))


def phrase_liberee(centimes: int) -> str:
    return f" {euros(centimes)} sont de nouveau à trouver." if centimes else ""


@require_POST
def retablir(request: Requete, pk: UUID) -> HttpResponse:
    lu = financement_ou_404(pk)
    if refusee := refus_de_tenir(request, lu, archive=True):
        return refusee
    with action_ou_message(request):
        retablir_un_financement(lu, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {lu} » est de retour dans le budget.")
    return redirect(lu)
