"""Invitations: the page the link opens, and the list kept by those who invite."""

from uuid import UUID

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from historique.reponses import action_ou_message
from membres import actions, permissions
from membres.acces import Requete
from membres.forms import AcceptationForm
from membres.lecture import invitations_visibles_par, lire_le_jeton
from membres.models import Compte, Invitation, Personne
from membres.reponses import soumis


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Requete, jeton: str) -> HttpResponse:
    """Open an account with the key one was sent."""
    invitation = lire_le_jeton(jeton)
    refus = permissions.refus_d_accepter(invitation)
    if invitation is None or refus is not None:
        return refuser(request, invitation, refus)
    if request.user.is_authenticated:
        return render(request, "membres/invitation/autre_compte.html", {"invitation": invitation}, status=409)
    personne = invitation.personne
    initial = {"prenom": personne.prenom, "nom": personne.nom, "nom_public": personne.nom_public}
    formulaire = AcceptationForm(request.POST or None, initial=initial, invitation=invitation)
    if request.method == "POST" and soumis(formulaire, lambda d: accepter(jeton, d)):
        return entrer(request, lire_le_jeton(jeton))
    contexte = {"invitation": invitation, "formulaire": formulaire}
    return render(request, "membres/invitation/accepter.html", contexte, status=formulaire.statut)


def accepter(jeton: str, donnees: dict) -> Compte:
    identite = {nom: donnees[nom] for nom in ("prenom", "nom", "nom_public", "mot_de_passe")}
    return actions.accepter_l_invitation(jeton, **identite)


def entrer(request: Requete, invitation: Invitation | None) -> HttpResponse:
    """Sign in the person who has just accepted."""
    compte = Compte.objects.get(personne__invitations=invitation)
    return perform_login(request, compte, redirect_url=reverse("pilotage:tableau_de_bord"))


def refuser(request: Requete, invitation: Invitation | None, refus: str | None) -> HttpResponse:
    """The sentence, and what to do: sign in, or go on when one is signed in already."""
    contexte = {"refus": refus, "utilisee": invitation is not None and invitation.etat == Invitation.Etat.UTILISEE}
    return render(request, "membres/invitation/refus.html", contexte, status=404 if invitation is None else 410)


@require_safe
def invitations(request: Requete) -> HttpResponse:
    """The invitations one has sent; all of them for the coordination and the administration."""
    lignes = [
        {
            "invitation": une,
            "refus_de_renvoyer": permissions.refus_de_renvoyer_l_invitation(request.acces, une),
            "refus_de_revoquer": permissions.refus_de_revoquer_l_invitation(request.acces, une),
            "a_refaire": une.etat == Invitation.Etat.REVOQUEE and permissions.peut_recevoir_une_cle(une.personne),
        }
        for une in invitations_visibles_par(request.acces)
    ]
    return render(request, "membres/invitation/liste.html", {"lignes": lignes})


def _visible(request: Requete, pk: UUID) -> Invitation:
    visibles = {une.pk for une in invitations_visibles_par(request.acces)}
    return get_object_or_404(Invitation.objects.select_related("personne").filter(pk__in=visibles), pk=pk)


@require_POST
def renvoyer_l_invitation(request: Requete, pk: UUID) -> HttpResponse:
    invitation = _visible(request, pk)
    with action_ou_message(request):
        actions.renvoyer_l_invitation(invitation, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"Invitation renvoyée à {invitation.personne} : le lien précédent ne sert plus.")
    return redirect("membres:invitations")


@require_POST
def revoquer_l_invitation(request: Requete, pk: UUID) -> HttpResponse:
    invitation = _visible(request, pk)
    with action_ou_message(request):
        actions.revoquer_l_invitation(invitation, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"Invitation pour {invitation.personne} révoquée : son lien n’ouvre plus de compte.")
    return redirect("membres:invitations")


@require_POST
def inviter(request: Requete, pk: UUID) -> HttpResponse:
    """Invite again someone whose invitation was revoked."""
    personne = get_object_or_404(Personne.objects.filter(compte__isnull=True), pk=pk)
    with action_ou_message(request):
        actions.inviter(personne, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"Invitation envoyée à {personne}.")
    return redirect("membres:invitations")
