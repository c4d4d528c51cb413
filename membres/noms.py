"""How people are named: in full between members, in public only if they agreed."""

from collections.abc import Collection, Iterable
from uuid import UUID

from membres import prises
from membres.acces import Acces
from membres.lecture import cle_de_tri
from membres.models import Personne

INCONNUE = "une personne"


def nommer(ids: Iterable[UUID | None], acces: Acces) -> dict[UUID, str]:
    """The name of each person of `ids` as this reader may know it: one query, and one per socket for those masked.

    « Prénom Nom », else « un·e membre du chantier 2 », else « une personne ».
    """
    voulus = {un for un in ids if un is not None}
    if not voulus:
        return {}
    noms = dict.fromkeys(voulus, INCONNUE)
    masquees = []
    for personne in Personne.objects.filter(pk__in=voulus):
        if se_nomme(personne, acces):
            noms[personne.pk] = str(personne)
        else:
            masquees.append(personne.pk)
    return noms | _perimetres(masquees, acces)


def choix_de_personnes(acces: Acces) -> list[tuple[UUID, str]]:
    """Everyone this reader may name, in alphabetical order, in one query."""
    personnes = Personne.objects.all() if _entre_membres(acces) else Personne.objects.filter(nom_public=True)
    choix = [(personne.pk, str(personne)) for personne in personnes]
    return sorted(choix, key=lambda choisie: cle_de_tri(choisie[1]))


def se_nomme(personne: Personne, acces: Acces) -> bool:
    """Whether this reader may see the name: members see all names, the public those of people who agreed.

    « Membre retiré·e n° 3 » is nobody's name: it signs what stays, for everybody.
    """
    anonyme = personne.retiree_le is not None
    return anonyme or _entre_membres(acces) or personne.nom_public or personne.pk == acces.personne_id


def _entre_membres(acces: Acces) -> bool:
    return acces.membre or acces.administrateur


def _perimetres(ids: Collection[UUID], acces: Acces) -> dict[UUID, str]:
    """« un·e membre du chantier 2 » for the people that an upper app can place; the first socket that answers wins."""
    phrases: dict[UUID, str] = {}
    for prise in prises.perimetres:
        restants = [un for un in ids if un not in phrases]
        if restants:
            phrases |= {un: f"un·e membre {mots}" for un, mots in prise(restants, acces).items()}
    return phrases
