"""Valued contributions: the page of a year, one of them, and what people do to it."""

import uuid
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budget import permissions
from budget.actions import contributions as actions
from budget.forms.contributions import ContributionForm
from budget.lecture.baremes import calcul, lire_les_baremes
from budget.lecture.contributions import (
    LIENS,
    ContributionSignee,
    ContributionsLues,
    lire_la_contribution,
    lire_les_contributions,
)
from budget.lecture.organisations import organisations_de
from budget.models import Contribution, Exercice
from chantiers.forms import MotifForm
from chantiers.lecture.activite import derniere_inscription
from chantiers.models import Chantier
from chantiers.pages import chantier_ou_404, donnees
from historique.horloge import aujourd_hui
from historique.mots import euros
from historique.reponses import action_ou_message
from membres.acces import Acces, Requete
from membres.reponses import formulaire_refuse, soumis

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])
PAR_PAGE = 50


def exercice_ou_404(annee: int) -> Exercice:
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is None:
        raise Http404("Aucun exercice n’est ouvert pour cette année.")
    return exercice


def trouver(pk: UUID) -> Contribution:
    return get_object_or_404(Contribution.objects.select_related("personne", *LIENS), pk=pk)


@require_safe
def contributions(request: Requete, annee: int) -> HttpResponse:
    """For members: totals, then each one; `?chantier=` keeps those of one, `?archivees=1` those taken out."""
    exercice, archivees = exercice_ou_404(annee), "archivees" in request.GET
    if refus := permissions.refus_de_lire_le_travail(request.acces):
        raise PermissionDenied(refus)
    lues = lire_les_contributions(exercice, request.acces, archivees=archivees)
    choisi = request.GET.get("chantier", "")
    contexte = _page_de_l_annee(lues.du_chantier(choisi) if choisi else lues, request.GET.get("page"))
    contexte |= {"chantier_choisi": choisi, "archivees": archivees, "declarables": _declarables(request.acces, lues)}
    contexte["a_confirmer"] = _a_confirmer(request.acces, lues)
    return render(request, "budget/contribution/liste.html", contexte)


def _a_confirmer(acces: Acces, lues: ContributionsLues) -> list[ContributionSignee]:
    """Those that she gives, or her organisation, and nobody has confirmed."""
    organisations = organisations_de(acces)
    return [c for c in lues.contributions if not permissions.refus_de_confirmer(acces, c.contribution, organisations)]


def _page_de_l_annee(lues: ContributionsLues, numero: str | None) -> dict[str, Any]:
    return {"lues": lues, "exercice": lues.exercice, "page": Paginator(lues.contributions, PAR_PAGE).get_page(numero)}


def _declarables(acces: Acces, lues: ContributionsLues) -> list[Any]:
    """The chantiers to which she may declare a contribution."""
    return [chantier for chantier in lues.chantiers if permissions.refus_de_declarer(acces, chantier) is None]


@require_safe
def contribution(request: Requete, pk: UUID) -> HttpResponse:
    objet, acces = trouver(pk), request.acces
    organisations = organisations_de(acces)
    if refus := permissions.refus_de_lire_une_contribution(acces, objet, organisations):
        raise PermissionDenied(refus)
    contexte = {
        "lue": lire_la_contribution(objet, acces),
        "contribution": objet,
        "refus_de_confirmer": permissions.refus_de_confirmer(acces, objet, organisations),
        "refus_de_modifier": permissions.refus_de_modifier_une_contribution(acces, objet),
        "refus_d_archiver": permissions.refus_d_archiver_une_contribution(acces, objet, organisations),
        "refus_de_retablir": permissions.refus_de_retablir_une_contribution(acces, objet, organisations),
    }
    return render(request, "budget/contribution/page.html", contexte)


# Forms ----------------------------------------------------------------------------------------------------------------


@lire_ou_poster
def declarer(request: Requete, annee: int, slug: str) -> HttpResponse:
    """« Calculer » shows what it would be worth, « Déclarer » writes it."""
    exercice, chantier = exercice_ou_404(annee), chantier_ou_404(slug)
    if refus := permissions.refus_de_declarer(request.acces, chantier):
        return formulaire_refuse(request, refus)
    initial = {"le": _premier_jour(exercice), "personne": request.acces.personne_id}
    formulaire = ContributionForm(donnees(request), initial=initial, chantier=chantier, baremes=lire_les_baremes())
    apercu = ""
    if "calculer" in request.POST:
        apercu = _apercu(formulaire, exercice, chantier)
    elif request.method == "POST" and (faite := _declarer(request, formulaire, exercice, chantier)):
        return redirect(faite)
    return _formulaire(request, formulaire, exercice, chantier, apercu=apercu)


def _premier_jour(exercice: Exercice) -> date:
    """Today, brought back into the exercice."""
    return min(max(aujourd_hui(), exercice.debut), exercice.fin)


def _apercu(formulaire: ContributionForm, exercice: Exercice, chantier: Chantier) -> str:
    """The computation, or nothing: the form then says what to mend."""
    estimees: list[Contribution] = []
    soumis(formulaire, lambda _: estimees.append(actions.estimer(exercice, chantier, formulaire.saisi)))
    return calcul(estimees[0]) if estimees else ""


def _declarer(
    request: Requete, formulaire: ContributionForm, exercice: Exercice, chantier: Chantier
) -> Contribution | None:
    faites: list[Contribution] = []

    def agir(saisi: dict[str, Any]) -> None:
        options = {"id": saisi["id"] or uuid.uuid4(), "saisi": formulaire.saisi, "motif": saisi["motif"]}
        faites.append(actions.declarer(exercice, chantier, **options, par=request.acces))

    if not soumis(formulaire, agir):
        return None
    messages.success(request, _phrase(faites[0]))
    return faites[0]


def _phrase(contribution: Contribution) -> str:
    confirmee = contribution.etat == Contribution.Etat.CONFIRMEE
    suite = "confirmée" if confirmee else "à confirmer par qui donne"
    return f"Contribution déclarée, {suite} : {euros(contribution.valeur_centimes)}."


def _formulaire(
    request: Requete, formulaire: ContributionForm, exercice: Exercice, chantier: Chantier, **autres: Any
) -> HttpResponse:
    formulaire.mettre_le_focus()
    contexte = {"formulaire": formulaire, "exercice": exercice, "chantier": chantier, "objet": None, "apercu": ""}
    modele = "budget/contribution/formulaire.html"
    return render(request, modele, contexte | {"edition": None} | autres, status=formulaire.statut)


@lire_ou_poster
def modifier(request: Requete, pk: UUID) -> HttpResponse:
    objet = trouver(pk)
    if refus := permissions.refus_de_modifier_une_contribution(request.acces, objet):
        return formulaire_refuse(request, refus)
    baremes = lire_les_baremes()
    formulaire = ContributionForm(
        donnees(request), initial=_contenu(objet), chantier=objet.chantier, baremes=baremes, auto_id=f"%s-{pk}"
    )
    if request.method == "POST" and soumis(formulaire, lambda saisi: _modifier(request, objet, formulaire)):
        messages.success(request, "La contribution est enregistrée.")
        return redirect(objet)
    edition = {"cle": pk, "genre": {"le": "la contribution"}, "derniere": derniere_inscription(objet, request.acces)}
    return _formulaire(request, formulaire, objet.exercice, objet.chantier, objet=objet, edition=edition)


def _contenu(objet: Contribution) -> dict[str, Any]:
    """What the form shows of it: a quantity, or the value of a gift in kind."""
    don = objet.bareme is None
    return {
        "version": objet.version,
        "bareme": objet.nature if don else objet.bareme.code,  # type: ignore[union-attr]
        "quantite": None if don else objet.quantite,
        "valeur": objet.valeur_centimes if don else None,
        "organisation": objet.organisation_id,
        "personne": objet.personne_id,
        "action": objet.action_id,
        **{nom: getattr(objet, nom) for nom in ("libelle", "nombre", "le", "precision")},
    }


def _modifier(request: Requete, objet: Contribution, formulaire: ContributionForm) -> None:
    version, motif = formulaire.cleaned_data["version"] or 0, formulaire.cleaned_data["motif"]
    actions.modifier(objet, version=version, saisi=formulaire.saisi, motif=motif, par=request.acces)


# In one click ---------------------------------------------------------------------------------------------------------


@require_POST
def confirmer(request: Requete, pk: UUID) -> HttpResponse:
    objet = trouver(pk)
    with action_ou_message(request):
        actions.confirmer(objet, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {objet} » est confirmée.")
    return redirect(objet)


@lire_ou_poster
def archiver(request: Requete, pk: UUID) -> HttpResponse:
    objet = trouver(pk)
    refus = permissions.refus_d_archiver_une_contribution(request.acces, objet, organisations_de(request.acces))
    if refus := refus or permissions.refus_d_archive(objet, "Cette contribution"):
        return formulaire_refuse(request, refus)
    formulaire = MotifForm(donnees(request))
    if request.method == "POST" and soumis(formulaire, lambda saisi: _archiver(request, objet, saisi)):
        messages.success(request, f"« {objet} » est archivée : elle ne compte plus.")
        return redirect("budget:contributions", objet.exercice.annee)
    contexte = {"contribution": objet, "formulaire": formulaire}
    return render(request, "budget/contribution/archiver.html", contexte, status=formulaire.statut)


def _archiver(request: Requete, objet: Contribution, saisi: dict[str, Any]) -> None:
    actions.archiver(objet, motif=saisi["motif"], par=request.acces)


@require_POST
def retablir(request: Requete, pk: UUID) -> HttpResponse:
    objet = trouver(pk)
    with action_ou_message(request):
        actions.retablir(objet, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {objet} » compte de nouveau.")
    return redirect(objet)
