"""Entering many lines at once: a sheet, a column, a shared charge; looked at first, then done in one act."""

import csv
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from budget import permissions
from budget.actions import saisie as actions
from budget.actions.verrous import Perime
from budget.edition import donnees
from budget.feuilles.colonnes import COLONNES
from budget.forms.repartition import RepartirForm
from budget.forms.saisie import POSES_MONTREES, CollerForm, ImportForm, Saisie
from budget.grille import POSTES
from budget.lecture.besoins import lire_les_besoins
from budget.models import Exercice, Ligne
from budget.models.besoin import CHARGES
from budget.pages_des_besoins import entete, exercice_ou_404, place
from chantiers.models import Chantier
from historique.mots import entier
from historique.refus import ActionRefusee
from membres.acces import Requete
from membres.reponses import formulaire_refuse

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])


def valide(formulaire: Saisie) -> bool:
    if formulaire.is_valid():
        return True
    formulaire.statut = HTTPStatus.UNPROCESSABLE_ENTITY
    return False


def dire_le_refus(formulaire: Saisie, refus: ActionRefusee) -> None:
    formulaire.refuser(refus)
    perime = isinstance(refus, Perime)
    formulaire.statut = HTTPStatus.CONFLICT if perime else HTTPStatus.UNPROCESSABLE_ENTITY


def compter(n: int, faites: str) -> str:
    """« 12 lignes importées »."""
    s = "s" if n > 1 else ""
    return f"{entier(n)} ligne{s} {faites}{s}"


# A sheet --------------------------------------------------------------------------------------------------------------


@lire_ou_poster
def importer_des_lignes(request: Requete, annee: int, slug: str) -> HttpResponse:
    """`?modele=csv`: an empty sheet with its titles."""
    exercice, chantier = place(annee, slug)
    if refus := permissions.refus_de_tenir_les_besoins(request.acces, chantier):
        return formulaire_refuse(request, refus)
    if request.method != "POST" and "modele" in request.GET:
        return modele()
    formulaire = ImportForm(donnees(request), request.FILES or None, chantier=chantier)
    if request.method == "POST" and importer(request, formulaire, exercice, chantier):
        return redirect("budget:lignes", annee, slug)
    contexte = entete(exercice, chantier, request.acces) | {"formulaire": formulaire} | formulaire.montrees
    contexte |= {"postes": [(cle, POSTES[cle]) for cle, _ in CHARGES], "colonnes": COLONNES}
    return render(request, "budget/saisie/importer.html", contexte, status=formulaire.statut)


def modele() -> HttpResponse:
    reponse = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    csv.writer(reponse, delimiter=";").writerow([colonne.titre for colonne in COLONNES])
    reponse["Content-Disposition"] = 'attachment; filename="modele-lignes.csv"'
    return reponse


def importer(request: Requete, formulaire: ImportForm, exercice: Exercice, chantier: Chantier) -> bool:
    """Whether all is written and nothing is left to mend; else the form says what is."""
    if not valide(formulaire) or not formulaire.peut_importer():
        return False
    lignes = formulaire.lignes(exercice)
    try:
        motif = formulaire.cleaned_data["motif"]
        nouvelles = actions.importer_des_lignes(exercice, chantier, lignes, motif=motif, par=request.acces)
    except ActionRefusee as refus:
        dire_le_refus(formulaire, refus)
        return False
    dire_l_import(request, len(nouvelles), len(lignes) - len(nouvelles))
    return not garder_le_reste(request, formulaire)


def dire_l_import(request: Requete, nouvelles: int, deja: int) -> None:
    if nouvelles:
        messages.success(request, f"{compter(nouvelles, 'importée')}.")
    if deja:
        messages.info(request, f"{compter(deja, 'déjà importée')} : rien n’a été ajouté deux fois.")


def garder_le_reste(request: Requete, formulaire: ImportForm) -> bool:
    """Show again the rows to mend, and only them; whether there are some."""
    if formulaire.apercu is None or not formulaire.apercu.fautes:
        return False
    formulaire.garder_les_lignes_a_corriger()
    formulaire.statut = HTTPStatus.OK
    messages.warning(request, f"{compter(len(formulaire.apercu.a_corriger), 'laissée')} de côté : les voici.")
    return True


# A column -------------------------------------------------------------------------------------------------------------


@lire_ou_poster
def coller_une_colonne(request: Requete, annee: int, slug: str) -> HttpResponse:
    """`?action=`: « animation », or the key of the only action whose lines are shown."""
    exercice, chantier = place(annee, slug)
    if refus := permissions.refus_de_tenir_les_besoins(request.acces, chantier):
        return formulaire_refuse(request, refus)
    groupes, choisi = lire_les_besoins(chantier, exercice).groupes, request.GET.get("action", "")
    lignes = [besoin.ligne for groupe in groupes if choisi in ("", groupe.cle) for besoin in groupe.besoins]
    formulaire = CollerForm(donnees(request), presentes=lignes)
    if request.method == "POST" and coller(request, formulaire, exercice, chantier):
        return redirect("budget:lignes", annee, slug)
    contexte = entete(exercice, chantier, request.acces) | {"formulaire": formulaire, "lignes": lignes}
    contexte |= {"groupes": groupes, "choisi": choisi, "au_plus": POSES_MONTREES}
    return render(request, "budget/saisie/coller.html", contexte, status=formulaire.statut)


def coller(request: Requete, formulaire: CollerForm, exercice: Exercice, chantier: Chantier) -> bool:
    if not valide(formulaire):
        return False
    if formulaire.est_perime:
        dire_le_refus(formulaire, actions.LignesChangees(formulaire.perimees))
    if not formulaire.peut_coller():
        return False
    try:
        motif = formulaire.cleaned_data["motif"]
        faites = actions.coller_des_valeurs(exercice, chantier, formulaire.posees, motif=motif, par=request.acces)
    except ActionRefusee as refus:
        dire_le_refus(formulaire, refus)
        return False
    messages.success(request, f"{compter(len(faites), 'modifiée')}.")
    return True


# A shared charge ------------------------------------------------------------------------------------------------------


@lire_ou_poster
def repartir(request: Requete, annee: int) -> HttpResponse:
    exercice = exercice_ou_404(annee)
    if refus := permissions.refus_de_repartir(request.acces):
        return formulaire_refuse(request, refus)
    chantiers = sorted(Chantier.objects.actifs(), key=lambda c: (c.est_interchantier, c.numero))
    formulaire = RepartirForm(donnees(request), exercice=exercice, chantiers=chantiers)
    if request.method == "POST" and repartir_la_charge(request, formulaire):
        return redirect(exercice)
    contexte = {"exercice": exercice, "formulaire": formulaire}
    return render(request, "budget/saisie/repartir.html", contexte, status=formulaire.statut)


def repartir_la_charge(request: Requete, formulaire: RepartirForm) -> bool:
    if not valide(formulaire) or not formulaire.a_faire or not formulaire.est_confirme():
        return False
    lignes: list[Ligne] = formulaire.lignes
    try:
        motif = formulaire.cleaned_data["motif"]
        nouvelles = actions.repartir(formulaire.exercice, lignes, motif=motif, par=request.acces)
    except ActionRefusee as refus:
        dire_le_refus(formulaire, refus)
        return False
    if nouvelles:
        messages.success(request, f"« {lignes[0]} » est répartie : {compter(len(nouvelles), 'ajoutée')}.")
    else:
        messages.info(request, f"« {lignes[0]} » était déjà répartie : rien n’a été ajouté.")
    return True
