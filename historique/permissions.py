"""Rights over the journal itself; each function returns the reason for refusal, or None."""

from typing import Any

from historique import prises


def refus_de_retirer(acces: Any) -> str | None:
    """Why this person may not take a text out of the journal, or None: upper rooms know who answers for the site."""
    if not prises.refus_de_retirer:
        return "Personne ne peut retirer de passage ici."
    return next((refus for prise in prises.refus_de_retirer if (refus := prise(acces)) is not None), None)
