"""The life of an invitation: sent with the recording of a person, accepted once, sent again, revoked, expired."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import signing

from historique.actes import consigner
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
