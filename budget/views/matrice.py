"""Who pays what: the matrix source × line, and what changes it."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budget import permissions
from budget.actions import affectations as actions
from budget.forms.usage import ChoixDeFinancementForm, FormulaireDeMontant, MontantForm
from budget.lecture import organisations_de
from budget.lecture.matrice import lire_la_matrice
from budget.lecture.usage import Source, affecte_a_la_ligne, sources
from budget.models import Affectation, Financement, Ligne
from budget.views.utilisation import budget_ou_404, fil_de, ligne_ou_404, lire_ou_poster, page_de_formulaire
from chantiers.forms import MotifForm
from chantiers.pages import donnees, refus_d_ouvrir
from historique.mots import euros
from membres.acces import Requete
from membres.reponses import soumis


@require_safe
def matrice(request: Requete, annee: int) -> HttpResponse:
    budget = budget_ou_404(request, annee)
    tenus = {source.financement.pk for source in tenables(request, sources(budget.exercice_id))}
    contexte = {
        "budget": budget,
        "matrice": lire_la_matrice(budget, request.GET.get("chantier", ""), request.GET.get("page", "")),
        "tenus": tenus,
        "peut_affecter": bool(tenus),
    }
    return render(request, "budget/matrice/page.html", contexte)


def tenables(request: Requete, toutes: list[Source]) -> list[Source]:
    """Those that this person may hold."""
    organisations = organisations_de(request.acces)
    return [
        source
        for source in toutes
        if permissions.refus_de_tenir_un_financement(request.acces, source.financement, organisations) is None
    ]


@lire_ou_poster
def affecter(request: Requete, pk: UUID) -> HttpResponse:
    ligne = ligne_ou_404(pk)
    toutes, organisations = sources(ligne.exercice_id), organisations_de(request.acces)
    refus = permissions.refus_d_affecter(request.acces, [s.financement for s in toutes], organisations)
    if refusee := refus_d_ouvrir(request, refus):
        return refusee
    reste = ligne.montant_centimes - affecte_a_la_ligne(ligne.pk)
    formulaire = formulaire_d_affectation(request, ligne, tenables(request, toutes), reste)
    if request.method == "POST" and soumis(formulaire, lambda d: faire_payer(request, ligne, d)):
        messages.success(request, f"L’affectation à « {ligne} » est enregistrée.")
        return redirect(dans_la_matrice(ligne))
    rappel = [("Montant de la ligne", ligne.montant_centimes), ("Reste à trouver", reste)]
    textes = {"titre": f"Affecter un financement à « {ligne} »", "bouton": "Affecter"}
    autres = {"rappel": rappel, "retour": dans_la_matrice(ligne), "fil": fil_de(ligne)}
    return page_de_formulaire(request, formulaire, None, **textes, **autres)


def formulaire_d_affectation(
    request: Requete, ligne: Ligne, possibles: list[Source], reste: int
) -> ChoixDeFinancementForm:
    """The fundings with something free that do not pay this line yet; the amount is the most that may be.

    `?financement=` chooses one.
    """
    deja = set(Affectation.objects.presents().filter(ligne=ligne).values_list("financement", flat=True))
    offertes = {str(s.financement.pk): s for s in possibles if s.libre > 0 and s.financement.pk not in deja}
    choix = [(cle, f"{s.financement} — {euros(s.libre)} libres") for cle, s in offertes.items()]
    initial: dict[str, Any] = {}
    if choisie := offertes.get(request.GET.get("financement", "")):
        initial = {"financement": str(choisie.financement.pk), "montant": max(min(choisie.libre, reste), 0)}
    return ChoixDeFinancementForm(donnees(request), choix=choix, initial=initial)


def faire_payer(request: Requete, ligne: Ligne, d: dict[str, Any]) -> None:
    financement = get_object_or_404(Financement, pk=d["financement"])
    actions.affecter(
        ligne,
        financement,
        cle=d["id"] or uuid.uuid4(),
        montant_centimes=d["montant"],
        motif=d["motif"],
        par=request.acces,
    )


def dans_la_matrice(ligne: Ligne) -> str:
    adresse = reverse("budget:matrice", args=[ligne.exercice.annee])
    return f"{adresse}?chantier={ligne.chantier.slug}#ligne-{ligne.pk}"


def affectation_ou_404(request: Requete, pk: UUID) -> Affectation:
    """One that was released meanwhile is refused by the action, which loses nothing of what is posted."""
    liens = ("ligne__chantier", "ligne__exercice", "financement__financeur")
    toutes = Affectation.objects.all() if request.method == "POST" else Affectation.objects.presents()
    return get_object_or_404(toutes.select_related(*liens), pk=pk)


def refus_de_la_tenir(request: Requete, affectation: Affectation) -> HttpResponse | None:
    organisations = organisations_de(request.acces)
    return refus_d_ouvrir(
        request, permissions.refus_de_tenir_un_financement(request.acces, affectation.financement, organisations)
    )


@lire_ou_poster
def modifier_une_affectation(request: Requete, pk: UUID) -> HttpResponse:
    affectation = affectation_ou_404(request, pk)
    if refusee := refus_de_la_tenir(request, affectation):
        return refusee
    initial = {"montant": affectation.montant_centimes, "version": affectation.version}
    formulaire = MontantForm(donnees(request), initial=initial)
    if request.method == "POST" and soumis(formulaire, lambda d: changer_le_montant(request, affectation, formulaire)):
        messages.success(request, f"« {affectation.financement} » paie désormais un autre montant de cette ligne.")
        return redirect(dans_la_matrice(affectation.ligne))
    titre = f"Modifier ce que « {affectation.financement} » paie"
    autres = {"titre": titre, "bouton": "Enregistrer", "le": "l’affectation", "fil": fil_de(affectation.ligne)}
    liberer = (reverse("budget:liberer", args=[pk]), "Libérer ce financement…")
    retour = dans_la_matrice(affectation.ligne)
    return page_de_formulaire(request, formulaire, affectation, archiver=liberer, retour=retour, **autres)


def changer_le_montant(request: Requete, affectation: Affectation, formulaire: FormulaireDeMontant) -> None:
    version, motif = formulaire.cleaned_data["version"] or 0, formulaire.cleaned_data["motif"]
    actions.modifier_une_affectation(
        affectation, version=version, saisi=formulaire.saisi, motif=motif, par=request.acces
    )


@lire_ou_poster
def liberer(request: Requete, pk: UUID) -> HttpResponse:
    affectation = affectation_ou_404(request, pk)
    if refusee := refus_de_la_tenir(request, affectation):
        return refusee
    formulaire = MotifForm(donnees(request))
    if request.method == "POST" and soumis(
        formulaire, lambda d: actions.liberer(affectation, motif=d["motif"], par=request.acces)
    ):
        messages.success(request, f"« {affectation.financement} » ne paie plus « {affectation.ligne} ».")
        return redirect(dans_la_matrice(affectation.ligne))
    rappel = [("Ce qu’il paie de cette ligne", affectation.montant_centimes)]
    textes = {"titre": f"Libérer « {affectation.financement} »", "bouton": "Libérer ce financement"}
    autres = {"rappel": rappel, "retour": dans_la_matrice(affectation.ligne), "fil": fil_de(affectation.ligne)}
    return page_de_formulaire(request, formulaire, None, **textes, **autres)
