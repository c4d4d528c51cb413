"""What the tests of reports share."""

from uuid import uuid4

import pytest
from django_ox.testing import run_tasks

from documentation import actions
from documentation.models import Rapport
from tests import fabriques
from tests.consultation import NATURES, Consultation


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.FICHIERS = tmp_path / "fichiers"


@pytest.fixture
def feuilles(db):
    """The six roadmaps, each with one objective of one étape; a person of the first keeps her name to herself."""
    commun = fabriques.objectif(fabriques.feuille(fabriques.chantier(0)), "Tenir la feuille de route globale")
    fabriques.etape(commun, "Six comités")
    discrete = fabriques.personne(prenom="Discrète", nom="Cerisier")
    etapes = {}
    for numero in range(1, 6):
        objectif = fabriques.objectif(
            fabriques.feuille(fabriques.chantier(numero)), f"Objectif du chantier {numero}", contribue_a=commun
        )
        qui = {"responsable": discrete} if numero == 1 else {}
        etapes[numero] = fabriques.etape(objectif, f"Étape du chantier {numero}", **qui)
    return etapes


@pytest.fixture
def adoptee(feuilles, distribution):
    """A version of the global roadmap that the chantiers adopted."""
    consultation = Consultation(distribution, nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE).aux_objections()
    consultation.consentir()
    consultation.adopter()
    return consultation.version


@pytest.fixture
def exporter(distribution):
    """`exporter(par=…, chantier=…, version=…, audience=…)` -> the report asked for; `fait=True` makes it too."""

    def demander(par=None, *, chantier=None, version=None, audience="membres", fait=False):
        acces = (par or distribution.membre1).acces
        rapport = actions.exporter(uuid4(), chantier=chantier, version=version, audience=audience, par=acces)
        if fait:
            run_tasks()
        return Rapport.objects.get(pk=rapport.pk)

    return demander
