"""Asking for reports, following their making, reading and downloading them."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_POST, require_safe

from documentation import actions, permissions
from documentation.forms import DemandeForm
from documentation.lecture import controle_de, est_a_refaire, lire_rapport
from documentation.models import DE_SON_TITRE, Rapport
from fichiers.reponses import servir
from historique.reponses import action_ou_message
from membres.acces import Requete
from membres.noms import nommer
from membres.reponses import soumis

RAPPORTS = Rapport.objects.select_related(*DE_SON_TITRE, "decision", "fichier")


@login_not_required
@require_safe
def rapports(request: Requete) -> HttpResponse:
    """The reports one may read, and the form to ask for another (`?sujet=budget-2027` chooses)."""
    if not request.acces.membre:
        return liste(request, None)
    return liste(request, DemandeForm(acces=request.acces, initial=request.GET.dict()))


def liste(request: Requete, formulaire: DemandeForm | None, status: int = 200) -> HttpResponse:
    faits = list(RAPPORTS.visibles_par(request.acces)[:100])
    noms = nommer([rapport.demande_par_id for rapport in faits], request.acces)
    contexte = {
        "lignes": [(rapport, noms[rapport.demande_par_id]) for rapport in faits],
        "formulaire": formulaire,
        "refus": None if request.acces.membre else permissions.RESERVE_AUX_MEMBRES,
    }
    return render(request, "documentation/rapports/liste.html", contexte, status=status)


@require_POST
def demander(request: Requete) -> HttpResponse:
    formulaire = DemandeForm(request.POST, acces=request.acces)
    demandes: list[Rapport] = []

    def exporter(donnees: dict) -> None:
        demandes.append(actions.exporter(donnees["id"], **formulaire.demande, par=request.acces))

    if soumis(formulaire, exporter):
        return redirect(demandes[0])
    return liste(request, formulaire, status=formulaire.statut)


@login_not_required
@require_safe
def rapport(request: Requete, pk: UUID) -> HttpResponse:
    """How far it is, then the file and its SHA-256."""
    rapport = get_object_or_404(RAPPORTS.visibles_par(request.acces), pk=pk)
    a_refaire = rapport.pret and est_a_refaire(rapport)
    contexte = {
        "rapport": rapport,
        "par": nommer([rapport.demande_par_id], request.acces)[rapport.demande_par_id],
        "a_refaire": a_refaire,
        "controle": controle_de(rapport),
        "refus_de_reprendre": permissions.refus_de_reprendre(request.acces, rapport, a_refaire=a_refaire),
    }
    gabarit = "documentation/rapports/_avancement.html" if request.htmx else "documentation/rapports/rapport.html"
    return render(request, gabarit, contexte)


@require_POST
def reprendre(request: Requete, pk: UUID) -> HttpResponse:
    rapport = get_object_or_404(RAPPORTS.visibles_par(request.acces), pk=pk)
    with action_ou_message(request):
        actions.reprendre(rapport, par=request.acces)
    return redirect(rapport)


@login_not_required
@require_safe
def page(request: Requete, pk: UUID) -> HttpResponse:
    """The report as a page: the template of the PDF."""
    rapport = get_object_or_404(RAPPORTS.visibles_par(request.acces), pk=pk)
    styles = [static("css/jetons.css"), static("css/rapport.css")]
    return render(request, "rapports/rapport.html", {"lu": lire_rapport(rapport), "ecran": True, "styles": styles})


@login_not_required
@require_safe
def telecharger(request: Requete, pk: UUID) -> HttpResponse:
    rapport = get_object_or_404(RAPPORTS.visibles_par(request.acces), pk=pk)
    if rapport.fichier is None or est_a_refaire(rapport):
        raise Http404("Ce rapport n’est pas prêt, ou n’est plus à jour.")
    nom = f"{rapport.titre} {rapport.jour}"
    return servir(rapport.fichier, proprietaire="rapport", acces=request.acces, nom=nom, extension="pdf")
