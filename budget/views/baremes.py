"""The scales: public; the coordination fixes their values and says which decision adopts them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from budget import permissions
from budget.actions import baremes as actions
from budget.forms.baremes import AdoptionForm, NouveauBaremeForm, ValeurForm
from budget.lecture.baremes import BaremeLu, lire_le_bareme, lire_les_baremes
from budget.prises import decisions_connues
from chantiers.pages import donnees
from membres.acces import Requete
from membres.reponses import formulaire_refuse, soumis

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def baremes(request: Requete) -> HttpResponse:
    lus = lire_les_baremes()
    contexte = {
        "baremes": lus,
        "attendent": any(valeur.en_attente for bareme in lus for valeur in bareme.valeurs),
        "peut_tenir": permissions.refus_de_tenir_les_baremes(request.acces) is None,
    }
    return render(request, "budget/bareme/liste.html", contexte)


@lire_ou_poster
def fixer_un_bareme(request: Requete) -> HttpResponse:
    """`?code=`: a new value of this scale; without it, a new scale."""
    if refus := permissions.refus_de_tenir_les_baremes(request.acces):
        return formulaire_refuse(request, refus)
    if code := request.GET.get("code", ""):
        bareme = lire_le_bareme(code)
        if bareme is None:
            raise Http404("Aucun barème ne porte ce nom.")
        return _fixer(request, bareme)
    formulaire = NouveauBaremeForm(donnees(request))
    if request.method == "POST" and soumis(formulaire, lambda saisi: _ouvrir(request, saisi)):
        return _fait(request, "Le barème est posé. Une décision doit encore l’adopter.")
    contexte = {"formulaire": formulaire, "bareme": None}
    return render(request, "budget/bareme/formulaire.html", contexte, status=formulaire.statut)


def _fixer(request: Requete, bareme: BaremeLu) -> HttpResponse:
    formulaire = ValeurForm(donnees(request), bareme=bareme)
    if request.method == "POST" and soumis(formulaire, lambda saisi: _donner_la_valeur(request, bareme, formulaire)):
        return _fait(request, f"« {bareme.libelle} » a une nouvelle valeur.")
    contexte = {"formulaire": formulaire, "bareme": bareme}
    return render(request, "budget/bareme/formulaire.html", contexte, status=formulaire.statut)


def _donner_la_valeur(request: Requete, bareme: BaremeLu, formulaire: ValeurForm) -> None:
    saisi = {nom: formulaire.cleaned_data[nom] for nom in ("id", "du", "source", "motif")}
    actions.fixer_un_bareme(bareme.code, **saisi, tarifs=formulaire.tarifs, par=request.acces)


def _ouvrir(request: Requete, saisi: dict[str, Any]) -> None:
    tarif = actions.Tarif(0, saisi.pop("taux"))
    actions.ouvrir_un_bareme(**saisi, tarif=tarif, par=request.acces)


def _fait(request: Requete, phrase: str) -> HttpResponse:
    messages.success(request, phrase)
    return redirect("budget:baremes")


@lire_ou_poster
def adopter_des_baremes(request: Requete) -> HttpResponse:
    if refus := permissions.refus_de_tenir_les_baremes(request.acces):
        return formulaire_refuse(request, refus)
    lus, decisions = lire_les_baremes(), decisions_connues()
    formulaire = AdoptionForm(donnees(request), baremes=lus, decisions=decisions)
    if request.method == "POST" and soumis(formulaire, lambda saisi: _adopter(request, saisi)):
        return _fait(request, "Ces barèmes sont rattachés à la décision qui les adopte.")
    contexte = {"formulaire": formulaire, "decisions": decisions}
    return render(request, "budget/bareme/adopter.html", contexte, status=formulaire.statut)


def _adopter(request: Requete, saisi: dict[str, Any]) -> None:
    actions.adopter_des_baremes(
        saisi["valeurs"], decision_id=UUID(saisi["decision"]), motif=saisi["motif"], par=request.acces
    )
