"""What the pages of the needs of a chantier share: whose they are, their header, and the table of lines."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budget import permissions
from budget.edition import Edition
from budget.lecture.besoins import exercice_d_avant, lire_les_besoins
from budget.models import Action, Exercice
from chantiers.models import Chantier
from chantiers.pages import chantier_ou_404, onglets
from historique.moment import AUJOURDHUI
from membres.acces import Acces, Requete


def exercice_ou_404(annee: int) -> Exercice:
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is None:
        raise Http404("Aucun exercice n’est ouvert pour cette année.")
    return exercice


def place(annee: int, slug: str) -> tuple[Exercice, Chantier]:
    """The exercice and the chantier of an address. Raises Http404."""
    return exercice_ou_404(annee), chantier_ou_404(slug)


# Beyond, the groups of the page are folded: one opens the group that holds what one came for.
LIGNES_DEPLIEES = 100


def adresse_des_lignes(exercice: Exercice, chantier: Chantier, ligne: Any = None) -> str:
    """The page of the lines; at this line (its key), if one is given."""
    adresse = reverse("budget:lignes", args=[exercice.annee, chantier.slug])
    return f"{adresse}?ligne={ligne}#ligne-{ligne}" if ligne else adresse


def entete(exercice: Exercice, chantier: Chantier, acces: Acces) -> dict[str, Any]:
    """Context of the header of a chantier, over its budget of a year."""
    return {
        "moment": AUJOURDHUI,
        "chantier": chantier,
        "exercice": exercice,
        "onglets": onglets(chantier, acces),
        "onglet_courant": reverse("budget:du_chantier", args=[chantier.slug]),
        "budget_du_chantier": reverse("budget:chantier", args=[exercice.annee, chantier.slug]),
        "retour": adresse_des_lignes(exercice, chantier),
    }


def entete_d_une_action(action: Action, acces: Acces) -> dict[str, Any]:
    """The same, over an action: in the last exercice it has lines in, else the last one open."""
    exercices = Exercice.objects.order_by("-annee")
    exercice = exercices.filter(lignes__action=action).first() or exercices.first()
    if exercice is None:
        raise Http404("Aucun exercice n’est ouvert : un budget commence par là.")
    return entete(exercice, action.chantier, acces) | {"action": action}


def page_des_lignes(
    request: Requete, exercice: Exercice, chantier: Chantier, edition: Edition | None = None
) -> HttpResponse:
    """The lines by action, then by poste; a form stands in the place of its line, or at the head."""
    besoins = lire_les_besoins(chantier, exercice)
    modifiee = edition.objet.pk if edition and edition.objet else None
    en_place = besoins.groupe_de(str(modifiee))
    contexte = entete(exercice, chantier, request.acces) | {
        "besoins": besoins,
        "edition": edition,
        "modifiee": modifiee if en_place else None,
        "replie": besoins.nombre > LIGNES_DEPLIEES,
        "ouvert": en_place or besoins.groupe_de(request.GET.get("ligne", "")) or request.GET.get("groupe", ""),
        "avant": exercice_d_avant(exercice),
        "refus": permissions.refus_de_tenir_les_besoins(request.acces, chantier),
    }
    if edition:
        edition.formulaire.mettre_le_focus()
    statut = edition.formulaire.statut if edition else 200
    return render(request, "budget/ligne/page.html", contexte, status=statut)


def exiger_de_lire(acces: Acces) -> None:
    """Raises PermissionDenied (403) with the reason."""
    if refus := permissions.refus_de_lire_le_travail(acces):
        raise PermissionDenied(refus)
