"""« Mon profil »: who one is, where one comes from, how one signs in."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from historique.horloge import aujourd_hui
from historique.mots import enumerer
from membres import actions, permissions
from membres.acces import Requete
from membres.forms import FinDeRattachementForm, ProfilForm, RattachementForm
from membres.lecture import lire_les_rattachements
from membres.models import Personne, Rattachement
from membres.reponses import soumis


@require_http_methods(["GET", "HEAD", "POST"])
def profil(request: Requete) -> HttpResponse:
    """One's own identity; an account without a person has only its security pages."""
    if request.acces.personne_id is None:
        return render(request, "membres/profil/sans_personne.html", securite(request))
    personne = sa_personne(request)
    return editer(request, personne, "membres/profil/profil.html", "membres:profil", securite(request))


def sa_personne(request: Requete) -> Personne:
    """The person who asks; an account without one has no such page."""
    if request.acces.personne_id is None:
        raise Http404
    return Personne.objects.get(pk=request.acces.personne_id)


@require_http_methods(["GET", "HEAD", "POST"])
def personne(request: Requete, pk: UUID) -> HttpResponse:
    """The identity of someone without an account, kept by the coordination."""
    personne = get_object_or_404(Personne, pk=pk)
    if permissions.refus_de_modifier_le_profil(request.acces, personne) is not None:
        raise Http404
    return editer(request, personne, "membres/profil/personne.html", "membres:invitations", {})


def editer(request: Requete, personne: Personne, gabarit: str, suite: str, contexte: dict) -> HttpResponse:
    """Show the form, or save it and go to the route `suite`."""
    champs = ("prenom", "nom", "nom_public", "version")
    formulaire = ProfilForm(request.POST or None, initial={nom: getattr(personne, nom) for nom in champs})
    if request.method == "POST" and soumis(formulaire, lambda d: enregistrer(request, personne, formulaire)):
        return redirect(suite)
    contexte |= {
        "personne": personne,
        "formulaire": formulaire,
        "rattachements": lire_les_rattachements(personne),
        "jour": aujourd_hui(),
    }
    return render(request, gabarit, contexte, status=formulaire.statut)


def enregistrer(request: Requete, personne: Personne, formulaire: ProfilForm) -> None:
    donnees = formulaire.cleaned_data
    fusion = actions.modifier_le_profil(
        personne, version=donnees["version"], saisi=formulaire.saisi, motif=donnees["motif"], par=request.acces
    )
    suite = ""
    if fusion.repris:
        repris = enumerer([f"« {formulaire.fields[nom].label} »" for nom in fusion.repris])
        suite = f" Ce qui avait été changé ailleurs est gardé : {repris}."
    messages.success(request, f"Profil enregistré.{suite}")


def securite(request: Requete) -> dict[str, object]:
    """How this account signs in, and how it can give its second factor now."""
    methodes = get_adapter().get_reauthentication_methods(request.user)
    return {
        "compte": request.user,
        "a_un_mot_de_passe": request.user.has_usable_password(),  # type: ignore[union-attr]
        "second_facteur_donne": request.acces.second_facteur,
        "confirmations": [methode["url"] for methode in methodes if methode["id"].startswith("mfa")],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def se_rattacher(request: Requete) -> HttpResponse:
    """Say which organisation one belongs to."""
    personne = sa_personne(request)
    formulaire = RattachementForm(request.POST or None)
    if request.method == "POST" and soumis(formulaire, lambda d: rattacher(request, personne, d)):
        messages.success(request, "Rattachement enregistré.")
        return redirect("membres:profil")
    contexte = {"formulaire": formulaire, "titre": "Ajouter un rattachement", "bouton": "Ajouter ce rattachement"}
    return render(request, "membres/profil/rattachement.html", contexte, status=formulaire.statut)


def rattacher(request: Requete, personne: Personne, donnees: dict) -> None:
    pk = donnees.pop("id")
    actions.se_rattacher(pk, personne=personne, par=request.acces, **donnees)


@require_http_methods(["GET", "HEAD", "POST"])
def finir_un_rattachement(request: Requete, pk: UUID) -> HttpResponse:
    """Say when one left an organisation."""
    siens = Rattachement.objects.select_related("organisation").filter(personne=sa_personne(request))
    rattachement = get_object_or_404(siens, pk=pk)
    formulaire = FinDeRattachementForm(request.POST or None)
    finir = actions.finir_un_rattachement
    if request.method == "POST" and soumis(formulaire, lambda d: finir(rattachement, par=request.acces, **d)):
        messages.success(request, f"Rattachement à « {rattachement.organisation} » fini.")
        return redirect("membres:profil")
    titre = f"Mettre fin au rattachement à « {rattachement.organisation} »"
    contexte = {"formulaire": formulaire, "titre": titre, "bouton": "Mettre fin à ce rattachement"}
    return render(request, "membres/profil/rattachement.html", contexte, status=formulaire.statut)
