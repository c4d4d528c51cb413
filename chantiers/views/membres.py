"""The members of a chantier: who was, is and will be, in which role; inviting, changing a role, ending."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from chantiers import actions, permissions
from chantiers.edition import envoyer
from chantiers.forms import FinForm, InvitationForm, ItemForm, OrganisationMembreForm, RoleForm
from chantiers.lecture.membres import lire_les_membres, nom_de
from chantiers.models import Adhesion, Chantier
from chantiers.pages import chantier_ou_404, donnees, entete, exiger_de_lire, refus_d_ouvrir
from chantiers.views.items import lire_ou_poster
from historique.moment import moment_demande
from membres.acces import Requete

FORMULAIRE = "chantiers/membre/formulaire.html"


def chantier_a_membres(slug: str) -> Chantier:
    chantier = chantier_ou_404(slug)
    if chantier.est_interchantier:
        raise Http404("L’interchantier n’a pas de membres à lui : il est tenu par le comité de pilotage.")
    return chantier


@require_safe
def membres(request: Requete, slug: str) -> HttpResponse:
    chantier, moment = chantier_a_membres(slug), moment_demande(request)
    exiger_de_lire(request.acces)
    contexte = entete(chantier, request.acces, "membres", moment)
    contexte["membres"] = lire_les_membres(chantier, request.acces, moment)
    contexte["refus_de_gerer"] = permissions.refus_de_gerer_les_membres(request.acces, chantier)
    return render(request, "chantiers/membre/liste.html", contexte)


@lire_ou_poster
def inviter(request: Requete, slug: str) -> HttpResponse:
    chantier = chantier_a_membres(slug)
    if refusee := refus_d_ouvrir(request, permissions.refus_de_gerer_les_membres(request.acces, chantier)):
        return refusee
    formulaire = InvitationForm(donnees(request))
    if request.method == "POST" and envoyer(formulaire, lambda m: envoyer_l_invitation(request, chantier, formulaire)):
        d = formulaire.cleaned_data
        messages.success(request, f"{d['prenom']} {d['nom']} est membre. Sans compte, l’invitation est partie.")
        return redirect("chantiers:membres", slug)
    return formulaire_de_membre(request, chantier, formulaire, "Inviter une personne", "Inviter")


def envoyer_l_invitation(request: Requete, chantier: Chantier, formulaire: InvitationForm) -> None:
    saisi = dict(formulaire.cleaned_data)
    saisi.pop("version")
    cle = saisi.pop("id") or uuid.uuid4()
    actions.inviter(chantier, pk=cle, **saisi, par=request.acces)


@lire_ou_poster
def accueillir_une_organisation(request: Requete, slug: str) -> HttpResponse:
    chantier = chantier_a_membres(slug)
    if refusee := refus_d_ouvrir(request, permissions.refus_de_gerer_les_membres(request.acces, chantier)):
        return refusee
    formulaire = OrganisationMembreForm(donnees(request))
    if request.method == "POST" and envoyer(formulaire, lambda m: accueillir(request, chantier, formulaire)):
        messages.success(request, f"« {formulaire.cleaned_data['organisation']} » est membre du chantier.")
        return redirect("chantiers:membres", slug)
    return formulaire_de_membre(request, chantier, formulaire, "Accueillir une organisation", "Accueillir")


def accueillir(request: Requete, chantier: Chantier, formulaire: OrganisationMembreForm) -> None:
    d = formulaire.cleaned_data
    reste = {nom: d[nom] for nom in ("organisation", "du", "motif")}
    actions.accueillir_une_organisation(chantier, pk=d["id"] or uuid.uuid4(), **reste, par=request.acces)


def adhesion_ou_404(pk: UUID) -> Adhesion:
    return get_object_or_404(Adhesion.objects.select_related("chantier", "personne", "organisation"), pk=pk)


@lire_ou_poster
def changer_de_role(request: Requete, pk: UUID) -> HttpResponse:
    adhesion = adhesion_ou_404(pk)
    if refusee := refus_d_ouvrir(request, permissions.refus_de_changer_de_role(request.acces, adhesion)):
        return refusee
    formulaire = RoleForm(donnees(request), initial={"role": adhesion.role})
    if request.method == "POST" and envoyer(formulaire, lambda m: changer(request, adhesion, formulaire)):
        messages.success(request, f"{nom_de(adhesion)} change de rôle à partir d’aujourd’hui.")
        return redirect("chantiers:membres", adhesion.chantier.slug)
    titre = f"Changer le rôle de {nom_de(adhesion)}"
    return formulaire_de_membre(request, adhesion.chantier, formulaire, titre, "Changer le rôle")


def changer(request: Requete, adhesion: Adhesion, formulaire: RoleForm) -> None:
    d = formulaire.cleaned_data
    actions.changer_de_role(adhesion, role=d["role"], pk=d["id"], motif=d["motif"], par=request.acces)


@lire_ou_poster
def mettre_fin(request: Requete, pk: UUID) -> HttpResponse:
    adhesion = adhesion_ou_404(pk)
    if refusee := refus_d_ouvrir(request, permissions.refus_de_mettre_fin(request.acces, adhesion)):
        return refusee
    formulaire = FinForm(donnees(request))
    if request.method == "POST" and envoyer(formulaire, lambda m: finir(request, adhesion, formulaire)):
        messages.success(request, f"L’adhésion de {nom_de(adhesion)} est datée. Ce qui a été fait reste.")
        return redirect("chantiers:membres", adhesion.chantier.slug)
    titre = f"Mettre fin à l’adhésion de {nom_de(adhesion)}"
    return formulaire_de_membre(request, adhesion.chantier, formulaire, titre, "Mettre fin")


def finir(request: Requete, adhesion: Adhesion, formulaire: FinForm) -> None:
    d = formulaire.cleaned_data
    actions.mettre_fin(adhesion, au=d["au"], motif=d["motif"], par=request.acces)


def formulaire_de_membre(
    request: Requete, chantier: Chantier, formulaire: ItemForm, titre: str, bouton: str
) -> HttpResponse:
    contexte = entete(chantier, request.acces, "membres")
    contexte |= {"formulaire": formulaire, "titre": titre, "bouton": bouton}
    return render(request, FORMULAIRE, contexte, status=formulaire.statut)
