"""What the tests of the comité share."""

import pytest
from django.db import connection, transaction

from tests import fabriques
from tests.consultation import Consultation
from tests.pilotage.vie import raconter


@pytest.fixture
def consultation(distribution):
    """`consultation()` -> a draft; `consultation(nature=…)`."""

    def commencer(**champs):
        return Consultation(distribution, **champs)

    return commencer


@pytest.fixture
def vie(consultation):
    """A proposition from its draft to its adoption, in March 2026 (`tests.pilotage.vie`)."""
    return raconter(consultation)


@pytest.fixture
def roadmaps(db):
    """The six roadmaps, with one objective of one étape each; the interchantier's objective is served by the others."""
    inter = fabriques.objectif(fabriques.feuille(fabriques.chantier(0)), "Tenir la feuille de route en transparence")
    etapes = {0: fabriques.etape(inter, "Six comités")}
    for numero in range(1, 6):
        objectif = fabriques.objectif(
            fabriques.feuille(fabriques.chantier(numero)), f"Objectif du chantier {numero}", contribue_a=inter
        )
        etapes[numero] = fabriques.etape(objectif, f"Étape du chantier {numero}")
    return etapes


@pytest.fixture
def sql(db):
    """`sql(ordre, *valeurs)`: as the database's own client would, past everything Python watches."""

    def executer(ordre, *valeurs):
        veilles, connection.execute_wrappers[:] = list(connection.execute_wrappers), []
        try:
            with transaction.atomic(), connection.cursor() as curseur:
                curseur.execute(ordre, [_cle(v) for v in valeurs])
        finally:
            connection.execute_wrappers[:] = veilles

    return executer


def _cle(valeur):
    est_uuid = hasattr(valeur, "hex") and not isinstance(valeur, bytes | float)
    return valeur.hex if est_uuid and connection.vendor == "sqlite" else valeur
