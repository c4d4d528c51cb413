"""Needs of chantier 1: its lines, its actions. The line bears the mark « argument », the action « proposition »."""

from collections.abc import Callable
from typing import Any

from budget.models import Action, Ligne
from historique.horloge import maintenant
from tests import fabriques, fabriques_budget
from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee
from tests.generique.jeu import Jeu

LIGNE, ACTION, ETAPE, ARCHIVEE = "argument", "proposition", "étape", "étape archivée"
MEMBRES = ("membre1", "membre2", "referente1", "comite", "financeur", "coordination")
ECRIVENT = ("membre1", "referente1", "coordination")
LIRE = aux_connectes(200, administrateur=403)
ECRIRE = aux_connectes(403, **dict.fromkeys(ECRIVENT, 200))
# A form sent empty: 422 for who may; what was posted is shown again (403) to who may not.
POSTER = a_tous(403, **dict.fromkeys(ECRIVENT, 422))
FAIRE = a_tous(403, **dict.fromkeys(ECRIVENT, 302))
TENIR, REGLER = aux_connectes(403, coordination=200), a_tous(403, coordination=422)
# One-button posts come back with a message.
EN_UN_CLIC: dict[str, Any] = {"lire": aux_connectes(405), "poster": a_tous(302, visiteur=403)}


def action(jeu: Jeu) -> Action:
    faite = fabriques_budget.action(
        jeu.chantier, titre=Jeu.MARQUES[ACTION], description="Des journées.", territoire="Trois vallées"
    )
    fabriques_budget.etape_d_action(faite, jeu.etape)
    return faite


def ligne(jeu: Jeu) -> Ligne:
    """One of everything a line may bear, for an étape; an archived one beside it."""
    commun = {
        "poste": "autres_charges_de_gestion",
        "quantite": 2,
        "unite": "jours",
        "cout_unitaire_centimes": 50_000,
        "cle_de_repartition": "Au temps passé.",
        "reversement_a": fabriques.organisation(),
        "ecart_explique": "Plus de jours que prévu.",
    }
    sienne = fabriques_budget.ligne(jeu.chantier, libelle=Jeu.MARQUES[LIGNE], etape=jeu.etape, **commun)
    fabriques_budget.ligne(jeu.chantier, libelle=Jeu.MARQUES[ARCHIVEE], archive_le=maintenant(), **commun)
    return sienne


def annee(jeu: Jeu) -> dict[str, Any]:
    return {"annee": fabriques_budget.exercice().annee}


def avec_une_action(jeu: Jeu) -> dict[str, Any]:
    action(jeu)
    return annee(jeu)


def du_chantier(jeu: Jeu) -> dict[str, Any]:
    ligne(jeu)
    action(jeu)
    return {**annee(jeu), "slug": jeu.chantier.slug}


def de_l_annee_d_avant(jeu: Jeu) -> dict[str, Any]:
    fabriques_budget.ligne(jeu.chantier, libelle=Jeu.MARQUES[LIGNE], exercice=fabriques_budget.exercice(2026))
    return {**annee(jeu), "slug": jeu.chantier.slug}


def cle(faire: Callable[[Jeu], Any]) -> Callable[[Jeu], dict[str, Any]]:
    def arguments(jeu: Jeu) -> dict[str, Any]:
        fabriques_budget.exercice()
        return {"pk": faire(jeu).pk}

    return arguments


def aux(*roles: str, marques: tuple[str, ...]) -> dict[str, frozenset[str]]:
    return {role: frozenset(marques) for role in roles}


EN_PLACE = aux(*ECRIVENT, marques=(LIGNE, ACTION, ETAPE, ARCHIVEE))

ATTENDUS: dict[str, Attendu] = {
    "budget:ouvrir_l_exercice": privee(lire=TENIR, poster=REGLER),
    "budget:regler_l_exercice": privee(lire=TENIR, poster=REGLER, arguments=annee),
    # Lines
    "budget:lignes": privee(
        lire=LIRE, arguments=du_chantier, montre=aux(*MEMBRES, marques=(LIGNE, ACTION, ETAPE, ARCHIVEE))
    ),
    "budget:ajouter_une_ligne": privee(lire=ECRIRE, poster=POSTER, arguments=du_chantier, montre=EN_PLACE),
    "budget:proposer_les_lignes": privee(lire=ECRIRE, poster=POSTER, arguments=du_chantier),
    "budget:reprendre_les_lignes": privee(
        lire=ECRIRE, poster=POSTER, arguments=de_l_annee_d_avant, montre=aux(*ECRIVENT, marques=(LIGNE,))
    ),
    "budget:importer_des_lignes": privee(lire=ECRIRE, poster=POSTER, arguments=du_chantier),
    "budget:coller_une_colonne": privee(
        lire=ECRIRE, poster=POSTER, arguments=du_chantier, montre=aux(*ECRIVENT, marques=(LIGNE, ACTION))
    ),
    "budget:repartir": privee(
        lire=TENIR, poster=REGLER, arguments=avec_une_action, montre=aux("coordination", marques=(ACTION,))
    ),
    "budget:modifier_une_ligne": privee(
        lire=ECRIRE, poster=POSTER, arguments=cle(ligne), montre=aux(*ECRIVENT, marques=(LIGNE, ETAPE, ARCHIVEE))
    ),
    "budget:ordonner_une_ligne": privee(**EN_UN_CLIC, arguments=cle(ligne)),
    "budget:archiver_une_ligne": privee(
        lire=ECRIRE, poster=FAIRE, arguments=cle(ligne), montre=aux(*ECRIVENT, marques=(LIGNE,))
    ),
    "budget:retablir_une_ligne": privee(**EN_UN_CLIC, arguments=cle(ligne)),
    # Actions
    "budget:ajouter_une_action": privee(
        lire=ECRIRE, poster=POSTER, arguments=du_chantier, montre=aux(*ECRIVENT, marques=(ETAPE,))
    ),
    "budget:modifier_une_action": privee(
        lire=ECRIRE, poster=POSTER, arguments=cle(action), montre=aux(*ECRIVENT, marques=(ACTION,))
    ),
    # Nothing ticked is an answer: the action carries no étape out.
    "budget:etapes_d_une_action": privee(
        lire=ECRIRE, poster=FAIRE, arguments=cle(action), montre=aux(*ECRIVENT, marques=(ACTION, ETAPE))
    ),
    "budget:archiver_une_action": privee(
        lire=ECRIRE, poster=FAIRE, arguments=cle(action), montre=aux(*ECRIVENT, marques=(ACTION,))
    ),
    "budget:retablir_une_action": privee(**EN_UN_CLIC, arguments=cle(action)),
}
