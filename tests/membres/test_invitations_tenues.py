"""Who sends an invitation again or revokes it, who sees it, and what the database itself refuses."""

import pytest
from django.db import IntegrityError

from historique.actes import Agent, consigner
from historique.horloge import maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from membres import actions
from membres.models import Invitation, Personne
from tests.membres import gens

pytestmark = pytest.mark.django_db

ACCORDS = {"prenom": "Ada", "nom": "Byron", "charte": "on", "licence": "on"}


@pytest.fixture
def invitation(distribution):
    return gens.invitation(distribution.coordination.acces)


def page(client, une: Invitation):
    return client.get(f"/invitation/{une.jeton}/")


def accepter(client, une: Invitation):
    return client.post(f"/invitation/{une.jeton}/", ACCORDS)


# Who may, and why not -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [actions.renvoyer_l_invitation, actions.revoquer_l_invitation])
def test_a_member_does_not_manage_the_invitation_of_another(distribution, invitation, action):
    with pytest.raises(ActionRefusee, match="Seule la personne qui a invité"):
        action(invitation, par=distribution.membre1.acces)


@pytest.mark.parametrize("action", [actions.renvoyer_l_invitation, actions.revoquer_l_invitation])
def test_whoever_invited_manages_her_invitation(distribution, action):
    figure = distribution.referente1
    invitation = gens.invitation(figure.acces)
    action(invitation, motif="adresse erronée", par=figure.acces)
    acte = Acte.objects.order_by("-sequence").first()
    assert (acte.verbe, acte.auteur_id) == (action.__name__, figure.personne.pk)


def test_a_used_invitation_is_not_revoked(client, distribution, invitation):
    accepter(client, invitation)
    with pytest.raises(ActionRefusee, match="a été acceptée le"):
        actions.revoquer_l_invitation(invitation, par=distribution.coordination.acces)


def test_a_revoked_invitation_is_neither_revoked_nor_sent_again(distribution, invitation):
    par = distribution.coordination.acces
    actions.revoquer_l_invitation(invitation, par=par)
    for action in (actions.revoquer_l_invitation, actions.renvoyer_l_invitation):
        with pytest.raises(ActionRefusee, match="déjà révoquée"):
            action(invitation, par=par)


def test_someone_whose_invitation_was_revoked_is_invited_anew(client, distribution, invitation):
    par = distribution.coordination.acces
    actions.revoquer_l_invitation(invitation, par=par)
    nouvelle = actions.inviter(invitation.personne, par=par)
    assert (page(client, invitation).status_code, page(client, nouvelle).status_code) == (410, 200)


@pytest.mark.parametrize("role", ["membre1", "financeur"])
def test_a_plain_member_does_not_invite(distribution, invitation, role):
    with pytest.raises(ActionRefusee, match="Seules la coordination et les personnes qui animent"):
        actions.inviter(invitation.personne, par=getattr(distribution, role).acces)


def test_someone_with_an_account_is_not_invited(distribution):
    ada = gens.membre()
    with pytest.raises(ActionRefusee, match="a déjà un compte"):
        actions.inviter(ada, par=distribution.coordination.acces)


def test_the_coordination_without_her_second_factor_does_not_invite(distribution, invitation):
    sans = distribution.coordination.acces.__class__(
        personne_id=distribution.coordination.personne.pk, connecte=True, sieges=frozenset({"coordination"})
    )
    with pytest.raises(ActionRefusee, match="second facteur"):
        actions.inviter(invitation.personne, par=sans)


# The page -------------------------------------------------------------------------------------------------------------


def test_each_one_sees_the_invitations_she_sent_and_the_coordination_sees_all(distribution, invitation):
    gens.invitation(distribution.referente1.acces, "lea@essai.example", "Léa", "Marque")
    vues = {
        role: [nom for nom in ("Ada Essai", "Léa Marque") if nom in page_des_invitations(distribution, role)]
        for role in ("membre1", "referente1", "coordination", "administrateur")
    }
    assert vues == {
        "membre1": [],
        "referente1": ["Léa Marque"],
        "coordination": ["Ada Essai", "Léa Marque"],
        "administrateur": ["Ada Essai", "Léa Marque"],
    }


def page_des_invitations(distribution, role: str) -> str:
    return getattr(distribution, role).client.get("/invitations/").content.decode()


def test_the_page_sends_again_and_revokes(distribution, invitation):
    client = distribution.coordination.client
    reponse = client.post(f"/invitations/{invitation.pk}/renvoyer/", follow=True)
    assert "Invitation renvoyée à Ada Essai" in reponse.content.decode()
    reponse = client.post(f"/invitations/{invitation.pk}/revoquer/", follow=True)
    assert "Invitation pour Ada Essai révoquée" in reponse.content.decode()
    reponse = client.post(f"/personnes/{invitation.personne_id}/inviter/", follow=True)
    assert "Invitation envoyée à Ada Essai" in reponse.content.decode()


def test_the_invitation_of_another_does_not_exist_for_a_member(distribution, invitation):
    assert distribution.membre1.client.post(f"/invitations/{invitation.pk}/revoquer/").status_code == 404


def test_the_list_keeps_its_number_of_queries(distribution, compter_requetes):
    par, client, comptes = distribution.coordination.acces, distribution.coordination.client, set()
    for numero in range(1, 4):
        gens.invitation(par, f"p{numero}@essai.example")
        if numero in (1, 3):
            client.get("/invitations/")
            comptes.add(compter_requetes(lambda: client.get("/invitations/")))
    assert len(comptes) == 1


# The database ---------------------------------------------------------------------------------------------------------


def enregistrer(objet):
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = objet
        objet.save()


def test_the_database_refuses_two_pending_invitations_of_one_person(invitation):
    with pytest.raises(IntegrityError):
        enregistrer(Invitation(personne=invitation.personne, courriel=gens.ADRESSE))


def test_the_database_refuses_an_invitation_both_used_and_revoked(invitation):
    invitation.utilisee_le = invitation.revoquee_le = maintenant()
    with pytest.raises(IntegrityError):
        enregistrer(invitation)


def test_the_database_refuses_two_people_of_one_address(invitation):
    with pytest.raises(IntegrityError):
        enregistrer(Personne(prenom="Autre", nom="Personne", courriel=gens.ADRESSE.upper()))


def test_the_database_refuses_one_account_for_two_people():
    ada = gens.membre()
    with pytest.raises(IntegrityError):
        enregistrer(Personne(prenom="Autre", nom="Personne", compte=ada.compte))
