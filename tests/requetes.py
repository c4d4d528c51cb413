"""The number of queries of a page must not grow with what it shows."""

from collections.abc import Callable


def verifier_nombre_constant(
    compter: Callable[[Callable[[], object]], int],
    ajouter: Callable[[], object],
    lire: Callable[[], object],
    *,
    au_plus: int | None = None,
    tailles: tuple[int, ...] = (1, 3, 30),
) -> None:
    """Call `ajouter` up to each size and check that `lire` makes the same number of queries, at most `au_plus`."""
    comptes = {}
    ajoutes = 0
    for taille in tailles:
        while ajoutes < taille:
            ajouter()
            ajoutes += 1
        lire()  # what is cached once per process is not the page's
        comptes[taille] = compter(lire)
    assert len(set(comptes.values())) == 1, f"queries grow with the number of items: {comptes}"
    assert au_plus is None or comptes[tailles[0]] <= au_plus, f"{comptes[tailles[0]]} queries, at most {au_plus}"
