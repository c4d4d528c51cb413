"""Every address of the platform, read from the URLconf."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One named address, and the view behind it."""

    nom: str
    motif: str
    vue: Callable[..., Any]

    @property
    def publique(self) -> bool:
        """Whether its view says that one need not sign in."""
        return not getattr(self.vue, "login_required", True)


def routes(resolveur: URLResolver | None = None, prefixe: str = "", espace: str = "") -> Iterator[Route]:
    """All of them, in the order of the URLconf. Raises ValueError for one without a name: it could not be declared."""
    resolveur = resolveur or get_resolver()
    for motif in resolveur.url_patterns:
        chemin = prefixe + str(motif.pattern)
        if isinstance(motif, URLResolver):
            dedans = f"{espace}{motif.namespace}:" if motif.namespace else espace
            yield from routes(motif, chemin, dedans)
        elif isinstance(motif, URLPattern):
            if motif.name is None:
                if "administration" in chemin:  # the catch-all of Django's admin, which asks to sign in
                    continue
                raise ValueError(f"{chemin} has no name")
            yield Route(espace + motif.name, chemin, motif.callback)
