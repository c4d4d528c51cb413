"""Locks of the comité's acts, always in this order: roadmaps by key, proposition, series, head of the journal."""

from typing import Any
from uuid import UUID

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
