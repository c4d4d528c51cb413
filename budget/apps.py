"""Wiring of the budget."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Needs, valued contributions, funding and use (charter: « en toute transparence »)."""

    name = "budget"
    verbose_name = "Budget"

    def ready(self) -> None:
        # Models exist only now: the framework's own exception to « no import inside a function ».
        from budget import courriels, effacement, gardes, onglets, permissions, rappels, retrait, verbes  # noqa: F401
        from budget.actions import actions_menees, besoins, contributions, depenses
        from budget.actions.restaurations import RESTAURATIONS
        from budget.lecture import liens, organisations, usage
        from budget.models import Action, Contribution, Depense, Ligne
        from chantiers import prises as chantiers
        from fichiers.reponses import permissions as fichiers
        from historique import prises as journal
        from historique import registre
        from membres import prises as membres

        gardes.declarer()
        journal.verrouiller.append(retrait.verrouiller)
        membres.bilans.append(effacement.bilan)
        membres.donnees.append(effacement.donnees)
        membres.conservations.append(effacement.JUSTIFICATIFS)
        refus_ligne, refus_action = permissions.refus_de_modifier_une_ligne, permissions.refus_de_modifier_une_action
        registre.restaurer_par(Ligne, registre.Restauration(refus_ligne, besoins.restaurer))
        registre.restaurer_par(Action, registre.Restauration(refus_action, actions_menees.restaurer))
        chantiers.onglets.append(onglets.onglets)
        journal.pages_datees |= {f"budget:{page}" for page in ("budget", "chantier", "poste", "action", "ligne")}
        chantiers.lignes_du_budget.append(liens.lignes_du_budget)
        refus = permissions.refus_de_modifier_une_contribution
        registre.restaurer_par(Contribution, registre.Restauration(refus, contributions.restaurer))
        refus_d_une_depense = permissions.refus_de_modifier_une_depense
        registre.restaurer_par(Depense, registre.Restauration(refus_d_une_depense, depenses.restaurer_une_depense))
        fichiers["justificatif"] = usage.refus_de_servir
        journal.fichiers_connus.append(usage.nommer_le_justificatif)
        journal.champs_reserves["budget.financement", "note"] = organisations.notes_reservees
        for modele, restauration in RESTAURATIONS.items():
            registre.restaurer_par(modele, restauration)
        membres.taches_quotidiennes.append(("Rappels des échéances de financement", rappels.rappeler_les_echeances))
