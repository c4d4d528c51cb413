"""What names a request, and whether what was made for it may still be shown to everybody."""

from typing import Any

from django.db.models import QuerySet

from chantiers.lecture import FeuilleLue, depuis_instantane, instantane
from documentation.lecture.contenu import LECTEURS
from documentation.models import Rapport
from historique.canonique import canonique, empreinte
from membres.models import Organisation, Personne
from pilotage.models import Position


def cle_de(rapport: Rapport, lues: tuple[FeuilleLue, ...]) -> str:
    """What names this request: its parameters, and the versions of all that it prints. No text, no name is in it."""
    etapes = [etape for feuille in lues for etape in feuille.etapes]
    donnees_par = Position.objects.filter(pk__in=rapport.positions).values_list("donnee_par", flat=True)
    personnes = {etape.responsable_id for etape in etapes if etape.responsable_id} | set(donnees_par)
    organisations = {etape.organisation_id for etape in etapes if etape.organisation_id}
    return empreinte(
        canonique(
            {
                "nature": rapport.nature,
                "chantier": rapport.chantier_id,
                "version": rapport.version_id,
                "decision": rapport.decision_id,
                "audience": rapport.audience,
                "positions": rapport.positions,
                "contenu": instantane(lues, jour=rapport.jour, sequence=0, engager=lambda texte: ""),
                "personnes": _versions(Personne.objects.filter(pk__in=personnes)),
                "organisations": _versions(Organisation.objects.filter(pk__in=organisations)),
            }
        )
    )


def _versions(objets: QuerySet[Any]) -> list[list[Any]]:
    return [list(ligne) for ligne in objets.order_by("pk").values_list("pk", "version")]


def est_a_refaire(rapport: Rapport) -> bool:
    """Whether someone named in a report for everybody has changed since: she may have withdrawn her name."""
    if rapport.audience != Rapport.Audience.PUBLIQUE:
        return False
    feuilles = depuis_instantane(rapport.instantane, LECTEURS[rapport.audience]).feuilles
    imprimees = tuple(f for f in feuilles if rapport.chantier_id in {None, f.chantier.id})
    return cle_de(rapport, imprimees) != rapport.cle
