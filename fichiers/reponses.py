"""Serving a stored file: only after the permission its owner registered, and never as something a browser runs."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.text import slugify

from fichiers.models import Fichier
from fichiers.rangement import lire

type Permission = Callable[[Any, Fichier], str | None]

# Owner → `refus(acces, fichier)`: why this person may not have the file, or None. Filled in `ready()`.
permissions: dict[str, Permission] = {}


def servir(fichier: Fichier, *, proprietaire: str, acces: Any, nom: str, extension: str) -> HttpResponse:
    """The file as an attachment named `nom`; 404 when its owner refuses it to this person."""
    if permissions[proprietaire](acces, fichier) is not None:
        raise Http404
    reponse = HttpResponse(lire(fichier), content_type=fichier.type)
    reponse["Content-Disposition"] = f'attachment; filename="{slugify(nom)}.{extension}"'
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "sandbox; default-src 'none'"
    reponse["Cache-Control"] = "private, no-store"
    return reponse
