"""What has become of a proposition since the day that is read, in words."""

from historique.differences import Devenir, Etats, devenirs
from historique.mots import date_longue
from pilotage.lecture.proposition import InterventionLue, PropositionLue
from pilotage.lecture.tableau import Tableau


def depuis(alors: PropositionLue, aujourdhui: PropositionLue) -> tuple[Devenir, ...]:
    """Who does not read the whole of both knows its step, how many chantiers have answered, and the decision."""
    return devenirs(_etats(alors, entiere=alors.complete), _etats(aujourdhui, entiere=alors.complete))


def _etats(lue: PropositionLue, *, entiere: bool) -> Etats:
    etats = {"etape": ("Étape", str(lue.proposition.get_etape_display()))}
    if entiere:
        etats |= _mots(lue) | _positions(lue.tableau) | _dits(lue)
    elif lue.comptants:
        etats["repondu"] = ("Chantiers qui ont répondu", f"{lue.repondu} sur {lue.comptants}")
    if lue.decision:
        etats["decision"] = ("Décision", lue.decision.numero)
    return etats


def _mots(lue: PropositionLue) -> dict[str, tuple[str, str]]:
    """What is proposed, by whom, until when."""
    proposition = lue.proposition
    mots = {
        "titre": ("Titre", proposition.titre),
        "pourquoi": ("Pourquoi", proposition.pourquoi),
        "texte": ("Texte proposé", proposition.texte),
        "portee_par": ("Portée par", lue.portee_par),
        "facilitee_par": ("Facilitée par", lue.facilitee_par),
        "version": ("Version ouverte", lue.version.etiquette if lue.version else ""),
        "echeance": ("Échéance", date_longue(proposition.echeance) if proposition.echeance else ""),
        "revue_le": ("À revoir le", date_longue(proposition.revue_le) if proposition.revue_le else ""),
    }
    return {cle: (nom, valeur) for cle, (nom, valeur) in mots.items() if valeur}


def _positions(tableau: Tableau | None) -> dict[str, tuple[str, str]]:
    """What each chantier that counts says, and of which version."""
    if tableau is None:
        return {}
    return {
        f"chantier-{ligne.chantier.numero}": (
            f"Position du chantier {ligne.chantier.numero}",
            f"{ligne.position.libelle}, version {ligne.position.etiquette}" if ligne.position else "Position attendue",
        )
        for ligne in tableau.lignes
    }


def _dits(lue: PropositionLue) -> dict[str, tuple[str, str]]:
    """How much has been asked, answered and said."""
    reponses = [reponse for question in lue.questions for reponse in question.reponses]
    nombres: dict[str, tuple[str, list[InterventionLue] | tuple[InterventionLue, ...]]] = {
        "questions": ("Questions", lue.questions),
        "reponses": ("Réponses", reponses),
        "reactions": ("Réactions", lue.reactions),
    }
    return {cle: (nom, str(len(dites))) for cle, (nom, dites) in nombres.items() if dites}
