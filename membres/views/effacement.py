"""One's own data: their file, and their erasure, asked for by each person and done by the coordination."""

import json
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from historique.reponses import action_ou_message
from membres import actions, demandes, permissions
from membres.acces import Requete
from membres.bilan import bilan_de
from membres.dossier import FICHIER, dossier_de
from membres.forms import EffacementForm, PersonneAEffacerForm
from membres.models import Personne
from membres.passages import MONTRES, passages_qui_nomment
from membres.reponses import formulaire_refuse, soumis
from membres.views.profil import sa_personne


@require_safe
def mes_donnees(request: Requete) -> HttpResponse:
    """All that the platform holds of the person who asks, to keep or to take elsewhere."""
    personne = None if request.acces.personne_id is None else sa_personne(request)
    dossier = dossier_de(personne, request.user, request.acces)  # type: ignore[arg-type]  # private by default
    texte = json.dumps(dossier, ensure_ascii=False, sort_keys=True, indent=2)
    reponse = HttpResponse(f"{texte}\n", content_type="application/json; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{FICHIER}"'
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@require_http_methods(["GET", "HEAD", "POST"])
def demander_l_effacement(request: Requete) -> HttpResponse:
    """What would go and what would stay, then the request."""
    personne = sa_personne(request)
    if request.method == "POST":
        with action_ou_message(request):
            actions.demander_l_effacement(par=request.acces)
            messages.success(request, "Votre demande est enregistrée : la coordination en est prévenue.")
        return redirect("membres:demander_l_effacement")
    contexte = {
        "demande": demandes.demande_de(personne),
        "bilan": bilan_de(personne),
        "obstacles": demandes.obstacles_a_l_effacement(personne),
    }
    return render(request, "membres/effacement/demander.html", contexte)


@require_POST
def renoncer_a_l_effacement(request: Requete) -> HttpResponse:
    with action_ou_message(request):
        actions.renoncer_a_l_effacement(par=request.acces)
        messages.success(request, "Votre demande est annulée : rien n’est effacé.")
    return redirect("membres:demander_l_effacement")


@require_safe
def effacements(request: Requete) -> HttpResponse:
    """The requests that wait, and whose data are gone already; choosing someone leads to the confirmation."""
    if refus := permissions.refus_de_voir_les_effacements(request.acces):
        raise PermissionDenied(refus)
    formulaire = PersonneAEffacerForm(request.GET if "personne" in request.GET else None)
    if formulaire.is_valid():
        return redirect("membres:effacer", formulaire.cleaned_data["personne"].pk)
    contexte = {"formulaire": formulaire, "demandes": demandes.demandes_en_attente()}
    contexte |= {"effacees": demandes.personnes_effacees(request.acces)}
    return render(request, "membres/effacement/liste.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def effacer(request: Requete, pk: UUID) -> HttpResponse:
    """What goes, what stays, where she is named; then, once and for all."""
    if refus := permissions.refus_de_voir_les_effacements(request.acces):
        return formulaire_refuse(request, refus)
    personne = get_object_or_404(Personne.objects.presentes(), pk=pk)
    passages = passages_qui_nomment(personne, request.acces)
    formulaire = EffacementForm(request.POST or None, passages=len(passages))
    if request.method == "POST" and soumis(formulaire, lambda d: confirmer(request, personne, d["fondement"])):
        return redirect("membres:effacements")
    contexte = confirmation(request, personne) | {"formulaire": formulaire, "passages": passages[:MONTRES]}
    contexte |= {"passages_en_plus": len(passages[MONTRES:])}
    return render(request, "membres/effacement/effacer.html", contexte, status=formulaire.statut)


def confirmer(request: Requete, personne: Personne, fondement: str) -> None:
    effacee = actions.effacer(personne, fondement=fondement, par=request.acces)
    phrase = (
        f"C’est fait : cette personne est désormais « {effacee} ». La plateforme n’a plus son adresse : dites-le-lui."
    )
    messages.success(request, phrase)


def confirmation(request: Requete, personne: Personne) -> dict[str, object]:
    """What the page says before one confirms."""
    return {
        "personne": personne,
        "demande": demandes.demande_de(personne),
        "bilan": bilan_de(personne),
        "refus_de_retirer": permissions.refus_de_retirer_un_passage(request.acces),
        "refus": permissions.refus_d_effacer(request.acces, personne),
        "obstacles": demandes.obstacles_a_l_effacement(personne),
    }
