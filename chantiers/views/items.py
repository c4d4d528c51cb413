"""Adding, modifying, moving, archiving and bringing back the items of a roadmap: the same views for every kind."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chantiers import actions, permissions
from chantiers.edition import GENRES, Edition, ajout, envoyer, feuille_de, modification, trouver
from chantiers.forms import MotifForm
from chantiers.lecture.activite import lire_les_archives
from chantiers.models import FeuilleDeRoute
from chantiers.pages import (
    donnees,
    entete,
    exiger_de_lire,
    feuille_en_cours,
    page_d_edition,
    refus_d_ouvrir,
    sur_la_feuille,
)
from historique.reponses import action_ou_message
from membres.acces import Requete

lire_ou_poster = require_http_methods(["GET", "HEAD", "POST"])


# Forms ----------------------------------------------------------------------------------------------------------------


@lire_ou_poster
def modifier(request: Requete, genre: str, pk: UUID) -> HttpResponse:
    objet = trouver(genre, pk)
    return refusee_d_avance(request, objet) or repondre(request, modification(request, genre, objet))


@lire_ou_poster
def ajouter_a_la_feuille(request: Requete, genre: str, slug: str) -> HttpResponse:
    """An objectif or a means of the roadmap under way."""
    en_cours = FeuilleDeRoute.objects.filter(etat=FeuilleDeRoute.Etat.EN_COURS).select_related("chantier")
    return ajouter(request, genre, get_object_or_404(en_cours, chantier__slug=slug))


@lire_ou_poster
def ajouter_a_l_item(request: Requete, genre: str, parent: str, pk: UUID) -> HttpResponse:
    """An étape or a livrable of an objectif, a dépendance of an étape."""
    return ajouter(request, genre, trouver(parent, pk))


def ajouter(request: Requete, genre: str, parent: Any) -> HttpResponse:
    return refusee_d_avance(request, parent) or repondre(request, ajout(request, genre, parent))


def refusee_d_avance(request: Requete, objet: Any) -> HttpResponse | None:
    """A member who posts is answered in her own form; nobody else is shown the choices of a form."""
    if request.method == "POST" and request.acces.membre:
        return None
    return refus_d_ouvrir(request, permissions.refus_de_modifier(request.acces, objet))


def repondre(request: Requete, edition: Edition) -> HttpResponse:
    if request.method == "POST" and edition.enregistrer(request.acces):
        return sur_la_feuille(request, edition.feuille.chantier.slug, edition.retour, edition.phrase)
    return page_d_edition(request, edition)


# From the list --------------------------------------------------------------------------------------------------------


@require_POST
def changer_l_etat(request: Requete, slug: str) -> HttpResponse:
    """One button of the list, « étape:état »; one stays on the roadmap."""
    cle, _, etat = request.POST.get("etape", "").partition(":")
    etape, avis = trouver("etape", cle_ou_404(cle)), ""
    with action_ou_message(request):
        etape = actions.changer_l_etat(etape, etat=etat, par=request.acces)
        avis = f"« {etape} » : {etape.get_etat_display().lower()}."
    return sur_la_feuille(request, slug, etape.get_absolute_url(), avis)


def cle_ou_404(texte: str) -> UUID:
    try:
        return UUID(texte)
    except ValueError:
        raise Http404("Cet élément n’existe pas.") from None


@require_safe
def ordre(request: Requete, slug: str) -> HttpResponse:
    """Every item with its buttons « Monter » and « Descendre », and where an étape may go."""
    chantier, feuille = feuille_en_cours(slug, request.acces)
    if feuille is None:
        raise Http404("Ce chantier n’a pas de feuille de route en cours.")
    if refus := permissions.refus_de_modifier_la_feuille(request.acces, feuille):
        raise PermissionDenied(refus)
    contexte = entete(chantier, request.acces, "feuille_de_route") | {"feuille": feuille}
    return render(request, "chantiers/feuille_de_route/ordre.html", contexte)


@require_POST
def ordonner(request: Requete, genre: str, pk: UUID) -> HttpResponse:
    objet = trouver(genre, pk)
    with action_ou_message(request):
        actions.ordonner(objet, sens=-1 if request.POST.get("sens") == "monter" else 1, par=request.acces)
    return redirect(reverse("chantiers:ordre", args=[feuille_de(objet).chantier.slug]) + f"#{genre}-{pk}")


@require_POST
def deplacer(request: Requete, pk: UUID) -> HttpResponse:
    etape, vers = trouver("etape", pk), trouver("objectif", cle_ou_404(request.POST.get("objectif", "")))
    with action_ou_message(request):
        actions.deplacer(etape, vers=vers, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {etape} » est maintenant dans « {vers} ».")
    return redirect(reverse("chantiers:ordre", args=[feuille_de(etape).chantier.slug]) + f"#etape-{pk}")


# Archives -------------------------------------------------------------------------------------------------------------


@lire_ou_poster
def archiver(request: Requete, genre: str, pk: UUID) -> HttpResponse:
    """Asks to confirm, and why; what the item holds is hidden with it."""
    objet = trouver(genre, pk)
    if refusee := refus_d_ouvrir(request, refus_d_archiver(request, objet)):
        return refusee
    formulaire = MotifForm(donnees(request))
    if request.method == "POST" and envoyer(
        formulaire, lambda motif: actions.archiver(objet, motif=motif, par=request.acces)
    ):
        messages.success(request, f"« {objet} » est désormais dans la page « Archivés ».")
        return redirect(feuille_de(objet))
    contexte = entete(feuille_de(objet).chantier, request.acces, "feuille_de_route")
    contexte |= {"objet": objet, "genre": GENRES[genre], "formulaire": formulaire}
    return render(request, "chantiers/item/archiver.html", contexte, status=formulaire.statut)


def refus_d_archiver(request: Requete, objet: Any) -> str | None:
    """On a POST, what has changed meanwhile is said by the action, in the page."""
    if request.method == "POST":
        return permissions.refus_d_ecrire(request.acces, feuille_de(objet).chantier)
    return permissions.refus_de_modifier(request.acces, objet)


@require_safe
def archives(request: Requete, slug: str) -> HttpResponse:
    """What was archived, by whom, when and why; and how to bring it back."""
    exiger_de_lire(request.acces)
    chantier, feuille = feuille_en_cours(slug, request.acces)
    lues = lire_les_archives(feuille.id, request.acces) if feuille else []
    refus = permissions.refus_de_modifier_la_feuille(request.acces, feuille) if feuille else None
    contexte = entete(chantier, request.acces, "feuille_de_route") | {"archives": lues, "refus": refus}
    return render(request, "chantiers/feuille_de_route/archives.html", contexte)


@require_POST
def retablir(request: Requete, genre: str, pk: UUID) -> HttpResponse:
    objet = trouver(genre, pk)
    with action_ou_message(request):
        actions.retablir(objet, motif=request.POST.get("motif", ""), par=request.acces)
        messages.success(request, f"« {objet} » est de retour dans la feuille de route.")
    return redirect("chantiers:archives", feuille_de(objet).chantier.slug)
