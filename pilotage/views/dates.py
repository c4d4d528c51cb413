"""Reading a page as of a date: `?au=2026-03-12`."""

from datetime import date

from historique.horloge import aujourd_hui
from membres.acces import Requete


def au_demande(request: Requete) -> tuple[date | None, str]:
    """(date, sentence): no date for today, nor for one that cannot be read, which the sentence says."""
    texte = request.GET.get("au", "").strip()
    if not texte:
        return None, ""
    try:
        jour = date.fromisoformat(texte)
    except ValueError:
        return None, f"« {texte[:20]} » n’est pas une date : écrivez-la ainsi, 12/03/2026. Voici aujourd’hui."
    if jour > aujourd_hui():
        return None, "Cette date est à venir : voici aujourd’hui."
    return (None if jour == aujourd_hui() else jour), ""
