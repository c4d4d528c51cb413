"""Signing in: by code, by password, with a second factor; never more than the invitation gave."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from historique.models import Acte
from membres.models import Compte
from tests.membres import gens

pytestmark = pytest.mark.django_db


def connecte(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_code_sent_by_e_mail_signs_in(client):
    gens.membre()
    client.post("/compte/login/code/", {"email": gens.ADRESSE})
    reponse = client.post("/compte/login/code/confirm/", {"code": gens.dernier_code()})
    assert (reponse.status_code, connecte(client)) == (302, True)


def test_a_wrong_code_does_not(client):
    gens.membre()
    client.post("/compte/login/code/", {"email": gens.ADRESSE})
    client.post("/compte/login/code/confirm/", {"code": "ZZZ-ZZZ"})
    assert connecte(client) is False


def test_a_password_signs_in_and_goes_where_one_wanted(client):
    gens.membre()
    reponse = gens.par_mot_de_passe(client, suite="/organisations/")
    assert (reponse["Location"], connecte(client)) == ("/organisations/", True)


def test_the_address_may_be_typed_in_capitals(client):
    gens.membre()
    gens.par_mot_de_passe(client, "ADA@Essai.Example")
    assert connecte(client) is True


def test_one_never_leaves_for_another_site_after_signing_in(client):
    gens.membre()
    assert gens.par_mot_de_passe(client, suite="https://ailleurs.example/")["Location"].startswith("/")


def test_signing_in_writes_nothing_in_the_journal(client):
    gens.membre()
    avant = Acte.objects.count()
    gens.par_mot_de_passe(client)
    assert (connecte(client), Acte.objects.count()) == (True, avant)


def test_a_closed_account_does_not_sign_in(client):
    compte = gens.membre().compte
    compte.is_active = False
    compte.save()
    gens.par_mot_de_passe(client)
    assert connecte(client) is False
    client.post("/compte/login/code/", {"email": gens.ADRESSE})
    assert connecte(client) is False


def test_the_open_session_of_an_account_ends_when_it_is_closed(client):
    compte = gens.membre().compte
    gens.par_mot_de_passe(client)
    assert client.get("/profil/").status_code == 200
    compte.is_active = False
    compte.save()
    assert client.get("/profil/").status_code == 302


# What one learns without an account -----------------------------------------------------------------------------------


def reponses(client, courriel: str) -> list[tuple[int, str]]:
    """What the three doors answer for this address; the address itself is taken out."""
    faites = [
        client.post("/compte/login/", {"login": courriel, "password": "une autre phrase de passe"}),
        client.post("/compte/login/code/", {"email": courriel}),
        client.get("/compte/login/code/confirm/"),
        client.post("/compte/password/reset/", {"email": courriel}),
        client.get("/compte/password/reset/done/"),
    ]
    jeton = client.cookies["csrftoken"].value
    return [
        (r.status_code, r.get("Location", "") + sans_jeton(r.content.decode(), jeton).replace(courriel, "…"))
        for r in faites
    ]


def sans_jeton(page: str, jeton: str) -> str:
    lignes = [ligne for ligne in page.splitlines() if "csrfmiddlewaretoken" not in ligne]
    return "\n".join(lignes).replace(jeton, "")


def test_nothing_tells_whether_an_address_has_an_account(client):
    gens.membre()
    connue, inconnue = reponses(client, gens.ADRESSE), reponses(Client(), "personne@essai.example")
    assert connue == inconnue


def test_someone_unknown_is_told_by_e_mail_only_and_is_not_offered_an_account(client):
    client.post("/compte/login/code/", {"email": "personne@essai.example"})
    (message,) = mail.outbox
    assert (message.to, "signup" in message.body) == (["personne@essai.example"], False)


def test_guessing_a_password_is_slowed_down(client):
    gens.membre()
    for _ in range(5):
        gens.par_mot_de_passe(client, mot_de_passe="au hasard")
    reponse = gens.par_mot_de_passe(client)
    assert (connecte(client), "tentatives" in reponse.content.decode()) == (False, True)


def test_codes_are_not_sent_without_end():
    gens.membre()
    statuts = [Client().post("/compte/login/code/", {"email": gens.ADRESSE}).status_code for _ in range(4)]
    assert (len(mail.outbox), statuts) == (3, [302, 302, 302, 200])


# No sign-up, by any path ----------------------------------------------------------------------------------------------


def chemins_d_allauth(resolveur: URLResolver, prefixe: str = "") -> list[tuple[str, str]]:
    """(name, path) of every address of the sign-in library that takes no argument."""
    chemins = []
    for motif in resolveur.url_patterns:
        chemin = prefixe + str(motif.pattern)
        if isinstance(motif, URLResolver):
            chemins += chemins_d_allauth(motif, chemin)
        elif isinstance(motif, URLPattern) and "<" not in chemin and chemin.startswith("compte/"):
            chemins.append((motif.name, "/" + chemin))
    return chemins


def test_no_address_of_the_sign_in_library_creates_an_account(client):
    chemins = chemins_d_allauth(get_resolver())
    assert {"account_signup", "account_login", "account_reset_password"} <= {nom for nom, _ in chemins}
    saisie = {
        "email": "intrus@essai.example",
        "email2": "intrus@essai.example",
        "login": "intrus@essai.example",
        "password1": "une phrase de passe",
        "password2": "une phrase de passe",
        "password": "une phrase de passe",
        "username": "intrus",
        "code": "123456",
        "credential": "{}",
        "name": "intrus",
    }
    for _, chemin in chemins:
        client.post(chemin, saisie)
    assert (Compte.objects.count(), EmailAddress.objects.count(), connecte(client)) == (0, 0, False)


def test_the_sign_up_page_says_that_one_comes_by_invitation(client):
    reponse = client.get("/compte/signup/")
    assert (reponse.templates[0].name, "invitation" in reponse.content.decode()) == ("account/signup_closed.html", True)


def test_signing_up_with_a_passkey_has_no_address():
    assert [
        nom for nom, _ in chemins_d_allauth(get_resolver()) if "passkey" in nom or nom == "mfa_signup_webauthn"
    ] == []


@pytest.mark.parametrize("chemin", ["/compte/password/reset/", "/compte/login/code/"])
@pytest.mark.parametrize("etat", ["en attente", "expirée", "révoquée"])
def test_an_invitation_that_was_not_accepted_gives_no_account_by_any_path(client, distribution, chemin, etat):
    invitation = gens.invitation(distribution.coordination.acces)
    comptes = Compte.objects.count()
    if etat == "expirée":
        gens.expirer(invitation)
    elif etat == "révoquée":
        distribution.coordination.client.post(f"/invitations/{invitation.pk}/revoquer/")
    client.post(chemin, {"email": gens.ADRESSE})
    assert (Compte.objects.count(), [message.subject for message in mail.outbox]) == (
        comptes,
        ["[Chantiers coopératifs] Cette adresse n’a pas de compte"],
    )


# Second factor --------------------------------------------------------------------------------------------------------


def test_the_totp_secret_is_encrypted_in_the_database(client):
    secret = gens.activer_le_totp(gens.membre())
    with connection.cursor() as curseur:
        curseur.execute("SELECT data FROM mfa_authenticator")
        (donnees,) = curseur.fetchone()
    assert secret not in str(donnees)
    assert Authenticator.objects.get().wrap().validate_code(gens.code_totp(secret)) is True


def test_recovery_codes_are_encrypted_in_the_database(client):
    personne = gens.membre()
    gens.activer_le_totp(personne)
    gens.par_mot_de_passe(client)
    client.login(email=gens.ADRESSE, password=gens.MOT_DE_PASSE)
    client.post("/compte/reauthenticate/", {"password": gens.MOT_DE_PASSE})
    client.post("/compte/2fa/recovery-codes/generate/")
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    with connection.cursor() as curseur:
        curseur.execute("SELECT data FROM mfa_authenticator WHERE type = 'recovery_codes'")
        (donnees,) = curseur.fetchone()
    assert [code for code in codes if code in str(donnees)] == []


def test_with_a_totp_the_password_alone_does_not_sign_in(client):
    secret = gens.activer_le_totp(gens.membre())
    reponse = gens.par_mot_de_passe(client)
    assert (reponse["Location"], connecte(client)) == ("/compte/2fa/authenticate/", False)
    client.post("/compte/2fa/authenticate/", {"code": gens.code_totp(secret)})
    assert connecte(client) is True


def test_with_a_totp_a_code_by_e_mail_alone_does_not_either(client):
    gens.activer_le_totp(gens.membre())
    client.post("/compte/login/code/", {"email": gens.ADRESSE})
    client.post("/compte/login/code/confirm/", {"code": gens.dernier_code()})
    assert connecte(client) is False


def test_activating_a_second_factor_asks_for_the_password_again(client):
    gens.membre()
    gens.par_mot_de_passe(client)
    assert client.get("/compte/2fa/totp/activate/")["Location"].startswith("/compte/reauthenticate/")


def test_one_s_sessions_are_listed(client):
    gens.membre()
    gens.par_mot_de_passe(client)
    assert client.get("/compte/sessions/").status_code == 200
    assert list(Compte.objects.get().usersession_set.values_list("session_key", flat=True)) == [
        client.session.session_key
    ]
