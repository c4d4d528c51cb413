"""What the forms of fundings share: how they are sent, how a refusal is said in them, the page that shows them."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from budget import permissions
from budget.actions.verrous import Perime
from budget.lecture.organisations import organisations_de
from budget.models import Financement
from chantiers.forms.base import ItemForm
from chantiers.lecture.activite import derniere_inscription
from historique.edition import Conflit
from historique.refus import ActionRefusee
from membres.acces import Requete
from membres.reponses import formulaire_refuse

PAGE = "budget/financement/formulaire.html"
lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])


def financement_ou_404(pk: UUID) -> Financement:
    return get_object_or_404(
        Financement.objects.select_related("financeur", "porteur_administratif", "porteur_financier", "mene_par"),
        pk=pk,
    )


def refus_de_tenir(request: Requete, financement: Financement, *, archive: bool = False) -> HttpResponse | None:
    """The answer to who may not write on this funding; on a POST, with all that was typed."""
    acces = request.acces
    refus = permissions.refus_de_tenir_un_financement(acces, financement, organisations_de(acces))
    if refus is None and not archive and request.method != "POST":
        refus = permissions.refus_d_archive(financement, "Ce financement", "")
    return formulaire_refuse(request, refus) if refus is not None else None


def donnees(request: Requete) -> Any:
    return request.POST if request.method == "POST" else None


def envoyer(formulaire: ItemForm, agir: Callable[[str], Any]) -> bool:
    """Run `agir(motif)` if the form is valid, and say whether it was done; a refusal is said in the form."""
    if not formulaire.is_valid():
        formulaire.statut = HTTPStatus.UNPROCESSABLE_ENTITY
        return False
    try:
        agir(formulaire.cleaned_data["motif"])
    except Conflit as conflit:
        formulaire.signaler(conflit)
        return False
    except ActionRefusee as refus:
        formulaire.statut = HTTPStatus.CONFLICT if isinstance(refus, Perime) else HTTPStatus.UNPROCESSABLE_ENTITY
        formulaire.add_error(refus.champ if refus.champ in formulaire.fields else None, str(refus))
        return False
    return True


def page(request: Requete, formulaire: ItemForm, *, titre: str, objet: Any = None, **contexte: Any) -> HttpResponse:
    """The form alone in its page; a conflict shows who wrote what meanwhile."""
    if formulaire.groupes:
        formulaire.mettre_le_focus()
    derniere = derniere_inscription(objet, request.acces) if formulaire.choix else None
    contexte = {"formulaire": formulaire, "titre": titre, "objet": objet, "derniere": derniere, **contexte}
    contexte.setdefault("financement", None)
    return render(request, PAGE, contexte, status=formulaire.statut)
