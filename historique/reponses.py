"""What a one-button POST answers when its action is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from historique.refus import ActionRefusee


@contextmanager
def action_ou_message(request: HttpRequest) -> Iterator[None]:
    """Run the block; a refusal becomes a message on the next page."""
    try:
        yield
    except ActionRefusee as refus:
        messages.error(request, str(refus))
