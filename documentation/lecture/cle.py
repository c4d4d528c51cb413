"""What names a request, what its file names, and whether that file still says what is true."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from budget.lecture.instantane import ORGANISATIONS
from documentation.lecture.contenu import LECTEURS
from documentation.lecture.matiere import Matiere, figee, texte_de
from documentation.models import Rapport
from historique.canonique import canonique, empreinte, lire
from historique.registre import declaration_de
from membres.models import Organisation, Personne
from pilotage.models import Position


def cle_de(rapport: Rapport, matiere: Matiere) -> str:
    """What names this request: its parameters, and the versions of what it prints. No text is in it."""
    parametres = {
        "nature": rapport.nature,
        "chantier": rapport.chantier_id,
        "version": rapport.version_id,
        "decision": rapport.decision_id,
        "audience": rapport.audience,
        "positions": rapport.positions,
        "contenu": texte_de(matiere, jour=rapport.jour, sequence=0, engager=lambda texte: ""),
    }
    du_budget = {"exercice": rapport.exercice_id, "financement": rapport.financement_id, "decisions": rapport.decisions}
    # A report of roadmaps keeps the key that it had before there were others.
    return empreinte(canonique(parametres | {nom: valeur for nom, valeur in du_budget.items() if valeur}))


def imprime_de(rapport: Rapport) -> str:
    """The keys of what a file made now would name, with the versions of people and organisations. No name is in it."""
    matiere = figee(rapport, LECTEURS[rapport.audience])
    etapes = [etape for feuille in matiere.feuilles for etape in feuille.etapes]
    donnees_par = Position.objects.filter(pk__in=rapport.positions).values_list("donnee_par", flat=True)
    personnes = {etape.responsable_id for etape in etapes if etape.responsable_id} | set(donnees_par)
    organisations = {etape.organisation_id for etape in etapes if etape.organisation_id} | _du_budget(matiere)
    return canonique(
        {
            "personnes": _versions(Personne.objects.filter(pk__in=personnes)),
            "organisations": _versions(Organisation.objects.filter(pk__in=organisations)),
            "positions": rapport.positions,
            "decision": rapport.decision_id,
            "decisions": rapport.decisions,
        }
    )


def _du_budget(matiere: Matiere) -> set[UUID]:
    """The organisations that its budget names: givers, funders, carriers, and those money is passed on to."""
    if matiere.budget is None:
        return set()
    pieces = (*matiere.budget.lignes, *matiere.budget.contributions, *matiere.budget.financements)
    cles = {getattr(piece, cle, None) for piece in pieces for cle in ORGANISATIONS.values()}
    return {cle for cle in cles if cle is not None}


def _versions(objets: QuerySet[Any]) -> dict[str, int]:
    return {str(pk): version for pk, version in objets.values_list("pk", "version")}


def est_a_refaire(rapport: Rapport) -> bool:
    """Whether a name that the file prints has changed since, or may no longer be shown to its readers.

    A file for everybody of which nothing says whom it names is held back; those of before, for members, are not.
    """
    publique = rapport.audience == Rapport.Audience.PUBLIQUE
    if not rapport.imprime:
        return publique
    nommes = lire(rapport.imprime)
    champs = ("prenom", "nom", "nom_public") if publique else ("prenom", "nom")
    return _ont_change(Personne, nommes["personnes"], champs) or _ont_change(
        Organisation, nommes["organisations"], ("nom",)
    )


def _ont_change(modele: type[Any], versions: Mapping[str, int], champs: Iterable[str]) -> bool:
    """Whether one of these objects is called otherwise than at that version: one query, one more if it differs."""
    for objet in modele.objects.filter(pk__in=list(versions)):
        if objet.version == versions[str(objet.pk)]:
            continue
        passe = declaration_de(modele).historique._default_manager.get(id=objet.pk, version=versions[str(objet.pk)])
        if _nom(passe, champs) != _nom(objet, champs):
            return True
    return False


def _nom(ligne: Any, champs: Iterable[str]) -> tuple[Any, ...]:
    """How it is called; someone who does not show her name is called the same whatever it is."""
    valeurs = tuple(getattr(ligne, champ) for champ in champs)
    return valeurs if valeurs[-1] else (valeurs[-1],)
