"""Money received: never without an accord, never more than it."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from budget.actions import suivi
from budget.models import Financement, Versement
from historique.horloge import aujourd_hui
from historique.models import Acte
from tests import fabriques_budget as budget
from tests.budget.financer import refuse

pytestmark = pytest.mark.django_db
Statut = Financement.Statut


def recu(financement, euros, **champs):
    defauts = {"exercice": budget.exercice(), "le": aujourd_hui(), "nature": "acompte"}
    return Versement(financement=financement, montant_centimes=euros * 100, **{**defauts, **champs})


@pytest.fixture
def accordee():
    return budget.financement(euros=1000, accorde=800, statut=Statut.ACCORDEE)


def test_nothing_is_received_of_what_is_not_granted(distribution):
    financement = budget.financement(statut=Statut.EN_INSTRUCTION)
    refus = refuse(suivi.ajouter_au_financement, recu(financement, 10), par=distribution.coordination.acces)
    assert refus == "Ce financement n’est pas accordé (« En instruction ») : changez d’abord son statut."


def test_nothing_is_received_for_an_exercice_without_accord(distribution, accordee):
    versement = recu(accordee, 10, exercice=budget.exercice(2028))
    assert refuse(suivi.ajouter_au_financement, versement, par=distribution.coordination.acces) == (
        "Rien n’est accordé pour cet exercice : écrivez d’abord le montant accordé, ou choisissez-en un autre."
    )


def test_what_is_received_never_exceeds_what_is_granted(distribution, accordee):
    par = distribution.coordination.acces
    suivi.ajouter_au_financement(recu(accordee, 500), par=par)
    assert refuse(suivi.ajouter_au_financement, recu(accordee, 301), par=par) == (
        "800 € sont accordés et 500 € déjà reçus : il reste 300 € à recevoir. "
        "Corrigez ce montant, ou d’abord le montant accordé."
    )
    suivi.ajouter_au_financement(recu(accordee, 300), par=par)
    dernier = Versement.objects.latest("montant_centimes")
    refus = refuse(
        suivi.modifier_au_financement, dernier, version=dernier.version, saisi={"montant_centimes": 501_00}, par=par
    )
    assert "il reste 500 € à recevoir" in refus


def test_a_day_to_come_is_a_due_date_not_a_versement(distribution, accordee):
    versement = recu(accordee, 10, le=date(2999, 1, 1))
    refus = refuse(suivi.ajouter_au_financement, versement, par=distribution.coordination.acces)
    assert refus.startswith("Ce jour n’est pas encore venu : un versement se note une fois reçu.")


def test_the_first_versement_proposes_the_status_in_the_same_act(distribution, accordee):
    adresse, client = reverse("budget:ajouter_versement", args=[accordee.pk]), distribution.coordination.client
    assert "Passer le statut à « En versement »" in client.get(adresse).text.replace("\xa0", " ")
    saisi = {"id": str(uuid4()), "exercice": budget.exercice().pk, "nature": "acompte", "le": "2026-01-15"}
    saisi |= {"montant_centimes": "400,50", "en_versement": "on"}
    for _ in range(2):
        assert client.post(adresse, saisi).status_code == 302
    accordee.refresh_from_db()
    versement = Versement.objects.get()
    assert (accordee.statut, versement.montant_centimes) == (Statut.EN_VERSEMENT, 400_50)
    [acte] = Acte.objects.filter(objet_id=versement.pk)
    assert acte.verbe == "encaisser"
    assert acte.changements.filter(objet_id=accordee.pk, champ="statut").count() == 1
    assert "Passer le statut" not in client.get(adresse).text


def test_the_status_stays_when_it_is_not_asked(distribution, accordee):
    suivi.ajouter_au_financement(recu(accordee, 10), par=distribution.coordination.acces)
    accordee.refresh_from_db()
    assert accordee.statut == Statut.ACCORDEE


def test_a_versement_is_archived_and_brought_back_if_it_still_fits(distribution, accordee):
    par, client = distribution.coordination.acces, distribution.coordination.client
    un = suivi.ajouter_au_financement(recu(accordee, 500), par=par)
    assert client.post(reverse("budget:archiver_versement", args=[un.pk]), {"motif": "erreur"}).status_code == 302
    autre = suivi.ajouter_au_financement(recu(accordee, 400), par=par)
    assert "il reste 400 € à recevoir" in refuse(suivi.retablir_au_financement, un, par=par)
    suivi.archiver_au_financement(autre, par=par)
    page = client.post(reverse("budget:retablir_versement", args=[un.pk]), follow=True)
    assert "Le versement est de retour." in page.text
    assert list(Versement.objects.presents()) == [un]


def test_only_who_holds_the_funding_notes_what_it_received(distribution, accordee):
    refus = refuse(suivi.ajouter_au_financement, recu(accordee, 10), par=distribution.comite.acces)
    assert refus.startswith("Un financement est tenu par la coordination et par qui en mène la recherche")
    assert not Versement.objects.exists()
