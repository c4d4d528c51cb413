"""The history of one object, and the return of an earlier state of it."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from historique import registre
from historique.forms import RestaurationForm
from historique.lecture.objet import Retour, lire_l_objet, lire_le_retour
from historique.permissions import refus_de_retirer
from historique.refus import ActionRefusee
from historique.views.bornes import bornes


@login_not_required
@require_safe
def objet(request, type_objet: str, pk: UUID):
    lu = lire_l_objet(type_objet, pk, request.acces, bornes(request))
    if lu is None:
        raise Http404
    contexte = {"objet": lu, "peut_retirer": refus_de_retirer(request.acces) is None}
    return render(request, "historique/objet/historique.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def restaurer(request, type_objet: str, pk: UUID, version: int):
    retour = lire_le_retour(type_objet, pk, version, request.acces)
    if retour is None:
        raise Http404
    if request.method != "POST":
        return _confirmer(request, retour, RestaurationForm(initial={"version": retour.objet.version}))
    formulaire = RestaurationForm(request.POST)
    try:
        _agir(request, retour, formulaire)
    except ActionRefusee as refus:
        formulaire.add_error(None, str(refus))
        return _confirmer(request, retour, formulaire, status=HTTPStatus.CONFLICT)
    messages.success(request, f"État {version} rétabli.")
    return redirect("historique:objet", type_objet, pk)


def _agir(request: HttpRequest, retour: Retour, formulaire: RestaurationForm) -> None:
    """Restore, unless the form is wrong or the object has changed since it was shown."""
    if not formulaire.is_valid():
        raise ActionRefusee("Ce formulaire est incomplet : vérifiez ce qui suit.")
    if formulaire.cleaned_data["version"] != retour.objet.version:
        raise ActionRefusee("Cet élément a changé depuis l’affichage : relisez ce qui suit, puis confirmez.")
    if retour.refus is not None:
        raise ActionRefusee(retour.refus)
    motif, acces = formulaire.cleaned_data["motif"], request.acces  # type: ignore[attr-defined]
    if (restauration := registre.declaration_de(retour.objet).restaurer) is not None:
        restauration.agir(retour.objet, etat=retour.etat, motif=motif, par=acces)


def _confirmer(request: HttpRequest, retour: Retour, formulaire: RestaurationForm, status: int = 200) -> HttpResponse:
    """What would change, and why: the version shown is the present one, so that sending again decides."""
    if formulaire.is_bound:
        donnees = request.POST.copy()
        donnees["version"] = str(retour.objet.version)
        formulaire.data = donnees
    contexte = {"retour": retour, "formulaire": formulaire}
    return render(request, "historique/objet/restaurer.html", contexte, status=status)
