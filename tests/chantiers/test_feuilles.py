"""Opening and closing roadmaps; founding the chantiers."""

import uuid
from datetime import date

import pytest
from django.core.management import call_command

from chantiers import actions
from chantiers.models import Chantier, FeuilleDeRoute
from historique.actes import Agent
from historique.models import Acte, Visibilite
from historique.refus import ActionRefusee
from tests import fabriques

pytestmark = pytest.mark.django_db
PERIODE = {"debut": date(2027, 1, 1), "fin": date(2027, 12, 31)}


def test_the_chantiers_of_the_charter_are_founded_once():
    chantiers = actions.fonder_les_chantiers(Agent.SYSTEME)
    actes = Acte.objects.count()
    call_command("fonder", verbosity=0)
    assert [(c.numero, c.slug) for c in chantiers] == [
        (0, "interchantier"),
        (1, "competences-et-metiers"),
        (2, "outils-financiers"),
        (3, "accompagnement"),
        (4, "ecosystemes"),
        (5, "plaidoyer"),
    ]
    assert chantiers[5].titre == (
        "Construire un plaidoyer sur le financement et l’accompagnement des coopérations à un niveau national et local"
    )
    assert (Chantier.objects.count(), Acte.objects.count()) == (6, actes)


def test_a_referente_opens_a_roadmap_once(distribution):
    chantier, pk, par = fabriques.chantier(1), uuid.uuid4(), distribution.referente1.acces
    actions.ouvrir_la_feuille(chantier, pk=pk, **PERIODE, par=par)
    assert actions.ouvrir_la_feuille(chantier, pk=pk, **PERIODE, par=par).pk == pk
    with pytest.raises(ActionRefusee, match="déjà une feuille de route en cours"):
        actions.ouvrir_la_feuille(chantier, pk=uuid.uuid4(), **PERIODE, par=par)
    assert FeuilleDeRoute.objects.count() == 1


def test_a_member_does_not_open_nor_close_a_roadmap(distribution):
    chantier, par = fabriques.chantier(1), distribution.membre1.acces
    phrase = "Seules les personnes référentes ou animatrices du chantier 1 ouvrent et closent sa feuille de route."
    with pytest.raises(ActionRefusee) as refus:
        actions.ouvrir_la_feuille(chantier, pk=uuid.uuid4(), **PERIODE, par=par)
    assert str(refus.value) == phrase
    with pytest.raises(ActionRefusee) as refus:
        actions.clore_la_feuille(fabriques.feuille(chantier), par=par)
    assert str(refus.value) == phrase


def test_a_reversed_period_is_refused(distribution):
    with pytest.raises(ActionRefusee) as refus:
        actions.ouvrir_la_feuille(
            fabriques.chantier(1),
            pk=uuid.uuid4(),
            debut=date(2027, 9, 15),
            fin=date(2027, 1, 1),
            par=distribution.referente1.acces,
        )
    assert (str(refus.value), refus.value.champ) == ("La fin précède le début (15 sept. 2027).", "fin")


def test_closing_is_public_and_makes_room_for_the_next(distribution):
    feuille = fabriques.feuille(fabriques.chantier(1))
    actions.clore_la_feuille(feuille, par=distribution.animateur.acces)
    acte = Acte.objects.first()
    assert (acte.verbe, acte.visibilite) == ("clore_la_feuille", Visibilite.PUBLIQUE)
    with pytest.raises(actions.Perime):
        actions.clore_la_feuille(feuille, par=distribution.animateur.acces)
    suivante = actions.ouvrir_la_feuille(
        feuille.chantier,
        pk=uuid.uuid4(),
        debut=date(2028, 1, 1),
        fin=date(2028, 12, 31),
        par=distribution.referente1.acces,
    )
    assert suivante.etat == FeuilleDeRoute.Etat.EN_COURS


def test_the_comite_opens_the_interchantier_roadmap(distribution):
    chantier = fabriques.chantier(0)
    actions.ouvrir_la_feuille(chantier, pk=uuid.uuid4(), **PERIODE, par=distribution.coordination.acces)
    assert FeuilleDeRoute.objects.get().chantier == chantier


@pytest.mark.parametrize("annee", ["0", "9999", "10000", "9" * 30])
def test_a_year_without_roadmap_is_not_found(distribution, annee):
    fabriques.feuille(fabriques.chantier(1))
    adresse = f"/chantiers/{fabriques.chantier(1).slug}/feuille-de-route/{annee}/"
    assert distribution.membre1.client.get(adresse).status_code == 404
