"""Whether the database, the journal, its guards and the job worker are well; for machines, and it tells no secret."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_ox.heartbeat import check_file
from django_ox.stats import oldest_ready_age

from historique.gardes import gardes_manquantes
from historique.points import rupture_du_journal

# A worker looks at the queue every second; a report keeps it busy for a minute and a half at most.
SECONDES_SANS_SIGNE = 60
SECONDES_D_ATTENTE = 300


def base() -> dict[str, Any]:
    """Which database answers; on SQLite, how it keeps what it acknowledged."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1")
        if connection.vendor != "sqlite":
            return {"bien": True, "moteur": connection.vendor}
        curseur.execute("PRAGMA journal_mode")
        return {"bien": True, "moteur": "sqlite", "mode_du_journal": curseur.fetchone()[0]}


def gardes() -> dict[str, Any]:
    """Which guards of the journal are missing."""
    manquantes = [str(garde) for garde in gardes_manquantes()]
    return {"bien": not manquantes, "manquantes": manquantes}


def journal() -> dict[str, Any]:
    """Whether the journal continues the last point signed, with its key."""
    rupture = rupture_du_journal()
    return {"bien": rupture is None, "etat": "continue" if rupture is None else rupture.partition("\n")[0]}


def travaux() -> dict[str, Any]:
    """What is known of the worker: its sign of life, when it runs on this machine, and how long a ready job has waited.

    Without a sign of life nothing tells an idle worker from none: it is then only known that no job is late.
    """
    signe = check_file(str(settings.SIGNE_DE_VIE), SECONDES_SANS_SIGNE)
    age = oldest_ready_age()
    attente = 0 if age is None else int(age.total_seconds())
    if attente > SECONDES_D_ATTENTE:
        return {"bien": False, "etat": "en retard", "attente_en_secondes": attente}
    if signe.ok:
        return {"bien": True, "etat": "en marche", "attente_en_secondes": attente}
    if signe.age is not None:
        return {"bien": False, "etat": "sans signe de vie", "attente_en_secondes": attente}
    return {"bien": True, "etat": "aucun travail en retard", "attente_en_secondes": attente}


@login_not_required
@never_cache
@require_safe
def sante(request: HttpRequest) -> JsonResponse:
    """200 when all is well, 503 otherwise, with what is not."""
    examens: dict[str, Callable[[], dict[str, Any]]] = {
        "base": base,
        "gardes": gardes,
        "journal": journal,
        "travaux": travaux,
    }
    etat = {nom: _examiner(examen) for nom, examen in examens.items()}
    bien = all(partie["bien"] for partie in etat.values())
    return JsonResponse({"bien": bien, **etat}, status=200 if bien else 503)


def _examiner(examen: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return examen()
    except DatabaseError:
        # The message may name a host or an account.
        return {"bien": False, "etat": "la base ne répond pas"}
