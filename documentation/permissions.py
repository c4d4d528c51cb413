"""Rights over reports; each function returns the reason for refusal, or None."""

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
