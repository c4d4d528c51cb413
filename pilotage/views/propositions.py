"""Propositions: the list, the page, writing a draft, and leading it from step to step."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from historique.moment import moment_demande
from historique.reponses import action_ou_message
from membres.acces import Requete
from membres.reponses import formulaire_refuse, soumis
from pilotage import actions, permissions
from pilotage.forms import AmendementForm, PropositionForm, RenvoiForm, RepriseForm, RetraitForm
from pilotage.lecture.proposition import lire_les_propositions
from pilotage.models import Proposition
from pilotage.views.pages import page, page_passee, trouver

AMENDABLES = (
    *("id", "version", "exercice_id", "titre", "pourquoi", "texte", "facilitee_par_id", "mode_leger"),
    *("echeance", "a_l_echeance", "revue_le"),
)


@login_not_required
@require_safe
def propositions(request: Requete) -> HttpResponse:
    moment = moment_demande(request)
    en_cours, closes = lire_les_propositions(request.acces, moment)
    refus = permissions.refus_de_proposer(request.acces)
    contexte = {"moment": moment, "en_cours": en_cours, "closes": closes, "refus_de_proposer": refus}
    return render(request, "pilotage/proposition/liste.html", contexte)


@login_not_required
@require_safe
def proposition(request: Requete, numero: int) -> HttpResponse:
    trouvee, moment = trouver(request, numero), moment_demande(request)
    return page_passee(request, trouvee, moment) if moment.au else page(request, trouvee, moment=moment)


@require_http_methods(["GET", "HEAD", "POST"])
def proposer(request: Requete) -> HttpResponse:
    if refus := permissions.refus_de_proposer(request.acces):
        return formulaire_refuse(request, refus)
    demande = {nom: request.GET.get(nom) for nom in ("nature", "exercice_id") if nom in request.GET}
    initial = {"facilitee_par_id": request.acces.personne_id, **demande}
    formulaire = PropositionForm(request.POST or None, initial=initial)
    if request.method == "POST" and soumis(formulaire, lambda d: _proposer(request, formulaire)):
        return redirect("pilotage:proposition", Proposition.objects.get(pk=formulaire.cleaned_data["id"]).numero)
    contexte = {"formulaire": formulaire, "proposition": None, "titre": "Nouvelle proposition"}
    return render(request, "pilotage/proposition/formulaire.html", contexte, status=formulaire.statut)


def _proposer(request: Requete, formulaire: PropositionForm) -> None:
    donnees = formulaire.cleaned_data
    actions.proposer(id=donnees["id"], saisi=formulaire.saisi, motif=donnees["motif"], par=request.acces)


@require_http_methods(["GET", "HEAD", "POST"])
def amender(request: Requete, numero: int) -> HttpResponse:
    proposition = trouver(request, numero)
    if refus := permissions.refus_d_amender(request.acces, proposition):
        return formulaire_refuse(request, refus)
    initial = {nom: getattr(proposition, nom) for nom in AMENDABLES}
    formulaire = AmendementForm(request.POST or None, initial=initial, proposition=proposition)
    if request.method == "POST" and soumis(formulaire, lambda d: _amender(request, proposition, formulaire)):
        return redirect(proposition)
    contexte = {"formulaire": formulaire, "proposition": proposition, "titre": "Modifier le brouillon"}
    return render(request, "pilotage/proposition/formulaire.html", contexte, status=formulaire.statut)


def _amender(request: Requete, proposition: Proposition, formulaire: AmendementForm) -> None:
    donnees = formulaire.cleaned_data
    actions.amender(
        proposition, version=donnees["version"], saisi=formulaire.saisi, motif=donnees["motif"], par=request.acces
    )


@require_POST
def ouvrir(request: Requete, numero: int) -> HttpResponse:
    proposition = trouver(request, numero)
    with action_ou_message(request):
        version = actions.ouvrir(proposition, par=request.acces)
        messages.success(request, f"La consultation est ouverte : la version {version.etiquette} est figée.")
    return redirect(proposition)


@require_POST
def avancer(request: Requete, numero: int) -> HttpResponse:
    proposition = trouver(request, numero)
    with action_ou_message(request):
        actions.avancer(proposition, vers=request.POST.get("vers") or None, par=request.acces)
    return redirect(proposition)


@require_POST
def relancer(request: Requete, numero: int) -> HttpResponse:
    proposition = trouver(request, numero)
    with action_ou_message(request):
        partis = actions.relancer(proposition, par=request.acces)
        messages.success(request, f"Rappel envoyé à {partis} personne{'s' if partis > 1 else ''}.")
    return redirect(proposition)


@require_http_methods(["GET", "HEAD", "POST"])
def renvoyer(request: Requete, numero: int) -> HttpResponse:
    proposition = trouver(request, numero)
    formulaire = RenvoiForm(request.POST or None)

    def agir(d: dict[str, Any]) -> None:
        ou = {"le": d["rencontre_le"], "rencontre": d["rencontre"]}
        actions.renvoyer(proposition, **ou, motif=d["motif"], par=request.acces)

    return _sortie(request, proposition, formulaire, agir, permissions.refus_de_renvoyer, "renvoyer")


@require_http_methods(["GET", "HEAD", "POST"])
def reprendre(request: Requete, numero: int) -> HttpResponse:
    proposition = trouver(request, numero)
    formulaire = RepriseForm(request.POST or None)

    def agir(d: dict[str, Any]) -> None:
        actions.reprendre(proposition, echeance=d["echeance"], motif=d["motif"], par=request.acces)

    return _sortie(request, proposition, formulaire, agir, permissions.refus_de_reprendre, "reprendre")


@require_http_methods(["GET", "HEAD", "POST"])
def retirer(request: Requete, numero: int) -> HttpResponse:
    proposition = trouver(request, numero)
    formulaire = RetraitForm(request.POST or None)

    def agir(d: dict[str, Any]) -> None:
        actions.retirer(proposition, motif=d["motif"], par=request.acces)

    return _sortie(request, proposition, formulaire, agir, permissions.refus_de_retirer, "retirer")


def _sortie(
    request: Requete, proposition: Proposition, formulaire: Any, agir: Any, refuser: Any, geste: str
) -> HttpResponse:
    """A small form, then back to the page of the proposition."""
    if refus := refuser(request.acces, proposition):
        return formulaire_refuse(request, refus)
    if request.method == "POST" and soumis(formulaire, agir):
        return redirect(proposition)
    contexte = {"formulaire": formulaire, "proposition": proposition, "geste": geste}
    return render(request, "pilotage/proposition/sortie.html", contexte, status=formulaire.statut)
