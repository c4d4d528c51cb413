"""Wiring of the chantiers."""

from django.apps import AppConfig


class ChantiersConfig(AppConfig):
    """Chantiers, members of a chantier, roadmaps."""

    name = "chantiers"
    verbose_name = "Chantiers"

    def ready(self) -> None:
        # Models exist only now: the framework's own exception to « no import inside a function ».
        from chantiers import actions, effacement, permissions, retrait, verbes  # noqa: F401
        from chantiers.lecture import noms, roles
        from chantiers.models import Adhesion, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
        from historique import prises as journal
        from historique import registre
        from membres import acces
        from membres import prises as membres

        acces.sources.append(roles.roles_de)
        membres.perimetres.append(roles.perimetres)
        journal.portees.append(noms.portees)
        journal.verrouiller.append(retrait.verrouiller)
        journal.pages_datees |= {"chantiers:chantier", "chantiers:feuille_de_route", "chantiers:membres"}
        registre.nommer_par(FeuilleDeRoute, noms.nommer_les_feuilles)
        registre.nommer_par(Adhesion, noms.nommer_les_adhesions)
        restauration = registre.Restauration(permissions.refus_de_modifier, actions.restaurer)
        for modele in (FeuilleDeRoute, Objectif, Etape, Livrable, Moyen):
            registre.restaurer_par(modele, restauration)
        membres.verrous.append(effacement.verrouiller)
        membres.effacer.append(effacement.effacer)
        membres.bilans.append(effacement.bilan)
        membres.donnees.append(effacement.donnees)
