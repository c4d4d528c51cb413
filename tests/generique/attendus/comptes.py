"""The pages of the sign-in library, and the health check."""

from tests.generique.attendus.formes import CONNEXION, Attendu, a_tous, aux_connectes, privee, publique

# What is for those who are not signed in yet sends the others on.
ENTREE = a_tous(302, visiteur=200)
# One's own account asks for the password again before it changes.
A_CONFIRMER = aux_connectes(302)
POSTE_A_CONFIRMER = a_tous(302, visiteur=403)
# A step of signing in, for whoever has begun: public, and a visitor who has not begun is sent to the first one.
EN_CHEMIN = a_tous(302, visiteur=CONNEXION)
ETAPES = {"mfa_authenticate", "mfa_login_webauthn"}

ATTENDUS: dict[str, Attendu] = {
    "account_login": publique(lire=ENTREE, poster=ENTREE),
    "account_logout": publique(lire=a_tous(200, visiteur=302), poster=a_tous(302)),
    "account_inactive": publique(),
    "account_signup": publique(lire=ENTREE, poster=ENTREE),
    "account_reauthenticate": privee(poster=a_tous(200, visiteur=403)),
    "account_email": privee(poster=a_tous(302, visiteur=403)),
    "account_email_verification_sent": publique(),
    "account_change_password": privee(poster=a_tous(200, visiteur=403)),
    "account_set_password": privee(lire=A_CONFIRMER, poster=POSTE_A_CONFIRMER),
    "account_reset_password": publique(lire=a_tous(200), poster=a_tous(200)),
    "account_confirm_login_code": publique(lire=a_tous(302), poster=a_tous(302)),
    "account_confirm_email": publique(arguments=lambda jeu: {"key": "inconnue"}, poster=a_tous(404)),
    "account_reset_password_from_key_done": publique(),
    "account_reset_password_from_key": publique(
        arguments=lambda jeu: {"uidb36": "1", "key": "inconnue"}, poster=a_tous(200)
    ),
    "account_reset_password_done": publique(),
    "account_request_login_code": publique(lire=ENTREE, poster=ENTREE),
    "mfa_index": privee(),
    "mfa_authenticate": publique(lire=EN_CHEMIN, poster=EN_CHEMIN),
    "mfa_reauthenticate": privee(lire=A_CONFIRMER, poster=POSTE_A_CONFIRMER),
    "mfa_activate_totp": privee(lire=A_CONFIRMER, poster=POSTE_A_CONFIRMER),
    "mfa_deactivate_totp": privee(lire=aux_connectes(404), poster=a_tous(404, visiteur=403)),
    "mfa_view_recovery_codes": privee(lire=aux_connectes(404)),
    "mfa_generate_recovery_codes": privee(lire=A_CONFIRMER, poster=POSTE_A_CONFIRMER),
    "mfa_download_recovery_codes": privee(lire=aux_connectes(404), poster=a_tous(404, visiteur=403)),
    "mfa_list_webauthn": privee(),
    "mfa_add_webauthn": privee(lire=A_CONFIRMER, poster=POSTE_A_CONFIRMER),
    "mfa_reauthenticate_webauthn": privee(lire=A_CONFIRMER, poster=POSTE_A_CONFIRMER),
    "mfa_remove_webauthn": privee(lire=A_CONFIRMER, poster=POSTE_A_CONFIRMER, arguments=lambda jeu: {"pk": 1}),
    "mfa_edit_webauthn": privee(lire=A_CONFIRMER, poster=POSTE_A_CONFIRMER, arguments=lambda jeu: {"pk": 1}),
    "mfa_login_webauthn": publique(lire=EN_CHEMIN, poster=EN_CHEMIN),
    "usersessions_list": privee(poster=a_tous(302, visiteur=403)),
    "sante": publique(),
}
