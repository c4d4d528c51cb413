"""Which budget, and which part of it, an address asks for, and this reader may have."""

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from budget import permissions, prises
from budget.exports.origine import Origine
from budget.grille import Profil
from budget.lecture.adoption import lire_l_adopte
from budget.lecture.chargement import lire_budget
from budget.lecture.elements import FinancementLu
from budget.models import Exercice
from historique.moment import moment_demande
from membres.acces import Acces, Requete

ADOPTEE = "adoptee"


def exiger_de_lire(acces: Acces) -> None:
    """Raises PermissionDenied (403) with the reason."""
    if refus := permissions.refus_de_lire_le_travail(acces):
        raise PermissionDenied(refus)


def origine_demandee(request: Requete, annee: int) -> Origine:
    """For members, what is being worked on (`?au=`: then; `?version=adoptee`: what was adopted); adopted, for all.

    Raises Http404, or PermissionDenied for who reads only what is adopted when nothing is.
    """
    moment, acces = moment_demande(request), request.acces
    exercice = Exercice.objects.filter(annee=annee).first()
    if exercice is None:
        raise Http404("Aucun exercice n’est ouvert pour cette année.")
    refus = permissions.refus_de_lire_le_travail(acces)
    adopte = prises.adopte(exercice.pk, acces, moment.sequence)
    if refus or request.GET.get("version") == ADOPTEE:
        if adopte is None:
            raise PermissionDenied(f"Le budget {annee} n’est pas encore adopté. {refus or ''}".strip())
        return Origine(lire_l_adopte(adopte, acces), adopte, fige=True)
    budget = lire_budget(acces, annee, moment)
    if budget is None:
        raise Http404("Cet exercice n’était pas encore ouvert ce jour-là.")
    return Origine(budget, adopte)


def partie_demandee(request: Requete, origine: Origine) -> Origine:
    """The whole, or what `?chantier=` (its address) or `?action=` (its key) asks for. Raises Http404."""
    budget = origine.budget
    if cle := request.GET.get("action"):
        action = next((a for a in budget.actions if str(a.id) == cle), None)
        if action is None:
            raise Http404("Cette action n’est pas dans ce budget.")
        return replace(origine, budget=budget.de_l_action(action.id), partie=action.nom)
    if slug := request.GET.get("chantier"):
        chantier = next((c for c in budget.chantiers if c.slug == slug), None)
        if chantier is None:
            raise Http404("Aucun chantier ne porte cette adresse.")
        nom = f"{chantier.nom}, {chantier.nom_court}" if chantier.numero else chantier.nom
        return replace(origine, budget=budget.du_chantier(chantier.id), partie=nom)
    return origine


def financement_demande(request: Requete, origine: Origine) -> FinancementLu | None:
    """The one that `?financement=` asks for. Raises Http404."""
    cle = request.GET.get("financement")
    if not cle:
        return None
    trouve = next((f for f in origine.budget.financements if str(f.id) == cle), None)
    if trouve is None:
        raise Http404("Ce financement n’est pas dans ce budget.")
    return trouve


def profil_demande(request: Requete) -> Profil:
    """Whose numbers are printed: the form's unless `?profil=anc`."""
    return Profil.ANC if request.GET.get("profil") == Profil.ANC else Profil.CERFA


def actions_du_budget(origine: Origine) -> list[tuple[UUID, str]]:
    """The actions that have needs or contributions in this budget."""
    budget = origine.budget
    menees = {ligne.action_id for ligne in budget.lignes} | {c.action_id for c in budget.contributions}
    return [(action.id, action.nom) for action in budget.actions if action.id in menees]
