"""An earlier state is brought back by an act, never by erasing."""

from datetime import date

import pytest
from django.urls import reverse

from chantiers.models import Etape
from historique.models import Acte
from tests import fabriques
from tests.historique.test_pages import etape, lire, modifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def modifiee(distribution):
    """An étape of chantier 1, with two states."""
    une = etape(titre="Mener l’enquête", echeance=date(2027, 3, 12))
    modifier(une, distribution.membre1.acces, titre="Autre chose", echeance=date(2027, 4, 30))
    return une


def adresses(une, version=1):
    cle = ["chantiers.etape", une.pk]
    return reverse("historique:objet", args=cle), reverse("historique:restaurer", args=[*cle, version])


def test_the_history_tells_every_state_and_offers_the_earlier_ones(distribution, modifiee):
    historique, retour = adresses(modifiee)
    page = lire(distribution.membre1, historique)
    assert "L’étape Autre chose" in page
    assert "<del>12 mars 2027</del>" in page
    assert page.count("Rétablir cet état") == 1
    assert f'href="{retour}"' in page
    assert "état présent" in page


def test_who_may_not_restore_reads_why(distribution, modifiee):
    historique, retour = adresses(modifiee)
    page = lire(distribution.membre2, historique)
    assert "Rétablir cet état" not in page
    assert '<p id="refus-de-restaurer">' in page
    assert "<button>" not in lire(distribution.membre2, retour).split("<main")[1]
    refus = distribution.membre2.client.post(retour, {"version": 2, "motif": "Essai"})
    assert refus.status_code == 409
    assert Etape.objects.get(pk=modifiee.pk).titre == "Autre chose"


def test_what_has_no_way_back_says_so(distribution):
    adhesion = fabriques.adhesion(fabriques.personne(), fabriques.chantier(1))
    page = lire(distribution.membre1, reverse("historique:objet", args=["chantiers.adhesion", adhesion.pk]))
    assert "Ce qui est ici ne se rétablit pas" in page


def test_before_restoring_one_reads_what_would_change(distribution, modifiee):
    page = lire(distribution.membre1, adresses(modifiee)[1])
    assert "<del>Autre chose</del>" in page
    assert "<ins>Mener l’enquête</ins>" in page
    assert "<ins>12 mars 2027</ins>" in page
    assert Etape.objects.get(pk=modifiee.pk).titre == "Autre chose"


def test_restoring_is_an_entry_and_keeps_every_state(distribution, modifiee):
    historique, retour = adresses(modifiee)
    reponse = distribution.membre1.client.post(retour, {"version": 2, "motif": "C’était mieux."}, follow=True)
    assert reponse.redirect_chain == [(historique, 302)]
    courante = Etape.objects.get(pk=modifiee.pk)
    assert (courante.titre, courante.echeance, courante.version) == ("Mener l’enquête", date(2027, 3, 12), 3)
    assert Acte.objects.order_by("-sequence").first().verbe == "restaurer"
    page = lire(distribution.membre1, historique)
    assert "a rétabli un état antérieur de l’étape" in page
    assert "« C’était mieux. »" in page
    assert page.count("Rétablir cet état") == 2


def test_a_state_changed_meanwhile_is_shown_again_with_the_reason_typed(distribution, modifiee):
    modifier(modifiee, distribution.referente1.acces, titre="Encore autre chose")
    reponse = distribution.membre1.client.post(adresses(modifiee)[1], {"version": 2, "motif": "Mon motif"})
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert "a changé depuis l’affichage" in page
    assert "Mon motif" in page
    assert "Encore autre chose" in page
    assert 'name="version" value="3"' in page
    assert Etape.objects.get(pk=modifiee.pk).titre == "Encore autre chose"


def test_the_present_state_has_nothing_to_restore(distribution, modifiee):
    page = lire(distribution.membre1, adresses(modifiee, 2)[1])
    assert "Cet état est déjà l’état présent" in page


def test_an_unknown_state_is_not_found(distribution, modifiee):
    for adresse in (adresses(modifiee, 7)[1], adresses(modifiee, 10**12)[1]):
        assert distribution.membre1.client.get(adresse).status_code == 404


def test_a_visitor_does_not_find_what_is_being_worked_on(distribution, modifiee):
    historique, retour = adresses(modifiee)
    assert distribution.visiteur.client.get(historique).status_code == 404
    assert distribution.visiteur.client.get(retour).status_code == 302
