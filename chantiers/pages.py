"""What the pages of a chantier share: its header and tabs, and the content of a roadmap page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from chantiers import permissions, prises
from chantiers.edition import Edition
from chantiers.lecture import ChantierLu, FeuilleLue, lire_feuilles
from chantiers.lecture.activite import contributions, derniere_modification
from chantiers.models import Chantier, Etape, FeuilleDeRoute
from historique.moment import AUJOURDHUI, Moment
from membres.acces import Acces, Requete
from membres.reponses import formulaire_refuse

PAGE = "chantiers/feuille_de_route/page.html"
ETATS_D_UN_CLIC = [(etat.value, etat.label) for etat in Etape.Etat if etat != Etape.Etat.ABANDONNEE]


def exiger_de_lire(acces: Acces) -> None:
    """Raises PermissionDenied (403) with the reason."""
    if refus := permissions.refus_de_lire_le_travail(acces):
        raise PermissionDenied(refus)


def chantier_ou_404(slug: str) -> Chantier:
    chantier = Chantier.objects.filter(slug=slug).first()
    if chantier is None:
        raise Http404("Aucun chantier ne porte cette adresse.")
    return chantier


def onglets(chantier: Any, acces: Acces) -> list[tuple[str, str]]:
    """The pages of a chantier (`Chantier` or `ChantierLu`)."""
    siens = [
        (reverse("chantiers:chantier", args=[chantier.slug]), "Présentation"),
        (reverse("chantiers:feuille_de_route", args=[chantier.slug]), "Feuille de route"),
    ]
    if acces.membre and not chantier.est_interchantier:
        siens.append((reverse("chantiers:membres", args=[chantier.slug]), "Membres"))
    for prise in prises.onglets:
        siens += prise(chantier, acces)
    return [*siens, (reverse("chantiers:historique", args=[chantier.slug]), "Historique")]


def entete(chantier: Any, acces: Acces, courant: str, moment: Moment = AUJOURDHUI) -> dict[str, Any]:
    """Context of the header and of the tabs; `courant` is the name of the current one's route."""
    return {
        "moment": moment,
        "chantier": chantier,
        "onglets": onglets(chantier, acces),
        "onglet_courant": reverse(f"chantiers:{courant}", args=[chantier.slug]),
    }


def feuille_en_cours(slug: str, acces: Acces) -> tuple[Any, FeuilleLue | None]:
    """The chantier of this address, and its roadmap under way if there is one. Raises Http404."""
    lues = lire_feuilles(acces, chantier__slug=slug, etat=FeuilleDeRoute.Etat.EN_COURS)
    if lues:
        return lues[0].chantier, lues[0]
    return ChantierLu.de(chantier_ou_404(slug)), None


def contexte_de_la_feuille(
    request: Requete, chantier: Any, feuille: FeuilleLue | None, *, moment: Moment = AUJOURDHUI, **autres: Any
) -> dict[str, Any]:
    """What the roadmap page shows to a member; `autres` replaces the defaults. Nothing of a past day is modified."""
    acces = request.acces
    refus = permissions.refus_de_modifier_la_feuille(acces, feuille) if feuille else None
    servie = feuille if acces.membre and chantier.est_interchantier else None
    return {
        **entete(chantier, acces, "feuille_de_route", moment),
        "feuille": feuille,
        "refus": refus,
        "peut_modifier": feuille is not None and refus is None and moment.au is None,
        "refus_de_tenir": permissions.refus_de_tenir_la_feuille(acces, chantier),
        "publique": False,
        "adoptee": None,
        "edition": None,
        "derniere": derniere_modification(chantier.id, acces) if acces.membre and moment.au is None else None,
        "contributions": contributions(servie, moment) if servie else (),
        "prevus": prises.euros_prevus(chantier.id, acces) if feuille and acces.membre and moment.au is None else (),
        "etats": ETATS_D_UN_CLIC,
        "comparer": reverse("chantiers:comparer", args=[chantier.slug]) + moment.suffixe,
        "archivees_depuis": frozenset(),
        "close_depuis": False,
        "avis": "",
        "cible": "",
        **autres,
    }


def sur_la_feuille(request: Requete, slug: str, retour: str, avis: str) -> HttpResponse:
    """After an act: the roadmap again, at the item (`retour` bears its anchor); htmx gets the content alone."""
    if not request.htmx:
        if avis:
            messages.success(request, avis)
        return redirect(retour)
    chantier, feuille = feuille_en_cours(slug, request.acces)
    contexte = contexte_de_la_feuille(request, chantier, feuille, cible=retour.partition("#")[2], avis=avis)
    reponse = render(request, f"{PAGE}#contenu", contexte)
    reponse["HX-Retarget"], reponse["HX-Reswap"] = "#contenu", "innerHTML show:none"
    return reponse


def page_d_edition(request: Requete, edition: Edition) -> HttpResponse:
    """The form: alone for htmx, else in its place in the roadmap.

    One whose right is withdrawn, or whose item or roadmap has changed under it, stands alone, with all that was typed.
    """
    statut = edition.formulaire.statut
    edition.formulaire.mettre_le_focus()
    contexte = {"edition": edition, **entete(edition.feuille.chantier, request.acces, "feuille_de_route")}
    if request.htmx:
        return render(request, "chantiers/item/page.html#formulaire", contexte, status=statut)
    if edition.refusee:
        return render(request, "chantiers/item/page.html", contexte, status=statut)
    feuille = lire_feuilles(request.acces, id=edition.feuille.pk)[0]
    contexte = contexte_de_la_feuille(request, feuille.chantier, feuille, edition=edition)
    return render(request, PAGE, contexte, status=statut)


def refus_d_ouvrir(request: Requete, refus: str | None) -> HttpResponse | None:
    """What is answered to a form one may not send: why (403), and on a POST all that was typed."""
    return formulaire_refuse(request, refus) if refus is not None else None


def donnees(request: Requete) -> Any:
    """What a form is bound to: nothing on a GET, what was posted (even nothing) on a POST."""
    return request.POST if request.method == "POST" else None
