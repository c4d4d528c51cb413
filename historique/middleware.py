"""A page is read in one snapshot of the database, and a GET never writes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpRequest, HttpResponse

# Signing in, and the framework's administration, keep their own books on GET.
HORS_LECTURE = ("/compte/", "/administration/")


@contextmanager
def lecture_coherente() -> Iterator[None]:
    """Read the block in one snapshot (PostgreSQL: REPEATABLE READ READ ONLY; SQLite: one deferred transaction)."""
    if connection.in_atomic_block:
        yield
        return
    lecture = "BEGIN DEFERRED" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as curseur:
        curseur.execute(lecture)
    try:
        yield
    finally:
        with connection.cursor() as curseur:
            curseur.execute("ROLLBACK")


class LectureCoherente:
    """Wrap every view that answers a GET."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or request.path.startswith(HORS_LECTURE):
            return self.get_response(request)
        with lecture_coherente():
            return self.get_response(request)
