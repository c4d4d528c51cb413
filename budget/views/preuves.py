"""What proves an expense, and what it justifies: receipts and imputations."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from budget import permissions
from budget.actions import imputations
from budget.actions import justificatifs as actions
from budget.forms.usage import ChoixDeFinancementForm, JustificatifsForm
from budget.lecture.usage import impute_de_la_depense, sources
from budget.models import Affectation, Depense, Financement, Imputation, Justificatif
from budget.views.depenses import DEPENSE, depense_ou_404, refus_de_la_tenir
from budget.views.utilisation import fil_de, lire_ou_poster, page_de_formulaire
from chantiers.forms import MotifForm
from chantiers.pages import donnees, refus_d_ouvrir
from fichiers.rangement import EXTENSIONS
from fichiers.reponses import servir
from historique.mots import euros
from historique.reponses import action_ou_message
from membres.acces import Requete
from membres.reponses import soumis

# Receipts -------------------------------------------------------------------------------------------------------------


@lire_ou_poster
def joindre(request: Requete, pk: UUID) -> HttpResponse:
    depense = depense_ou_404(pk)
    if refusee := refus_de_la_tenir(request, depense):
        return refusee
    formulaire = JustificatifsForm(donnees(request), request.FILES or None)
    if request.method == "POST" and soumis(
        formulaire, lambda d: actions.joindre(depense, d["fichiers"], motif=d["motif"], par=request.acces)
    ):
        messages.success(request, "Les fichiers sont joints à la dépense.")
        return redirect(depense)
    textes = {"titre": f"Joindre des justificatifs à « {depense} »", "bouton": "Joindre"}
    autres = {"retour": depense.get_absolute_url(), "fil": fil_de(depense.ligne)}
    return page_de_formulaire(request, formulaire, None, **textes, **autres)


def justificatif_ou_404(pk: UUID) -> Justificatif:
    liens = ("fichier", *(f"depense__{lien}" for lien in DEPENSE))
    return get_object_or_404(Justificatif.objects.select_related(*liens), pk=pk)


@require_safe
def justificatif(request: Requete, pk: UUID) -> HttpResponse:
    """The bytes, as an attachment; 404 for who may not read them."""
    piece = justificatif_ou_404(pk)
    if permissions.refus_de_lire_un_justificatif(request.acces, piece.depense) is not None:
        raise Http404
    nom = slugify(piece.nom.rpartition(".")[0]) or "justificatif"
    extension = EXTENSIONS[piece.fichier.type]
    return servir(piece.fichier, proprietaire="justificatif", acces=request.acces, nom=nom, extension=extension)


@require_POST
def archiver_un_justificatif(request: Requete, pk: UUID) -> HttpResponse:
    piece = justificatif_ou_404(pk)
    with action_ou_message(request):
        actions.archiver_un_justificatif(piece, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {piece} » est archivé : il se rétablit d’ici.")
    return redirect(piece.depense)


@require_POST
def retablir_un_justificatif(request: Requete, pk: UUID) -> HttpResponse:
    piece = justificatif_ou_404(pk)
    with action_ou_message(request):
        actions.retablir_un_justificatif(piece, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {piece} » est de nouveau joint à la dépense.")
    return redirect(piece.depense)


# Imputations ----------------------------------------------------------------------------------------------------------


@lire_ou_poster
def imputer(request: Requete, pk: UUID) -> HttpResponse:
    depense = depense_ou_404(pk)
    if refusee := refus_d_ouvrir(request, permissions.refus_d_imputer(request.acces)):
        return refusee
    formulaire = ChoixDeFinancementForm(donnees(request), choix=a_justifier(depense))
    if request.method == "POST" and soumis(formulaire, lambda d: faire_justifier(request, depense, d)):
        messages.success(request, "L’imputation est enregistrée.")
        return redirect(depense)
    reste = depense.montant_centimes - impute_de_la_depense(depense.pk)
    rappel = [("Montant de la dépense", depense.montant_centimes), ("Reste à imputer", reste)]
    textes = {"titre": f"Imputer « {depense} »", "bouton": "Imputer"}
    autres = {"rappel": rappel, "retour": depense.get_absolute_url(), "fil": fil_de(depense.ligne)}
    return page_de_formulaire(request, formulaire, None, **textes, **autres)


def a_justifier(depense: Depense) -> list[tuple[str, list[tuple[Any, str]]]]:
    """The granted fundings that this expense may justify; those that pay its line first."""
    deja = set(Imputation.objects.presents().filter(depense=depense).values_list("financement", flat=True))
    payeurs = set(Affectation.objects.presents().filter(ligne=depense.ligne).values_list("financement", flat=True))
    siens: list[tuple[Any, str]] = []
    autres: list[tuple[Any, str]] = []
    for source in sources(depense.ligne.exercice_id):
        financement = source.financement
        if source.a_justifier > 0 and financement.pk not in deja:
            choix = (financement.pk, f"{financement} — {euros(source.a_justifier)} à justifier")
            (siens if financement.pk in payeurs else autres).append(choix)
    groupes = [("Affectés à cette ligne", siens), ("Autres financements accordés", autres)]
    return [groupe for groupe in groupes if groupe[1]]


def faire_justifier(request: Requete, depense: Depense, d: dict[str, Any]) -> None:
    financement = get_object_or_404(Financement, pk=d["financement"])
    imputations.imputer(
        depense,
        financement,
        cle=d["id"] or uuid.uuid4(),
        montant_centimes=d["montant"],
        motif=d["motif"],
        par=request.acces,
    )


def imputation_ou_404(request: Requete, pk: UUID) -> Imputation:
    """One that was taken out meanwhile is refused by the action, which loses nothing of what is posted."""
    liens = ("financement__financeur", *(f"depense__{lien}" for lien in DEPENSE))
    toutes = Imputation.objects.all() if request.method == "POST" else Imputation.objects.presents()
    return get_object_or_404(toutes.select_related(*liens), pk=pk)


@lire_ou_poster
def desimputer(request: Requete, pk: UUID) -> HttpResponse:
    imputation = imputation_ou_404(request, pk)
    if refusee := refus_d_ouvrir(request, permissions.refus_d_imputer(request.acces)):
        return refusee
    formulaire = MotifForm(donnees(request))
    if request.method == "POST" and soumis(
        formulaire, lambda d: imputations.desimputer(imputation, motif=d["motif"], par=request.acces)
    ):
        messages.success(request, f"La dépense ne justifie plus « {imputation.financement} ».")
        return redirect(imputation.depense)
    rappel = [("Montant imputé", imputation.montant_centimes)]
    textes = {"titre": f"Retirer l’imputation à « {imputation.financement} »", "bouton": "Retirer l’imputation"}
    autres = {"retour": imputation.depense.get_absolute_url(), "fil": fil_de(imputation.depense.ligne)}
    return page_de_formulaire(request, formulaire, None, rappel=rappel, **textes, **autres)
