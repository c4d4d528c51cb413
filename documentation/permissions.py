"""Rights over reports; each function returns the reason for refusal, or None."""

from budget.models import Exercice
from budget.permissions import refus_de_lire_les_financements
from documentation.models import Rapport
from fichiers.models import Fichier
from membres.acces import Acces
from membres.permissions import refus_de_coordonner
from pilotage.models import Version

RESERVE_AUX_MEMBRES = "Les rapports sont demandés par les membres des chantiers et du comité."


def refus_d_exporter(acces: Acces, *, audience: str, version: Version | None) -> str | None:
    """Any member exports what she reads; the coordination alone makes a report for everybody."""
    if not acces.membre:
        return RESERVE_AUX_MEMBRES
    if audience != Rapport.Audience.PUBLIQUE:
        return None
    if version is None or not hasattr(version, "decision"):
        return "Un rapport pour tout le monde porte sur une version adoptée : un projet est lu par les membres."
    return refus_de_coordonner(acces, "Seule la coordination fait un rapport pour tout le monde.")


def refus_de_nature(acces: Acces, *, nature: str, exercice: Exercice | None, version: Version | None) -> str | None:
    """Why this report cannot be made of this version, or is not for her to ask; the version has its proposition."""
    if nature == Rapport.Nature.FINANCEUR:
        if version is not None:
            return "Un rapport à un financeur dit où en sont ses fonds : choisissez les données d’aujourd’hui."
        return refus_de_lire_les_financements(acces)
    if version is None:
        return None
    sien = version.proposition.exercice
    if exercice is None and sien is not None:
        return f"La version {version.etiquette} est celle du budget {sien.annee} : choisissez ce budget."
    if exercice is not None and sien is None:
        return "Cette version est celle d’une feuille de route : choisissez une version de ce budget."
    if exercice is not None and sien is not None and sien.pk != exercice.pk:
        return f"La version {version.etiquette} est celle du budget {sien.annee}, pas {exercice.annee}."
    return None


def refus_de_reprendre(acces: Acces, rapport: Rapport, *, a_refaire: bool = False) -> str | None:
    """`a_refaire`: whether its file is held back, for it names someone who has changed since."""
    if not (rapport.a_reprendre or a_refaire):
        return "Ce rapport est prêt." if rapport.pret else "La fabrication de ce rapport est déjà en cours."
    if not acces.membre:
        return RESERVE_AUX_MEMBRES
    return None


def refus_de_telecharger(acces: Acces, fichier: Fichier) -> str | None:
    """Why this person may have none of the reports that hold this file."""
    if Rapport.objects.visibles_par(acces).filter(fichier=fichier).exists():
        return None
    return "Ce rapport n’est pas public."
