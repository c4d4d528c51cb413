"""Rights over people, organisations and accounts; each function returns the reason for refusal, or None."""

from historique.mots import date_longue
from membres.acces import ROLES_AU_COMITE, Acces
from membres.models import Compte, Invitation, Organisation, Personne


def refus_sans_second_facteur(acces: Acces) -> str | None:
    """Acts of the coordination and the administration ask for a second factor (waived in demonstration mode)."""
    if not acces.second_facteur:
        return "Cet acte demande un second facteur : donnez-le depuis votre profil, rubrique « Se connecter »."
    return None


def refus_de_coordonner(acces: Acces, phrase: str = "Seule la coordination peut faire cela.") -> str | None:
    """Why this person may not act as the coordination, or None."""
    if not acces.coordination:
        return phrase
    return refus_sans_second_facteur(acces)


def refus_d_administrer(acces: Acces) -> str | None:
    """Why this person may not manage accounts, or None."""
    if not acces.administrateur:
        return "Seule l’administration technique gère les comptes."
    if acces.personne_id is None:
        return "Votre compte n’est celui d’aucune personne : le journal ne saurait pas qui agit."
    return refus_sans_second_facteur(acces)


def refus_de_retirer_un_passage(acces: Acces) -> str | None:
    """The coordination publishes the site and answers for it; the technical administration has no voice in contents."""
    return refus_de_coordonner(
        acces, "Seule la coordination, qui répond de ce qui est publié ici, retire un passage du journal."
    )


# People ---------------------------------------------------------------------------------------------------------------


def refus_de_modifier_le_profil(acces: Acces, personne: Personne) -> str | None:
    """Identity is each person's own; that of people without an account is kept by the coordination."""
    if personne.retiree_le is not None:
        return f"Les données de cette personne ont été effacées le {date_longue(personne.retiree_le)}."
    if acces.personne_id == personne.pk:
        return None
    if personne.compte_id is not None:
        return "Chaque personne tient elle-même son profil."
    return refus_de_coordonner(acces, "Seule la coordination tient le profil des personnes sans compte.")


def refus_de_lire_les_personnes(acces: Acces) -> str | None:
    if not acces.membre and not acces.administrateur:
        return "Cette page est réservée aux membres des chantiers et du comité."
    return None


def refus_de_demander_l_effacement(acces: Acces) -> str | None:
    """Anyone may ask, for herself."""
    if acces.personne_id is None:
        return "Votre compte n’est celui d’aucune personne : demandez à l’administration de le supprimer."
    return None


def refus_de_voir_les_effacements(acces: Acces) -> str | None:
    """The coordination and the technical administration answer the requests, with their second factor."""
    if acces.administrateur:
        return refus_d_administrer(acces)
    return refus_de_coordonner(
        acces, "Seules la coordination et l’administration technique effacent les données d’une personne."
    )


def refus_d_effacer(acces: Acces, personne: Personne) -> str | None:
    """Why this person may not erase the data of `personne`; what she must hand over first is read elsewhere."""
    if personne.retiree_le is not None:
        return f"Les données de cette personne ont déjà été effacées le {date_longue(personne.retiree_le)}."
    if acces.personne_id == personne.pk:
        return "On n’efface pas ses propres données : demandez-le à la coordination ou à l’administration."
    return refus_de_voir_les_effacements(acces)


# Organisations --------------------------------------------------------------------------------------------------------


def refus_de_gerer_les_organisations(acces: Acces) -> str | None:
    """The coordination, and those who animate or speak for a chantier, keep the list of organisations."""
    if any(roles & ROLES_AU_COMITE for roles in acces.roles.values()):
        return None
    return refus_de_coordonner(
        acces, "La liste des organisations est tenue par la coordination et par les personnes qui animent un chantier."
    )


def refus_de_modifier_l_organisation(acces: Acces, organisation: Organisation) -> str | None:
    if organisation.archive_le is not None:
        return f"Cette organisation a été archivée le {date_longue(organisation.archive_le)} : rétablissez-la d’abord."
    return refus_de_gerer_les_organisations(acces)


# Invitations ----------------------------------------------------------------------------------------------------------


def refus_de_gerer_l_invitation(acces: Acces, invitation: Invitation) -> str | None:
    """Whoever invited, the coordination and the administration may send an invitation again, or revoke it."""
    if acces.personne_id is not None and acces.personne_id == invitation.invitee_par_id and acces.membre:
        return None
    if acces.administrateur:
        return refus_d_administrer(acces)
    return refus_de_coordonner(acces, "Seule la personne qui a invité, ou la coordination, gère cette invitation.")


def refus_de_revoquer_l_invitation(acces: Acces, invitation: Invitation) -> str | None:
    if invitation.utilisee_le is not None:
        return f"Cette invitation a été acceptée le {date_longue(invitation.utilisee_le)} : le compte existe."
    if invitation.revoquee_le is not None:
        return f"Cette invitation est déjà révoquée depuis le {date_longue(invitation.revoquee_le)}."
    return refus_de_gerer_l_invitation(acces, invitation)


def refus_de_renvoyer_l_invitation(acces: Acces, invitation: Invitation) -> str | None:
    if not invitation.personne.courriel:
        return "Sans adresse électronique, l’invitation ne peut pas partir."
    return refus_de_revoquer_l_invitation(acces, invitation)


def refus_d_inviter(acces: Acces, personne: Personne) -> str | None:
    """Invite (again) a person who is recorded and has no account."""
    if personne.retiree_le is not None:
        return f"Les données de cette personne ont été effacées le {date_longue(personne.retiree_le)}."
    if personne.compte_id is not None:
        return f"{personne} a déjà un compte."
    if not personne.courriel:
        return "Sans adresse électronique, l’invitation ne peut pas partir."
    if any(acces.roles.values()) and refus_de_gerer_les_organisations(acces) is None:
        return None
    if acces.administrateur:
        return refus_d_administrer(acces)
    return refus_de_coordonner(acces, "Seules la coordination et les personnes qui animent un chantier invitent.")


def peut_recevoir_une_cle(personne: Personne) -> bool:
    """Whether inviting her again has a sense: she has no account, and her data were not erased."""
    return personne.compte_id is None and personne.retiree_le is None


def refus_d_accepter(invitation: Invitation | None) -> str | None:
    """Why this invitation opens no account, or None; each sentence says what to do."""
    if invitation is None:
        return "Ce lien n’est pas celui d’une invitation. Ouvrez-le depuis le courriel reçu, en entier."
    if invitation.personne.retiree_le is not None:
        return "Cette invitation n’est plus valable : les données de la personne invitée ont été effacées."
    demander = "demandez à la personne qui vous a invité·e de vous en envoyer une nouvelle."
    phrases = {
        Invitation.Etat.UTILISEE: "Cette invitation a déjà servi : votre compte existe, connectez-vous.",
        Invitation.Etat.REVOQUEE: f"Cette invitation n’est plus valable : {demander}",
        Invitation.Etat.EXPIREE: f"Cette invitation a expiré le {date_longue(invitation.expire_le)} : {demander}",
    }
    return phrases.get(invitation.etat)


# Accounts -------------------------------------------------------------------------------------------------------------


def refus_de_donner_l_administration(acces: Acces, compte: Compte) -> str | None:
    if compte.is_superuser:
        return "Cette personne a déjà l’administration."
    if not compte.is_active:
        return "Ce compte est désactivé : réactivez-le d’abord."
    return refus_d_administrer(acces)


def refus_de_retirer_l_administration(acces: Acces, compte: Compte, personne: Personne) -> str | None:
    if not compte.is_superuser:
        return "Cette personne n’a pas l’administration."
    if acces.personne_id == personne.pk:
        return "On ne se retire pas l’administration : demandez-le à une autre personne qui l’a."
    return refus_d_administrer(acces)


def refus_de_desactiver_le_compte(acces: Acces, compte: Compte, personne: Personne) -> str | None:
    if not compte.is_active:
        return "Ce compte est déjà désactivé."
    if acces.personne_id == personne.pk:
        return "On ne désactive pas son propre compte."
    return refus_d_administrer(acces)


def refus_de_reactiver_le_compte(acces: Acces, compte: Compte) -> str | None:
    if compte.is_active:
        return "Ce compte est déjà actif."
    return refus_d_administrer(acces)
