"""Where a page of entries begins, from its address."""

from django.http import HttpRequest

from historique.lecture.journal import Bornes


def bornes(request: HttpRequest) -> Bornes:
    """Where the page begins, from the address; what is not a number is the first page."""
    textes = {nom: request.GET.get(nom, "") for nom in ("avant", "apres")}
    return Bornes(**{nom: int(t) for nom, t in textes.items() if t.isascii() and t.isdigit() and len(t) < 19})
