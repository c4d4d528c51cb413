"""The life of an invitation: sent with the recording of a person, accepted once, sent again, revoked, expired."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError

from historique.actes import Agent, consigner
from historique.horloge import a_l_instant, maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from membres import actions, inscription
from membres.models import Compte, Courriel, Invitation, Personne
from tests import fabriques
from tests.bases import en_parallele
from tests.membres import gens

pytestmark = pytest.mark.django_db

ACCORDS = {"charte": "on", "licence": "on"}
IDENTITE = {"prenom": "Ada", "nom": "Byron"}


@pytest.fixture
def invitation(distribution):
    return gens.invitation(distribution.coordination.acces)


def page(client, une: Invitation):
    return client.get(f"/invitation/{une.jeton}/")


def accepter(client, une: Invitation, **saisie):
    return client.post(f"/invitation/{une.jeton}/", {**IDENTITE, **ACCORDS, **saisie})


# Recording and inviting -----------------------------------------------------------------------------------------------


def test_recording_someone_invites_her_once(distribution):
    par = distribution.coordination.acces
    gens.invitation(par)
    with consigner("inscrire", par=par) as acte:
        acte.objet = personne = inscription.inscrire_personne("Autre", "Nom", "ADA@essai.example ", par)
    assert (str(personne), personne.invitations.count(), Courriel.objects.count()) == ("Ada Essai", 1, 1)


def test_recording_someone_who_has_an_account_finds_her_and_does_not_invite(distribution):
    ada = gens.membre()
    par = distribution.coordination.acces
    with consigner("inscrire", par=par) as acte:
        acte.objet = personne = inscription.inscrire_personne("Ada", "Essai", gens.ADRESSE, par)
    assert (personne.pk, Courriel.objects.count()) == (ada.pk, 0)


def test_recording_someone_without_an_address_does_not_invite(distribution):
    par = distribution.coordination.acces
    with consigner("inscrire", par=par) as acte:
        acte.objet = personne = inscription.inscrire_personne("Ada", "Essai", "", par)
    assert (personne.courriel, personne.invitations.count()) == ("", 0)


def test_recording_someone_without_a_name_is_refused(distribution):
    par = distribution.coordination.acces
    with pytest.raises(ActionRefusee, match="prénom et le nom"), consigner("inscrire", par=par):
        inscription.inscrire_personne(" ", "Essai", gens.ADRESSE, par)


def test_two_people_recording_the_same_person_at_once_record_her_once(base_reelle, distribution):
    par = distribution.coordination.acces

    def inscrire():
        with consigner("inscrire", par=par) as acte:
            acte.objet = inscription.inscrire_personne("Ada", "Essai", gens.ADRESSE, par)
        return acte.objet.pk

    assert len(set(en_parallele(inscrire, inscrire))) == 1
    assert (Personne.objects.filter(courriel=gens.ADRESSE).count(), Courriel.objects.count()) == (1, 1)


# Accepting ------------------------------------------------------------------------------------------------------------


def test_the_link_shows_who_invites_and_what_one_commits_to(client, distribution, invitation):
    reponse = page(client, invitation)
    texte = reponse.content.decode()
    attendus = [
        str(distribution.coordination.personne),
        gens.ADRESSE,
        'name="charte"',
        'name="licence"',
        "CC BY-SA 4.0",
    ]
    assert (reponse.status_code, [un for un in attendus if un not in texte]) == (200, [])


def test_accepting_opens_the_account_and_signs_in(client, invitation):
    reponse = accepter(client, invitation, nom_public="on")
    personne = Personne.objects.get(pk=invitation.personne_id)
    assert (reponse.status_code, client.session["_auth_user_id"]) == (302, str(personne.compte_id))
    assert (str(personne), personne.nom_public, personne.compte.email) == ("Ada Byron", True, gens.ADRESSE)
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(gens.ADRESSE, True, True)]
    assert personne.compte.has_usable_password() is False


def test_accepting_is_the_act_of_the_invited_person(client, invitation):
    accepter(client, invitation)
    acte = Acte.objects.order_by("-sequence").first()
    assert (acte.verbe, acte.auteur_id, acte.objet_id, acte.visibilite) == (
        "accepter_l_invitation",
        invitation.personne_id,
        invitation.pk,
        "restreinte",
    )


def test_a_password_chosen_while_accepting_signs_in(client, invitation):
    accepter(client, invitation, mot_de_passe="une tortue mange du pain")
    client.post("/compte/logout/")
    gens.par_mot_de_passe(client, mot_de_passe="une tortue mange du pain")
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"prenom": ""}, "Écrivez votre prénom."),
        ({"nom": " "}, "Écrivez votre nom."),
        ({"charte": ""}, "s’engager dans la charte"),
        ({"licence": ""}, "cette licence est nécessaire"),
        ({"mot_de_passe": "court"}, "trop court"),
        ({"mot_de_passe": gens.ADRESSE}, "trop semblable"),
        ({"prenom": "x" * 81}, "80"),
    ],
)
def test_a_form_with_a_mistake_opens_no_account_and_says_what_to_do(client, invitation, saisie, phrase):
    comptes = Compte.objects.count()
    reponse = accepter(client, invitation, **saisie)
    assert (reponse.status_code, phrase in reponse.content.decode(), Compte.objects.count()) == (422, True, comptes)


def test_what_was_typed_is_kept_but_the_password(client, invitation):
    texte = accepter(client, invitation, charte="", mot_de_passe="une tortue mange du pain").content.decode()
    assert ('value="Byron"' in texte, "tortue" in texte) == (True, False)


def test_accepting_twice_gives_one_account_and_says_to_sign_in(client, invitation):
    accepter(client, invitation)
    comptes = Compte.objects.count()
    client.post("/compte/logout/")
    reponse = accepter(client, invitation)
    assert (reponse.status_code, Compte.objects.count()) == (410, comptes)
    assert "Cette invitation a déjà servi" in reponse.content.decode()
    assert "/compte/login/" in reponse.content.decode()


def test_opening_a_used_link_while_signed_in_shows_the_way(client, invitation):
    accepter(client, invitation)
    assert "Aller à mon profil" in page(client, invitation).content.decode()


def test_two_clicks_at_once_open_one_account(base_reelle, distribution):
    invitation = gens.invitation(distribution.coordination.acces)

    def accepter():
        return actions.accepter_l_invitation(invitation.jeton, prenom="Ada", nom="Essai").pk

    resultats = en_parallele(accepter, accepter)
    assert sorted(type(r).__name__ for r in resultats) == ["ActionRefusee", "int"]
    assert Compte.objects.filter(email=gens.ADRESSE).count() == 1


def test_an_address_that_has_an_account_already_is_not_taken_over(client, invitation):
    fabriques.compte(gens.ADRESSE)
    reponse = accepter(client, invitation)
    assert (reponse.status_code, "_auth_user_id" in client.session) == (422, False)
    assert "Un compte existe déjà avec cette adresse" in reponse.content.decode()


def test_someone_else_signed_in_is_told_to_sign_out(distribution, invitation):
    reponse = page(distribution.membre1.client, invitation)
    assert (reponse.status_code, "Un autre compte est ouvert" in reponse.content.decode()) == (409, True)
    assert accepter(distribution.membre1.client, invitation).status_code == 409
    assert Personne.objects.get(pk=invitation.personne_id).compte_id is None


# Links that open nothing ----------------------------------------------------------------------------------------------


def test_an_expired_link_says_whom_to_ask(client, invitation):
    with a_l_instant(invitation.expire_le + timedelta(seconds=1)):
        reponse = page(client, invitation)
        assert accepter(client, invitation).status_code == 410
    assert (reponse.status_code, "Cette invitation a expiré le" in reponse.content.decode()) == (410, True)


def test_a_revoked_link_says_whom_to_ask(client, distribution, invitation):
    actions.revoquer_l_invitation(invitation, par=distribution.coordination.acces)
    reponse = accepter(client, invitation)
    assert (reponse.status_code, "n’est plus valable" in reponse.content.decode()) == (410, True)


def test_an_unknown_link_says_what_to_do(client, invitation):
    faux = signing.dumps((str(invitation.pk), str(invitation.cle)), key="une autre clé", salt=Invitation.SEL)
    for jeton in ("nimporte", faux, invitation.jeton[:-1], signing.dumps("texte", salt=Invitation.SEL)):
        reponse = client.get(f"/invitation/{jeton}/")
        assert (reponse.status_code, "en entier" in reponse.content.decode()) == (404, True)


def test_sending_again_makes_the_first_link_useless(client, distribution, invitation):
    premier = invitation.jeton
    actions.renvoyer_l_invitation(invitation, par=distribution.coordination.acces)
    invitation.refresh_from_db()
    assert client.get(f"/invitation/{premier}/").status_code == 410
    assert client.post(f"/invitation/{premier}/", {**IDENTITE, **ACCORDS}).status_code == 410
    assert (page(client, invitation).status_code, Courriel.objects.count()) == (200, 2)


def test_sending_again_revives_an_expired_invitation(client, distribution, invitation):
    gens.expirer(invitation)
    actions.renvoyer_l_invitation(invitation, par=distribution.coordination.acces)
    invitation.refresh_from_db()
    assert (invitation.etat, invitation.expire_le > maintenant()) == ("en_attente", True)


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
