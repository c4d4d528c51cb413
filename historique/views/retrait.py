"""Taking a passage out: choosing it, then confirming what goes, why, and what stays."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from historique import actions
from historique.forms import MotifLegalForm, PassageForm
from historique.lecture.retrait import ChampTenu, ObjetARetirer, lire_ailleurs, lire_le_motif, lire_les_textes
from historique.permissions import refus_de_retirer
from historique.refus import ActionRefusee

FAIT = "Passage retiré : il n’est plus dans la base, et le journal le dit."


@require_safe
def passages(request, type_objet: str, pk: UUID):
    if refus := refus_de_retirer(request.acces):
        raise PermissionDenied(refus)
    objet = lire_les_textes(type_objet, pk, request.acces)
    if objet is None:
        raise Http404
    return render(request, "historique/retrait/passages.html", {"objet": objet})


@require_http_methods(["GET", "HEAD", "POST"])
def passage(request, type_objet: str, pk: UUID, champ: str):
    if refus := refus_de_retirer(request.acces):
        return _refuser(request, refus)
    objet = lire_les_textes(type_objet, pk, request.acces)
    tenu = objet.champ(champ) if objet is not None else None
    if objet is None or tenu is None:
        raise Http404
    formulaire = _formulaire(request, objet, tenu)
    if _soumis(request, formulaire, lambda saisi: _retirer(request, objet, champ, saisi)):
        return redirect("historique:objet", type_objet, pk)
    return _confirmer(request, objet, tenu, formulaire)


@require_http_methods(["GET", "HEAD", "POST"])
def motif(request, sequence: int):
    if refus := refus_de_retirer(request.acces):
        return _refuser(request, refus)
    lu = lire_le_motif(sequence, request.acces)
    if lu is None:
        raise Http404
    formulaire = MotifLegalForm(request.POST if request.method == "POST" else None)
    retirer = partial(actions.retirer_un_motif, lu, par=request.acces)
    if _soumis(request, formulaire, lambda saisi: retirer(motif_legal=saisi["motif_legal"])):
        return redirect("historique:inscription", sequence)
    contexte = {"lu": lu, "formulaire": formulaire}
    return render(request, "historique/retrait/motif.html", contexte, status=_statut(formulaire))


def _refuser(request: HttpRequest, refus: str) -> HttpResponse:
    """Why, and on a POST what had been typed: nobody else reads the texts themselves."""
    if request.method != "POST":
        raise PermissionDenied(refus)
    saisi = request.POST.get("remplacement", "")
    return render(
        request, "historique/retrait/refus.html", {"refus": refus, "saisi": saisi}, status=HTTPStatus.FORBIDDEN
    )


def _formulaire(request: HttpRequest, objet: ObjetARetirer, tenu: ChampTenu) -> PassageForm:
    present = next((texte for texte in tenu.textes if texte.present), None)
    choisi = request.GET.get("texte", present.cle if present else "")
    return PassageForm(
        request.POST if request.method == "POST" else None,
        initial={
            "version": objet.objet.version,
            "textes": [choisi] if choisi else [],
            "remplacement": present.valeur if present else "",
        },
        objet=objet.objet,
        champ=tenu.nom,
        textes={texte.cle: texte.valeur for texte in tenu.textes},
        editable=present is not None and not objet.fige,
    )


def _retirer(request: Any, objet: ObjetARetirer, champ: str, saisi: dict[str, Any]) -> None:
    actions.retirer_un_passage(
        objet,
        champ,
        textes=saisi["textes"],
        version=saisi["version"],
        motif_legal=saisi["motif_legal"],
        remplacement=saisi.get("remplacement", ""),
        par=request.acces,
    )


def _soumis(request: HttpRequest, formulaire: Any, agir: Callable[[dict[str, Any]], None]) -> bool:
    """Act, if the form was sent and is valid; a refusal is shown at its head."""
    if request.method != "POST" or not formulaire.is_valid():
        return False
    try:
        agir(formulaire.cleaned_data)
    except ActionRefusee as refus:
        formulaire.add_error(None, str(refus))
        formulaire.conflit = True
        return False
    messages.success(request, FAIT)
    return True


def _statut(formulaire: Any) -> int:
    if not formulaire.errors:
        return HTTPStatus.OK
    return HTTPStatus.CONFLICT if getattr(formulaire, "conflit", False) else HTTPStatus.UNPROCESSABLE_ENTITY


def _confirmer(request: Any, objet: ObjetARetirer, tenu: ChampTenu, formulaire: PassageForm) -> HttpResponse:
    """What goes and what stays. The version is the present one: sending again decides."""
    if formulaire.is_bound:
        donnees = request.POST.copy()
        donnees["version"] = str(objet.objet.version)
        formulaire.data = donnees
    ailleurs = lire_ailleurs({texte.valeur for texte in tenu.textes}, (objet.cle, objet.pk, tenu.nom), request.acces)
    coches = formulaire["textes"].value() or []
    contexte = {"objet": objet, "champ": tenu, "formulaire": formulaire, "coches": coches, "ailleurs": ailleurs}
    contexte["editable"] = "remplacement" in formulaire.fields
    return render(request, "historique/retrait/passage.html", contexte, status=_statut(formulaire))
