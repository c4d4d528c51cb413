"""Reports, and the pages that explain: the report is a draft of the roadmap of chantier 1, for members."""

from typing import Any
from uuid import uuid4

from django_ox.testing import run_tasks

from documentation.actions import exporter
from documentation.models import Rapport
from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee, publique
from tests.generique.jeu import Jeu

MEMBRES = ("membre1", "membre2", "referente1", "comite", "financeur", "coordination")
AUX_MEMBRES = a_tous(200, visiteur=404, administrateur=404)
DU_RAPPORT = dict.fromkeys(MEMBRES, frozenset({"étape", "nom non public"}))


def rapport(jeu: Jeu) -> dict[str, Any]:
    demande = exporter(
        uuid4(),
        chantier=jeu.chantier,
        version=None,
        audience=Rapport.Audience.MEMBRES,
        par=jeu.distribution.membre1.acces,
    )
    return {"pk": demande.pk}


def rapport_fait(jeu: Jeu) -> dict[str, Any]:
    arguments = rapport(jeu)
    run_tasks()
    return arguments


ATTENDUS: dict[str, Attendu] = {
    "documentation:rapports": publique(),
    "documentation:demander": privee(aux_connectes(405), a_tous(422, visiteur=403)),
    "documentation:rapport": publique(AUX_MEMBRES, arguments=rapport),
    "documentation:page": publique(AUX_MEMBRES, arguments=rapport, montre=DU_RAPPORT),
    "documentation:telecharger": publique(AUX_MEMBRES, arguments=rapport_fait),
    "documentation:reprendre": privee(
        aux_connectes(405), a_tous(302, visiteur=403, administrateur=404), arguments=rapport
    ),
    **{
        f"documentation:{page}": publique()
        for page in ("charte", "mentions_legales", "donnees_personnelles", "accessibilite", "signale", "aide", "robots")
    },
    "documentation:signaler": publique(poster=a_tous(422)),
}
