"""Wiring of the comité and its decisions."""

from django.apps import AppConfig


class PilotageConfig(AppConfig):
    """The comité de pilotage, the global roadmap, consent."""

    name = "pilotage"
    verbose_name = "Pilotage"

    def ready(self) -> None:
        # Models exist only now: the framework's own exception to « no import inside a function ».
        from budget import prises as budget
        from chantiers import prises as chantiers
        from historique import prises as journal
        from membres import acces, prises
        from pilotage import courriels, effacement, gardes, liens, retrait, verbes  # noqa: F401
        from pilotage.lecture import budgets, comite, decisions, globale, reperes

        gardes.declarer()
        acces.sources.append(comite.sieges_de)
        prises.perimetres.append(comite.perimetres)
        chantiers.feuilles_adoptees.append(globale.feuilles_adoptees)
        budget.budgets_adoptes.append(budgets.budgets_adoptes)
        budget.decisions.append(decisions.decisions_connues)
        budget.suites.append(liens.suites_d_un_budget)
        journal.instantanes.append(retrait.versions_figees)
        journal.instantanes_figes.append(retrait.toutes_les_versions)
        journal.verrouiller.append(retrait.verrouiller)
        journal.figes.append(retrait.est_fige)
        journal.reperes.append(reperes.derniere_adoption)
        journal.pages_datees |= {"pilotage:feuille_de_route", "pilotage:proposition", "pilotage:comite"}
        prises.coordination.append(effacement.coordination)
        prises.verrous.append(effacement.verrouiller)
        prises.refus_d_effacer.append(effacement.refus)
        prises.effacer.append(effacement.effacer)
        prises.bilans.append(effacement.bilan)
        prises.donnees.append(effacement.donnees)
