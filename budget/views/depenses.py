"""Expenses: the list of an exercice, and each one with what is done to it."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from budget import permissions
from budget.actions import depenses as actions
from budget.forms.usage import DepenseForm
from budget.lecture.depenses import depenses_de, lignes_ou_placer, lire_la_depense
from budget.lecture.usage import depense_de_la_ligne
from budget.models import Depense, Exercice, Ligne
from budget.views.utilisation import LIGNE, fil_de, ligne_ou_404, lire_ou_poster, page_de_formulaire
from chantiers.forms import MotifForm
from chantiers.lecture.choix import personnes
from chantiers.models import Chantier
from chantiers.pages import donnees, exiger_de_lire, refus_d_ouvrir
from historique.reponses import action_ou_message
from membres.acces import Requete
from membres.reponses import soumis

PAR_PAGE = 50
DEPENSE = tuple(f"ligne__{lien}" for lien in LIGNE)


def depense_ou_404(pk: UUID) -> Depense:
    return get_object_or_404(Depense.objects.select_related(*DEPENSE), pk=pk)


def refus_de_la_tenir(request: Requete, depense: Depense) -> HttpResponse | None:
    return refus_d_ouvrir(request, permissions.refus_de_noter_une_depense(request.acces, depense.ligne.chantier))


@require_safe
def depenses(request: Requete, annee: int) -> HttpResponse:
    exiger_de_lire(request.acces)
    exercice = get_object_or_404(Exercice, annee=annee)
    slug, ligne, archivees = request.GET.get("chantier", ""), ligne_demandee(request), "archivees" in request.GET
    trouvees = depenses_de(exercice.pk, chantier=slug, ligne=ligne.pk if ligne else None, archivees=archivees)
    contexte = {
        "exercice": exercice,
        "chantiers": Chantier.objects.order_by("numero"),
        "slug": slug,
        "ligne": ligne,
        "archivees": archivees,
        "total": trouvees.aggregate(n=Sum("montant_centimes"))["n"] or 0,
        "page": Paginator(trouvees, PAR_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "budget/depense/liste.html", contexte)


def ligne_demandee(request: Requete) -> Ligne | None:
    """The line of `?ligne=`. Raises Http404."""
    if not (cle := request.GET.get("ligne", "")):
        return None
    try:
        return ligne_ou_404(UUID(cle))
    except ValueError:
        raise Http404("Cette ligne n’existe pas.") from None


@require_safe
def depense(request: Requete, pk: UUID) -> HttpResponse:
    exiger_de_lire(request.acces)
    objet = depense_ou_404(pk)
    acces = request.acces
    lisibles = permissions.refus_de_lire_un_justificatif(acces, objet) is None
    contexte = {
        "depense": objet,
        "lue": lire_la_depense(objet, acces, lisibles=lisibles),
        "peut_tenir": permissions.refus_de_noter_une_depense(acces, objet.ligne.chantier) is None,
        "refus_d_imputer": permissions.refus_d_imputer(acces),
        "fil": fil_de(objet.ligne, (reverse("budget:depenses", args=[objet.ligne.exercice.annee]), "Dépenses")),
    }
    return render(request, "budget/depense/page.html", contexte)


# Recording, modifying -------------------------------------------------------------------------------------------------


@lire_ou_poster
def depenser(request: Requete, pk: UUID) -> HttpResponse:
    ligne = ligne_ou_404(pk)
    if refusee := refus_d_ouvrir(request, permissions.refus_de_noter_une_depense(request.acces, ligne.chantier)):
        return refusee
    formulaire = formulaire_d_ajout(request, ligne)
    if request.method == "POST" and soumis(formulaire, lambda d: noter(request, ligne, formulaire)):
        messages.success(request, "La dépense est notée. Joignez son justificatif.")
        return redirect("budget:depense", formulaire.cleaned_data["id"])
    textes = {"titre": f"Noter une dépense sur « {ligne} »", "bouton": "Noter la dépense"}
    autres = {"rappel": rappel_de(ligne), "retour": ligne.get_absolute_url(), "fil": fil_de(ligne)}
    return page_de_formulaire(request, formulaire, None, **textes, **autres)


def formulaire_d_ajout(request: Requete, ligne: Ligne) -> DepenseForm:
    seuil = ligne.exercice.seuil_d_ecart
    return DepenseForm(donnees(request), personnes=volontaires(ligne), lignes=None, seuil=seuil)


def volontaires(ligne: Ligne) -> list[tuple[Any, Any]]:
    """Who may waive expenses: everyone, the members of the chantier first."""
    return personnes(ligne.chantier)[1:]


def rappel_de(ligne: Ligne) -> list[tuple[str, int]]:
    return [("Prévu sur cette ligne", ligne.montant_centimes), ("Déjà dépensé", depense_de_la_ligne(ligne.pk))]


def noter(request: Requete, ligne: Ligne, formulaire: DepenseForm) -> None:
    d = formulaire.cleaned_data
    d["id"] = d["id"] or uuid.uuid4()
    neuve = Depense(pk=d["id"], ligne=ligne, **formulaire.saisi)
    actions.depenser(neuve, explication=d["explication"], motif=d["motif"], par=request.acces)


@lire_ou_poster
def modifier_une_depense(request: Requete, pk: UUID) -> HttpResponse:
    depense = depense_ou_404(pk)
    if refusee := refus_de_la_tenir(request, depense):
        return refusee
    formulaire = formulaire_de_modification(request, depense)
    if request.method == "POST" and soumis(formulaire, lambda d: modifier(request, depense, formulaire)):
        messages.success(request, "La dépense est modifiée.")
        return redirect(depense)
    textes = {"titre": f"Modifier « {depense} »", "bouton": "Enregistrer", "le": "la dépense"}
    archiver = (reverse("budget:archiver_une_depense", args=[pk]), "Archiver la dépense…")
    autres = {"rappel": rappel_de(depense.ligne), "fil": fil_de(depense.ligne), "archiver": archiver}
    return page_de_formulaire(request, formulaire, depense, retour=depense.get_absolute_url(), **textes, **autres)


def formulaire_de_modification(request: Requete, depense: Depense) -> DepenseForm:
    colonnes = {colonne: getattr(depense, colonne) for colonne in actions.CONTENU}
    acces = request.acces
    siens = [c.pk for c in Chantier.objects.all() if permissions.refus_de_noter_une_depense(acces, c) is None]
    return DepenseForm(
        donnees(request),
        initial=DepenseForm.depuis_colonnes(colonnes) | {"version": depense.version},
        personnes=volontaires(depense.ligne),
        lignes=lignes_ou_placer(depense.ligne, siens),
        seuil=depense.ligne.exercice.seuil_d_ecart,
    )


def modifier(request: Requete, depense: Depense, formulaire: DepenseForm) -> None:
    d = formulaire.cleaned_data
    actions.modifier_une_depense(
        depense,
        version=d["version"] or 0,
        saisi=formulaire.saisi,
        explication=d["explication"],
        motif=d["motif"],
        par=request.acces,
    )


# Archives -------------------------------------------------------------------------------------------------------------


@lire_ou_poster
def archiver_une_depense(request: Requete, pk: UUID) -> HttpResponse:
    depense = depense_ou_404(pk)
    if refusee := refus_de_la_tenir(request, depense):
        return refusee
    formulaire = MotifForm(donnees(request))
    if request.method == "POST" and soumis(
        formulaire, lambda d: actions.archiver_une_depense(depense, motif=d["motif"], par=request.acces)
    ):
        messages.success(request, f"« {depense} » est archivée : elle ne compte plus, et se rétablit depuis sa page.")
        return redirect(depense)
    textes = {"titre": f"Archiver « {depense} »", "bouton": "Archiver la dépense"}
    autres = {"rappel": [("Montant", depense.montant_centimes)], "fil": fil_de(depense.ligne)}
    return page_de_formulaire(request, formulaire, None, retour=depense.get_absolute_url(), **textes, **autres)


@require_POST
def retablir_une_depense(request: Requete, pk: UUID) -> HttpResponse:
    depense = depense_ou_404(pk)
    with action_ou_message(request):
        actions.retablir_une_depense(depense, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {depense} » compte de nouveau.")
    return redirect(depense)
