"""Opening a roadmap for a period, and closing it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from chantiers import actions, permissions
from chantiers.edition import envoyer
from chantiers.forms import FeuilleForm, MotifForm
from chantiers.models import Chantier, FeuilleDeRoute
from chantiers.pages import chantier_ou_404, donnees, entete, refus_d_ouvrir
from chantiers.views.items import lire_ou_poster
from membres.acces import Requete


def en_cours(chantier: Chantier) -> FeuilleDeRoute | None:
    return FeuilleDeRoute.objects.filter(chantier=chantier, etat=FeuilleDeRoute.Etat.EN_COURS).first()


@lire_ou_poster
def ouvrir_la_feuille(request: Requete, slug: str) -> HttpResponse:
    chantier = chantier_ou_404(slug)
    refus = permissions.refus_d_ouvrir_la_feuille(request.acces, chantier, en_cours(chantier))
    if refusee := refus_d_ouvrir(request, refus):
        return refusee
    formulaire = FeuilleForm(donnees(request))
    if request.method == "POST" and envoyer(formulaire, lambda motif: ouvrir(request, chantier, formulaire)):
        messages.success(request, "La feuille de route est ouverte : ajoutez-y un premier objectif.")
        return redirect("chantiers:feuille_de_route", slug)
    contexte = entete(chantier, request.acces, "feuille_de_route") | {"formulaire": formulaire}
    return render(request, "chantiers/feuille_de_route/ouvrir.html", contexte, status=formulaire.statut)


def ouvrir(request: Requete, chantier: Chantier, formulaire: FeuilleForm) -> None:
    cle, motif = formulaire.cleaned_data["id"] or uuid.uuid4(), formulaire.cleaned_data["motif"]
    actions.ouvrir_la_feuille(chantier, pk=cle, **formulaire.saisi, motif=motif, par=request.acces)


@lire_ou_poster
def clore_la_feuille(request: Requete, slug: str) -> HttpResponse:
    chantier = chantier_ou_404(slug)
    feuille = en_cours(chantier)
    if feuille is None:
        raise Http404("Ce chantier n’a pas de feuille de route en cours.")
    if refusee := refus_d_ouvrir(request, permissions.refus_de_clore_la_feuille(request.acces, feuille)):
        return refusee
    formulaire = MotifForm(donnees(request))
    if request.method == "POST" and envoyer(
        formulaire, lambda m: actions.clore_la_feuille(feuille, motif=m, par=request.acces)
    ):
        messages.success(request, "La feuille de route est close. La prochaine peut s’ouvrir.")
        return redirect("chantiers:chantier", slug)
    contexte = entete(chantier, request.acces, "feuille_de_route") | {"feuille": feuille, "formulaire": formulaire}
    return render(request, "chantiers/feuille_de_route/clore.html", contexte, status=formulaire.statut)
