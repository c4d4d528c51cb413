"""What people do about themselves, organisations, invitations and accounts. One verb, one act of the journal."""

from membres.actions.administration import (
    desactiver_le_compte,
    donner_l_administration,
    installer_l_administration,
    reactiver_le_compte,
    retirer_l_administration,
)
from membres.actions.effacement import demander_l_effacement, effacer, effacer_de_nouveau, renoncer_a_l_effacement
from membres.actions.invitations import accepter_l_invitation, inviter, renvoyer_l_invitation, revoquer_l_invitation
from membres.actions.organisations import (
    ajouter_une_organisation,
    archiver_une_organisation,
    modifier_une_organisation,
    retablir_une_organisation,
)
from membres.actions.profil import finir_un_rattachement, modifier_le_profil, se_rattacher

__all__ = [
    "accepter_l_invitation",
    "ajouter_une_organisation",
    "archiver_une_organisation",
    "demander_l_effacement",
    "desactiver_le_compte",
    "donner_l_administration",
    "effacer",
    "effacer_de_nouveau",
    "finir_un_rattachement",
    "installer_l_administration",
    "inviter",
    "modifier_le_profil",
    "modifier_une_organisation",
    "reactiver_le_compte",
    "renoncer_a_l_effacement",
    "renvoyer_l_invitation",
    "retablir_une_organisation",
    "retirer_l_administration",
    "revoquer_l_invitation",
    "se_rattacher",
]
