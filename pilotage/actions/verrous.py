"""Locks of the comité's acts, in this order: roadmaps by key, exercice, proposition, series, head of the journal."""

from typing import Any
from uuid import UUID

from budget.actions.verrous import verrouiller_l_exercice
from chantiers.models import Chantier, FeuilleDeRoute
from historique.refus import ActionRefusee
from membres.acces import Acces
from pilotage.lecture.tableau import Tableau, lire_tableau
from pilotage.models import Proposition, Siege


def verrouiller_les_feuilles() -> list[FeuilleDeRoute]:
    """The roadmaps in progress, locked: no item of theirs changes while a version is frozen."""
    return list(
        FeuilleDeRoute.objects.select_for_update(of=("self",)).filter(etat=FeuilleDeRoute.Etat.EN_COURS).order_by("pk")
    )


def verrouiller(proposition: Proposition) -> Proposition:
    """The proposition as it is now, locked until the end of the act."""
    return Proposition.objects.select_for_update(of=("self",)).get(pk=proposition.pk)


def verrouiller_ce_qui_se_fige(proposition: Proposition) -> Proposition:
    """The proposition, after what a version of it would freeze: nothing of it changes until the end of the act.

    A budget names the étapes that need it: the roadmaps are locked with it. Raises ActionRefusee.
    """
    lue = Proposition.objects.get(pk=proposition.pk)
    if not lue.fige_un_texte:
        verrouiller_les_feuilles()
    if lue.exercice_id is not None:
        verrouiller_l_exercice(lue.exercice_id)
    verrouillee = verrouiller(lue)
    if verrouillee.exercice_id != lue.exercice_id:
        raise ActionRefusee("Le brouillon a changé d’exercice entre-temps : relisez-le, puis recommencez.")
    return verrouillee


def tableau_verrouille(proposition: Proposition, par: Acces) -> Tableau:
    """The board of the open version under the lock of its proposition; raises ActionRefusee before it opens."""
    tableau = lire_tableau(verrouiller(proposition), par)
    if tableau is None:
        raise ActionRefusee("La consultation n’est pas encore ouverte.")
    return tableau


def verrouiller_la_coordination() -> None:
    """The sièges of the coordination: who leaves it sees whether somebody is left."""
    sieges: Any = Siege.objects.actives()  # type: ignore[attr-defined]
    list(sieges.select_for_update(of=("self",)).filter(fonction=Siege.Fonction.COORDINATION).order_by("pk"))


def interchantier() -> UUID | None:
    """The scope of what concerns all the chantiers."""
    return Chantier.objects.filter(nature=Chantier.Nature.INTERCHANTIER).values_list("pk", flat=True).first()


def signataire(par: Acces) -> UUID:
    """The person who signs the act; `consigner` has already refused whoever is nobody."""
    if par.personne_id is None:
        raise ActionRefusee("Connectez-vous pour agir : chaque changement est signé.")
    return par.personne_id
