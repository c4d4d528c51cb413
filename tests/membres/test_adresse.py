"""Changing one's address: proved by a link, followed by the person, an act of the journal."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.messages import get_messages
from django.core import mail

from historique.models import Acte
from membres.models import Personne
from tests import fabriques
from tests.membres import gens

pytestmark = pytest.mark.django_db

NOUVELLE = "nouvelle@essai.example"


@pytest.fixture
def ada(client):
    personne = gens.membre()
    gens.par_mot_de_passe(client)
    return personne


def demander(client, adresse: str = NOUVELLE) -> str:
    """Ask for the change; returns the path of the link that was sent."""
    client.post("/compte/email/", {"email": adresse, "action_add": ""})
    trouve = re.search(r"https?://[^/]+(/compte/confirm-email/\S+)", mail.outbox[-1].body)
    assert trouve is not None
    return trouve[1]


def adresses(personne: Personne) -> tuple[str, str, list[str]]:
    relue = Personne.objects.select_related("compte").get(pk=personne.pk)
    return relue.courriel, relue.compte.email, list(EmailAddress.objects.values_list("email", flat=True))


def test_asking_changes_nothing_yet(client, ada):
    demander(client)
    assert adresses(ada)[:2] == (gens.ADRESSE, gens.ADRESSE)


def test_the_link_changes_the_account_and_the_person_in_one_act(base_reelle, client, ada):
    lien = demander(client)
    assert client.get(lien).status_code == 200
    client.post(lien)
    acte = Acte.objects.order_by("-sequence").first()
    assert adresses(ada) == (NOUVELLE, NOUVELLE, [NOUVELLE])
    assert (acte.verbe, acte.auteur_id, acte.objet_id, acte.visibilite) == (
        "changer_d_adresse",
        ada.pk,
        ada.pk,
        "restreinte",
    )
    assert [changement.champ for changement in acte.changements.exclude(champ="version")] == ["courriel"]
    assert mail.outbox[-1].to == [gens.ADRESSE]


def test_no_address_enters_the_journal_in_clear(client, ada):
    client.post(demander(client))
    assert [c.apres for c in Acte.objects.order_by("-sequence").first().changements.all() if NOUVELLE in c.apres] == []


def test_the_link_works_from_another_browser(client, ada):
    lien = demander(client)
    type(client)().post(lien)
    assert adresses(ada)[:2] == (NOUVELLE, NOUVELLE)


def test_the_address_of_another_person_is_refused_and_nothing_changes(client, ada):
    lien = demander(client)
    fabriques.personne("Léa", "Essai", courriel=NOUVELLE)
    messages = [str(message) for message in get_messages(client.post(lien).wsgi_request)]
    assert adresses(ada)[:2] == (gens.ADRESSE, gens.ADRESSE)
    assert messages[-1] == "Cette adresse est celle d’une autre personne : la vôtre n’a pas changé."


def test_the_address_of_another_account_is_not_revealed(client, ada):
    gens.membre(NOUVELLE, "Léa")
    reponse = client.post("/compte/email/", {"email": NOUVELLE, "action_add": ""}, follow=True)
    assert "déjà" not in reponse.content.decode().split("<main")[1]
    assert adresses(ada)[:2] == (gens.ADRESSE, gens.ADRESSE)


def test_an_account_without_a_person_changes_its_address_without_an_act(client):
    compte = fabriques.compte(gens.ADRESSE)
    EmailAddress.objects.create(user=compte, email=gens.ADRESSE, verified=True, primary=True)
    gens.par_mot_de_passe(client)
    avant = Acte.objects.count()
    client.post(demander(client))
    compte.refresh_from_db()
    assert (compte.email, Acte.objects.count()) == (NOUVELLE, avant)
