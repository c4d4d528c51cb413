"""Pages that explain: the charter, what the law asks for, help, and how to point something out."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from documentation import actions
from documentation.forms import SignalementForm
from membres import prises
from membres.reponses import soumis


@login_not_required
@require_safe
def charte(request: HttpRequest) -> HttpResponse:
    return render(request, "documentation/pages/charte.html")


@login_not_required
@require_safe
def mentions_legales(request: HttpRequest) -> HttpResponse:
    return render(request, "documentation/pages/mentions_legales.html", _mentions())


@login_not_required
@require_safe
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    contexte = {**_mentions(), "conservations": prises.conservations}
    return render(request, "documentation/pages/donnees_personnelles.html", contexte)


@login_not_required
@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    return render(request, "documentation/pages/accessibilite.html", _mentions())


@login_not_required
@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    return render(request, "documentation/pages/aide.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def signaler(request: HttpRequest) -> HttpResponse:
    """Anybody may write to the publisher; the text is kept, then sent by a job."""
    initial = request.GET.get("page", "")[:500]
    formulaire = SignalementForm(request.POST or None, initial={"adresse": initial})

    def envoyer(donnees: dict) -> None:
        actions.signaler(
            donnees["id"], adresse=donnees["adresse"], motif=donnees["texte"], courriel=donnees["courriel"]
        )

    if request.method == "POST" and soumis(formulaire, envoyer):
        return redirect("documentation:signale")
    return render(request, "documentation/pages/signaler.html", {"formulaire": formulaire}, status=formulaire.statut)


@login_not_required
@require_safe
def signale(request: HttpRequest) -> HttpResponse:
    return render(request, "documentation/pages/signale.html")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should not keep: the journal, people, past dates, accounts."""
    interdits = [reverse("historique:journal"), "/compte/", "/administration/", "/reprise/", "/*?au="]
    lignes = ["User-agent: *", *(f"Disallow: {chemin}" for chemin in interdits), ""]
    return HttpResponse("\n".join(lignes), content_type="text/plain; charset=utf-8")


def _mentions() -> dict[str, str]:
    """Publisher, director and host, from the settings; the demonstration says that it has none."""
    absente = "non renseigné (démonstration)"
    return {
        "editeur": settings.EDITEUR or absente,
        "direction": settings.DIRECTION_DE_PUBLICATION or absente,
        "hebergeur": settings.HEBERGEUR or absente,
        "courriel": settings.COURRIEL_DE_CONTACT,
    }
