"""Wiring of reports and pages."""

from django.apps import AppConfig


class DocumentationConfig(AppConfig):
    """Reports, and the pages that explain the platform."""

    name = "documentation"
    verbose_name = "Documentation"

    def ready(self) -> None:
        from documentation import effacement, verbes  # noqa: F401
        from documentation.lecture.noms import nommer_les_rapports
        from documentation.models import Rapport
        from documentation.permissions import refus_de_telecharger
        from fichiers.reponses import permissions
        from historique.registre import nommer_sans_suivre
        from membres import prises as membres

        nommer_sans_suivre(Rapport, "rapport", nommer_les_rapports)
        permissions["rapport"] = refus_de_telecharger
        membres.effacer.append(effacement.effacer)
        membres.bilans.append(effacement.bilan)
        membres.donnees.append(effacement.donnees)
        membres.conservations.append(effacement.SIGNALEMENTS)
