"""What an erasure would take away and what it would leave, in sentences, for whoever asks for it or confirms it."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from historique.models import Acte
from historique.mots import enumerer
from membres import prises
from membres.models import Courriel, Invitation, Personne

NOM_RETIRE = "Membre retiré·e n° …"


def combien(nombre: int, un: str, plusieurs: str) -> str:
    """« 1 session ouverte », « 3 sessions ouvertes »."""
    return f"{nombre} {un if nombre < 2 else plusieurs}"


def bilan_de(personne: Personne) -> prises.Bilan:
    """Of all the rooms, this one first; a fixed number of queries."""
    part, reste = _part(personne), _reste(personne)
    for prise in prises.bilans:
        sien = prise(personne)
        part += sien.part
        reste += sien.reste
    return prises.Bilan(part, reste)


def _part(personne: Personne) -> list[str]:
    part = ["Prénom, nom et adresse électronique, présents et passés : des pages, du journal et de ses exports."]
    if personne.compte_id is not None:
        facteurs = Authenticator.objects.filter(user=personne.compte_id).count()
        sessions = UserSession.objects.filter(user=personne.compte_id).count()
        details = [combien(facteurs, "second facteur", "seconds facteurs")] if facteurs else []
        details += [combien(sessions, "session ouverte", "sessions ouvertes")] if sessions else []
        avec = f", avec {enumerer(details)}" if details else ""
        part.append(f"Le compte{avec} : plus rien ne permettra d’entrer.")
    if personne.rattachements.exists():
        part.append("Les fonctions dans les organisations ; les rattachements en cours finissent aujourd’hui.")
    if Invitation.objects.filter(personne=personne).exists():
        part.append("L’adresse gardée par les invitations, dont le lien ne sert plus.")
    if courriels := Courriel.objects.filter(destinataire=personne).count():
        part.append(f"La trace de {combien(courriels, 'courriel reçu', 'courriels reçus')} de la plateforme.")
    return part


def _reste(personne: Personne) -> list[str]:
    reste = ["Les dates des rôles : la composition passée des chantiers et du comité se lit toujours."]
    if inscriptions := Acte.objects.filter(auteur_id=personne.pk).count():
        signees = combien(inscriptions, "inscription au journal, signée", "inscriptions au journal, signées")
        reste.append(f"{signees} « {NOM_RETIRE} », avec leurs motifs.")
    return reste
