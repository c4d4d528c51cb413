"""What the pages of a chantier share: tabs, the days asked for, and the content of a roadmap page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from chantiers import permissions, prises
from chantiers.actions.fondation import LANCEMENT
from chantiers.edition import Edition
from chantiers.lecture import ChantierLu, FeuilleLue, lire_feuilles
from chantiers.lecture.activite import contributions, derniere_modification, jour_lu
from chantiers.models import Chantier, Etape, FeuilleDeRoute
from historique.horloge import aujourd_hui
from membres.acces import Acces, Requete
from membres.reponses import formulaire_refuse

PAGE = "chantiers/feuille_de_route/page.html"
ETATS_D_UN_CLIC = [(etat.value, etat.label) for etat in Etape.Etat if etat != Etape.Etat.ABANDONNEE]
ILLISIBLE = "Cette date ne se lit pas : écrivez-la ainsi, 12/03/2027."
A_VENIR = "Ce jour n’est pas encore venu : choisissez-en un jusqu’à aujourd’hui."


def exiger_de_lire(acces: Acces) -> None:
    """Raises PermissionDenied (403) with the reason."""
    if refus := permissions.refus_de_lire_le_travail(acces):
        raise PermissionDenied(refus)


def chantier_ou_404(slug: str) -> Chantier:
    chantier = Chantier.objects.filter(slug=slug).first()
    if chantier is None:
        raise Http404("Aucun chantier ne porte cette adresse.")
    return chantier


@dataclass(frozen=True)
class Jours:
    """The days an address asks for (`?au=…&et=…`), and what is wrong with them."""

    au: date | None = None
    et: date | None = None
    erreur: str = ""

    @property
    def jour(self) -> date:
        return self.au or aujourd_hui()

    @property
    def second(self) -> "Jours":
        return Jours(au=self.et or aujourd_hui())


def jours_demandes(request: HttpRequest) -> Jours:
    textes = [request.GET.get(nom, "") for nom in ("au", "et")]
    au, et = (jour_lu(texte) if texte else None for texte in textes)
    if any(texte and jour is None for texte, jour in zip(textes, (au, et), strict=True)):
        return Jours(au, et, ILLISIBLE)
    if any(jour is not None and jour > aujourd_hui() for jour in (au, et)):
        return Jours(au, et, A_VENIR)
    return Jours(au, et)


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


def entete(chantier: Any, acces: Acces, courant: str) -> dict[str, Any]:
    """Context of the header and of the tabs; `courant` is the name of the current one's route."""
    return {
        "chantier": chantier,
        "onglets": onglets(chantier, acces),
        "onglet_courant": reverse(f"chantiers:{courant}", args=[chantier.slug]),
        "lancement": LANCEMENT,
        "aujourdhui": aujourd_hui(),
    }


def feuille_en_cours(slug: str, acces: Acces) -> tuple[Any, FeuilleLue | None]:
    """The chantier of this address, and its roadmap under way if there is one. Raises Http404."""
    lues = lire_feuilles(acces, chantier__slug=slug, etat=FeuilleDeRoute.Etat.EN_COURS)
    if lues:
        return lues[0].chantier, lues[0]
    return ChantierLu.de(chantier_ou_404(slug)), None


def contexte_de_la_feuille(
    request: Requete, chantier: Any, feuille: FeuilleLue | None, **autres: Any
) -> dict[str, Any]:
    """What the roadmap page shows to a member; `autres` replaces the defaults."""
    acces = request.acces
    refus = permissions.refus_de_modifier_la_feuille(acces, feuille) if feuille else None
    return {
        **entete(chantier, acces, "feuille_de_route"),
        "feuille": feuille,
        "refus": refus,
        "peut_modifier": feuille is not None and refus is None,
        "refus_de_tenir": permissions.refus_de_tenir_la_feuille(acces, chantier),
        "publique": False,
        "adoptee": None,
        "edition": None,
        "derniere": derniere_modification(chantier.id, acces) if acces.membre else None,
        "contributions": contributions(feuille) if feuille and chantier.est_interchantier and acces.membre else (),
        "etats": ETATS_D_UN_CLIC,
        "au": None,
        "archivees_depuis": frozenset(),
        "alerte": "",
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
