"""What a one-button POST answers when its action is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from historique.refus import ActionRefusee


@contextmanager
def action_ou_message(request: HttpRequest) -> Iterator[None]:
    """Run the block; a refusal becomes a message on the next page, with the reason that was typed, not to lose it."""
    try:
        yield
    except ActionRefusee as refus:
        motif = request.POST.get("motif", "").strip()
        messages.error(request, f"{refus} Votre motif n’est pas inscrit : « {motif} »" if motif else str(refus))
