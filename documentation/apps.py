"""Wiring of reports and pages."""

from django.apps import AppConfig


class DocumentationConfig(AppConfig):
    """Reports, and the pages that explain the platform."""

    name = "documentation"
    verbose_name = "Documentation"

    def ready(self) -> None:
        from budget import prises as budget
        from documentation import effacement, refonte, verbes  # noqa: F401
        from documentation.lecture.noms import nommer_le_fichier, nommer_les_rapports
        from documentation.liens import suites_d_un_budget
        from documentation.models import Rapport
        from documentation.permissions import refus_de_telecharger
        from documentation.retrait import instantanes_des_rapports, tous_les_instantanes
        from fichiers.reponses import permissions
        from historique import prises as journal
        from historique.registre import nommer_sans_suivre
        from membres import prises as membres

        budget.suites.append(suites_d_un_budget)
        nommer_sans_suivre(Rapport, "rapport", nommer_les_rapports)
        permissions["rapport"] = refus_de_telecharger
        membres.effacer.append(effacement.effacer)
        membres.bilans.append(effacement.bilan)
        membres.donnees.append(effacement.donnees)
        membres.conservations.append(effacement.SIGNALEMENTS)
        membres.effacer.append(refonte.apres_un_effacement)
        membres.conservations.append(refonte.FICHIERS)
        membres.apres_un_changement_de_nom.append(refonte.apres_un_changement_de_nom)
        journal.instantanes.append(instantanes_des_rapports)
        journal.instantanes_figes.append(tous_les_instantanes)
        journal.apres_un_retrait.append(refonte.apres_un_retrait)
        journal.fichiers_connus.append(nommer_le_fichier)
