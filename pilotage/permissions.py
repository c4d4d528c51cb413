"""Rights over the comité and its propositions; each function returns the reason for refusal, or None. None queries."""

from datetime import date
from uuid import UUID

from historique.horloge import aujourd_hui
from historique.mots import date_longue
from membres.acces import Acces
from membres.permissions import refus_de_coordonner, refus_sans_second_facteur
from pilotage.lecture.conditions import obstacle_a_l_adoption, parle_pour, refus_de_position
from pilotage.lecture.tableau import Tableau
from pilotage.models import Proposition, Version, etape_suivante

Etape = Proposition.Etape
RESERVE_AUX_MEMBRES = "La discussion est ouverte aux membres des chantiers et du comité."


# The comité -----------------------------------------------------------------------------------------------------------


def refus_de_composer_le_comite(acces: Acces) -> str | None:
    return refus_de_coordonner(acces, "La composition du comité est tenue par la coordination.")


# Writing a proposition ------------------------------------------------------------------------------------------------


def refus_de_proposer(acces: Acces) -> str | None:
    if not acces.comite:
        return "Une proposition est portée par une personne du comité de pilotage."
    return None


def _mene(acces: Acces, *personnes: UUID) -> bool:
    return acces.coordination or (acces.personne_id is not None and acces.personne_id in personnes)


def _refus_de_mener(acces: Acces, phrase: str, *personnes: UUID) -> str | None:
    """Her own proposition asks nothing more; the coordination gives its second factor first."""
    if not _mene(acces, *personnes):
        return phrase
    return None if acces.personne_id in personnes else refus_sans_second_facteur(acces)


def refus_d_amender(acces: Acces, proposition: Proposition) -> str | None:
    if proposition.etape != Etape.BROUILLON:
        return "La consultation est ouverte : le texte est figé. Une bonification fait une nouvelle version."
    return _refus_de_mener(
        acces,
        "Un brouillon est modifié par la personne qui le porte, par celle qui facilite, ou par la coordination.",
        proposition.portee_par_id,
        proposition.facilitee_par_id,
    )


def refus_d_ouvrir(acces: Acces, proposition: Proposition) -> str | None:
    if refus := refus_de_coordonner(acces, "Seule la coordination ouvre une consultation."):
        return refus
    if proposition.etape != Etape.BROUILLON:
        return "Cette consultation est déjà ouverte."
    if proposition.echeance is None:
        return "Fixez d’abord l’échéance de la consultation."
    if proposition.echeance < aujourd_hui():
        return f"L’échéance ({date_longue(proposition.echeance)}) est passée : fixez-en une nouvelle."
    if proposition.fige_un_texte and not proposition.texte.strip():
        return "Écrivez d’abord le texte proposé : c’est lui qui sera figé."
    return None


# Leading it from step to step -----------------------------------------------------------------------------------------


def _refus_de_faciliter(acces: Acces, proposition: Proposition) -> str | None:
    return _refus_de_mener(
        acces, "C’est à la personne qui facilite, ou à la coordination, de le faire.", proposition.facilitee_par_id
    )


def refus_d_avancer(acces: Acces, proposition: Proposition) -> str | None:
    if etape_suivante(proposition) is None:
        return f"On ne passe pas à une autre étape depuis « {proposition.get_etape_display()} »."
    return _refus_de_faciliter(acces, proposition)


def refus_de_retirer(acces: Acces, proposition: Proposition) -> str | None:
    if proposition.finie:
        return f"Cette proposition est close depuis le {date_longue(proposition.close_le)}."  # type: ignore[arg-type]
    return _refus_de_mener(
        acces,
        "Une proposition est retirée par la personne qui la porte, ou par la coordination.",
        proposition.portee_par_id,
    )


def refus_de_renvoyer(acces: Acces, proposition: Proposition) -> str | None:
    if proposition.etape != Etape.OBJECTIONS:
        return "Seule une proposition à l’étape « Consentement » est renvoyée à une rencontre."
    return _refus_de_faciliter(acces, proposition)


def refus_de_reprendre(acces: Acces, proposition: Proposition) -> str | None:
    if proposition.etape != Etape.RENVOYEE:
        return "Cette proposition n’est pas renvoyée à une rencontre."
    return _refus_avant_la_rencontre(proposition) or _refus_de_faciliter(acces, proposition)


def _refus_avant_la_rencontre(proposition: Proposition) -> str | None:
    if proposition.rencontre_le is not None and proposition.rencontre_le > aujourd_hui():
        return f"La rencontre a lieu le {date_longue(proposition.rencontre_le)} : la consultation reprend après elle."
    return None


def refus_d_echeance(echeance: date | None) -> str | None:
    """Why this deadline would leave no time to answer."""
    if echeance is None:
        return "Fixez l’échéance de la consultation."
    if echeance < aujourd_hui():
        return f"L’échéance ({date_longue(echeance)}) est déjà passée : choisissez une date à venir."
    return None


# Discussing it --------------------------------------------------------------------------------------------------------


def refus_de_questionner(acces: Acces, proposition: Proposition) -> str | None:
    """Asking and answering: members, during clarification."""
    if not acces.membre:
        return RESERVE_AUX_MEMBRES
    if proposition.etape != Etape.CLARIFICATION:
        return "Les questions et leurs réponses ont leur étape, la clarification : elle n’est pas ouverte."
    return None


def refus_de_reagir(acces: Acces, proposition: Proposition) -> str | None:
    if not acces.membre:
        return RESERVE_AUX_MEMBRES
    reunies = proposition.mode_leger and proposition.etape == Etape.CLARIFICATION
    if proposition.etape != Etape.REACTIONS and not reunies:
        return "Les réactions ont leur étape : elle n’est pas ouverte."
    return None


# Positions ------------------------------------------------------------------------------------------------------------


def refus_de_donner_la_position(acces: Acces, tableau: Tableau, chantier_id: UUID) -> str | None:
    if refus := refus_de_position(tableau.proposition):
        return refus
    ligne = tableau.ligne(chantier_id)
    if ligne is None:
        return "Ce chantier ne compte pas dans cette consultation : la liste a été fixée à son ouverture."
    if parle_pour(acces, ligne) or "secretariat" in acces.sieges:
        return None
    if acces.coordination:
        return refus_sans_second_facteur(acces)
    if acces.a_un_role(chantier_id, "animateur"):
        return f"La position du chantier {ligne.chantier.numero} est donnée par sa personne référente."
    return (
        f"La position du chantier {ligne.chantier.numero} est donnée par sa personne référente, "
        "ou consignée pour elle par le secrétariat de séance."
    )


def refus_de_bonifier(acces: Acces, proposition: Proposition) -> str | None:
    if proposition.etape not in {Etape.OBJECTIONS, Etape.RENVOYEE}:
        return "Une bonification se propose à l’étape « Consentement », ou après une rencontre."
    if proposition.etape == Etape.RENVOYEE and (refus := _refus_avant_la_rencontre(proposition)):
        return refus
    return _refus_de_mener(
        acces,
        "Une bonification est proposée par la personne qui porte, par celle qui facilite, ou par la coordination.",
        proposition.portee_par_id,
        proposition.facilitee_par_id,
    )


def refus_de_refuser_la_minorite(acces: Acces, tableau: Tableau) -> str | None:
    if refus := refus_de_position(tableau.proposition):
        return refus
    if not tableau.version.mineure:
        return f"La version {tableau.version.etiquette} n’est pas mineure : chaque chantier est déjà interrogé."
    if tableau.minorite_refusee:
        return "Ce refus est déjà inscrit : chaque chantier est de nouveau interrogé."
    if not any(parle_pour(acces, ligne) for ligne in tableau.lignes):
        return "C’est aux personnes référentes de dire qu’une version change le fond."
    return None


def refus_de_relancer(acces: Acces, tableau: Tableau) -> str | None:
    if refus := refus_de_position(tableau.proposition):
        return refus
    if not tableau.manquantes:
        return "Tous les chantiers ont répondu : il n’y a personne à relancer."
    return _refus_de_faciliter(acces, tableau.proposition)


# Adoption -------------------------------------------------------------------------------------------------------------


def refus_de_constater_l_adoption(acces: Acces, tableau: Tableau) -> str | None:
    """Why this person may not record the adoption of the open version, or None."""
    if obstacle := obstacle_a_l_adoption(tableau):
        return obstacle
    return refus_de_coordonner(acces, "Seule la coordination constate une adoption.")


def refus_de_version_perimee(tableau: Tableau, version_vue: UUID) -> str | None:
    """Why a form written for another version than the open one is not taken as if it were for this one."""
    if version_vue == tableau.version.pk:
        return None
    return (
        f"La version {tableau.version.etiquette} a remplacé celle que vous lisiez. Votre texte est conservé : "
        "lisez ce qui change, puis donnez la position."
    )


def refus_de_version_inconnue(version: Version | None) -> str | None:
    return "La consultation n’est pas encore ouverte." if version is None else None
