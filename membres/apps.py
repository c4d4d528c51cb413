"""Wiring of accounts and people."""

from django.apps import AppConfig


class MembresConfig(AppConfig):
    """People, organisations, accounts, and what each person may do."""

    name = "membres"
    verbose_name = "Membres"

    def ready(self) -> None:
        # Models exist only now: the framework's own exception to « no import inside a function ».
        from historique import prises as prises_du_journal
        from historique import registre
        from membres import actions, conservation, courriels, noms, permissions, prises, traces, verbes  # noqa: F401
        from membres.demandes import Fondement
        from membres.models import Personne

        registre.nommer_par(Personne, noms.nommer)
        prises_du_journal.types_des_auteurs.append(Personne._meta.label_lower)
        prises_du_journal.personnes.append(noms.choix_de_personnes)
        prises_du_journal.refus_de_retirer.append(permissions.refus_de_retirer_un_passage)
        prises_du_journal.apres_un_retrait.append(traces.oublier_les_fichiers_de_courriel)
        prises_du_journal.effacer_de_nouveau.append(actions.effacer_de_nouveau)
        prises_du_journal.faits |= {
            "fondement": ("Fondement", Fondement.en_mots),
            "numero": ("Numéro de la personne retirée", str),
        }
        prises.conservations.extend(conservation.CONSERVATIONS)
