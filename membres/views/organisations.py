"""The list of organisations, for members; kept by the coordination and those who animate a chantier."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from historique.mots import enumerer
from historique.reponses import action_ou_message
from membres import actions, permissions
from membres.acces import Requete
from membres.forms import OrganisationForm
from membres.lecture import lire_les_organisations
from membres.models import Organisation
from membres.reponses import formulaire_refuse, soumis

CHAMPS = ("id", "version", "nom", "type", "site")


@require_safe
def organisations(request: Requete) -> HttpResponse:
    if refus := permissions.refus_de_lire_les_personnes(request.acces):
        raise PermissionDenied(refus)
    archivees = "archivees" in request.GET
    contexte = {
        "archivees": archivees,
        "organisations": lire_les_organisations(archivees=archivees),
        "refus_de_gerer": permissions.refus_de_gerer_les_organisations(request.acces),
    }
    return render(request, "membres/organisation/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def ajouter_une_organisation(request: Requete) -> HttpResponse:
    if refus := permissions.refus_de_gerer_les_organisations(request.acces):
        return formulaire_refuse(request, refus)
    formulaire = OrganisationForm(request.POST or None)
    if request.method == "POST" and soumis(formulaire, lambda d: ajouter(request, formulaire)):
        messages.success(request, f"« {formulaire.cleaned_data['nom']} » est dans la liste.")
        return redirect("membres:organisations")
    contexte = {"formulaire": formulaire, "organisation": None, "titre": "Ajouter une organisation"}
    return render(request, "membres/organisation/formulaire.html", contexte, status=formulaire.statut)


def ajouter(request: Requete, formulaire: OrganisationForm) -> None:
    donnees = formulaire.cleaned_data
    actions.ajouter_une_organisation(donnees["id"], saisi=formulaire.saisi, motif=donnees["motif"], par=request.acces)


@require_http_methods(["GET", "HEAD", "POST"])
def modifier_une_organisation(request: Requete, pk: UUID) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    if refus := permissions.refus_de_modifier_l_organisation(request.acces, organisation):
        return formulaire_refuse(request, refus)
    formulaire = OrganisationForm(request.POST or None, initial={nom: getattr(organisation, nom) for nom in CHAMPS})
    if request.method == "POST" and soumis(formulaire, lambda d: modifier(request, organisation, formulaire)):
        return redirect("membres:organisations")
    contexte = {"formulaire": formulaire, "organisation": organisation, "titre": f"Modifier « {organisation} »"}
    return render(request, "membres/organisation/formulaire.html", contexte, status=formulaire.statut)


def modifier(request: Requete, organisation: Organisation, formulaire: OrganisationForm) -> None:
    donnees = formulaire.cleaned_data
    fusion = actions.modifier_une_organisation(
        organisation, version=donnees["version"], saisi=formulaire.saisi, motif=donnees["motif"], par=request.acces
    )
    suite = ""
    if fusion.repris:
        repris = enumerer([f"« {formulaire.fields[nom].label} »" for nom in fusion.repris])
        suite = f" Ce que quelqu’un d’autre avait changé est gardé : {repris}."
    messages.success(request, f"« {donnees['nom']} » est enregistrée.{suite}")


@require_POST
def archiver_une_organisation(request: Requete, pk: UUID) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    with action_ou_message(request):
        actions.archiver_une_organisation(organisation, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {organisation} » est archivée : ce qui la cite reste.")
    return redirect("membres:organisations")


@require_POST
def retablir_une_organisation(request: Requete, pk: UUID) -> HttpResponse:
    organisation = get_object_or_404(Organisation, pk=pk)
    with action_ou_message(request):
        actions.retablir_une_organisation(organisation, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {organisation} » est de nouveau dans la liste.")
    return redirect("membres:organisations")
