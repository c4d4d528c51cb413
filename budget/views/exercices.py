"""Open a budget year, and set its period and thresholds."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from budget import permissions
from budget.actions import exercices as actions
from budget.edition import EXERCICE, Edition, dire_l_enregistrement, donnees
from budget.forms.exercices import OuvrirForm, ReglerForm
from budget.models import Exercice
from budget.pages_des_besoins import exercice_ou_404
from membres.acces import Requete
from membres.reponses import formulaire_refuse, soumis

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])
PAGE = "budget/exercice/page.html"
REGLES = ("debut", "fin", "plafond_public", "seuil_d_ecart")


@lire_ou_poster
def ouvrir_l_exercice(request: Requete) -> HttpResponse:
    if refus := permissions.refus_de_tenir_l_exercice(request.acces):
        return formulaire_refuse(request, refus)
    formulaire = OuvrirForm(donnees(request))
    if request.method == "POST" and soumis(formulaire, lambda saisi: ouvrir(request, saisi)):
        annee = formulaire.cleaned_data["annee"]
        messages.success(request, f"L’exercice {annee} est ouvert : les chantiers peuvent y écrire leurs besoins.")
        return redirect("budget:budget", annee)
    return render(request, PAGE, {"formulaire": formulaire, "exercice": None}, status=formulaire.statut)


def ouvrir(request: Requete, saisi: dict[str, Any]) -> Exercice:
    exercice = Exercice(annee=saisi["annee"], **{nom: saisi[nom] for nom in REGLES})
    exercice.pk = saisi["id"] or exercice.pk
    return actions.ouvrir_l_exercice(exercice, motif=saisi["motif"], par=request.acces)


@lire_ou_poster
def regler_l_exercice(request: Requete, annee: int) -> HttpResponse:
    exercice = exercice_ou_404(annee)
    if refus := permissions.refus_de_tenir_l_exercice(request.acces):
        return formulaire_refuse(request, refus)
    initial = {nom: getattr(exercice, nom) for nom in (*REGLES, "version")}
    formulaire = ReglerForm(donnees(request), initial=initial)
    if request.method == "POST" and soumis(formulaire, lambda saisi: regler(request, exercice, formulaire)):
        return redirect(exercice)
    edition = Edition(EXERCICE, formulaire, request.path, exercice.get_absolute_url(), request.acces, exercice)
    contexte = {"formulaire": formulaire, "exercice": exercice, "edition": edition}
    return render(request, PAGE, contexte, status=formulaire.statut)


def regler(request: Requete, exercice: Exercice, formulaire: ReglerForm) -> None:
    saisi = formulaire.cleaned_data
    fusion = actions.regler_l_exercice(
        exercice, version=saisi["version"] or 0, saisi=formulaire.saisi, motif=saisi["motif"], par=request.acces
    )
    dire_l_enregistrement(request, EXERCICE, formulaire, fusion)
