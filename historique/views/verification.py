"""The page where anyone checks a footer, a report or a downloaded journal, without an account."""

import hashlib
from http import HTTPStatus
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from historique import verifier
from historique.forms import VerificationForm
from historique.lecture.examen import examiner
from historique.points import cles


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request):
    """It writes nothing: the answer to a POST is the result itself. A QR code gives its point in the address."""
    if request.method == "POST":
        formulaire = VerificationForm(request.POST, request.FILES)
    else:
        formulaire = VerificationForm({"texte": request.GET["point"]} if "point" in request.GET else None)
    examen = examiner(*formulaire.a_verifier, request.acces) if formulaire.is_valid() else None
    if formulaire.is_valid() and examen is None:
        formulaire.add_error(None, VerificationForm.RIEN)
    contexte = {"formulaire": formulaire, "examen": examen, "cles": cles(), "sha256": empreinte_du_script()}
    refuse = request.method == "POST" and examen is None
    statut = HTTPStatus.UNPROCESSABLE_ENTITY if refuse else HTTPStatus.OK
    return render(request, "historique/verification/page.html", contexte, status=statut)


def empreinte_du_script() -> str:
    return hashlib.sha256(Path(verifier.__file__).read_bytes()).hexdigest()
