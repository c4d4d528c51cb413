"""Contributions and their scales. The one that is asked about is given to chantier 1 by someone who keeps her name."""

from datetime import timedelta
from typing import Any

from tests import fabriques_budget
from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee, publique
from tests.generique.jeu import Jeu

CONTRIBUTION, DISCRETE = "étape", "nom non public"  # its title bears the first mark of the set
MEMBRES = ("membre1", "membre2", "referente1", "comite", "financeur", "coordination")
ECRIVENT = ("membre1", "referente1", "coordination")
LIRE = aux_connectes(200, administrateur=403)
ECRIRE = aux_connectes(403, **dict.fromkeys(ECRIVENT, 200))
POSTER = a_tous(403, **dict.fromkeys(ECRIVENT, 422))
TENIR, FIXER = aux_connectes(403, coordination=200), a_tous(403, coordination=422)
EN_UN_CLIC = {"lire": aux_connectes(405), "poster": a_tous(302, visiteur=403)}


def une(jeu: Jeu) -> dict[str, Any]:
    exercice = fabriques_budget.exercice()
    bareme = fabriques_budget.bareme()
    contribution = fabriques_budget.contribution(
        jeu.chantier,
        exercice=exercice,
        bareme=bareme,
        personne=jeu.discrete,
        libelle=Jeu.MARQUES[CONTRIBUTION],
        precision="Comptées une à une.",
    )
    return {"pk": contribution.pk}


def annee(jeu: Jeu) -> dict[str, Any]:
    une(jeu)
    return {"annee": 2027}


def du_chantier(jeu: Jeu) -> dict[str, Any]:
    fabriques_budget.bareme()
    return {"annee": fabriques_budget.exercice().annee, "slug": jeu.chantier.slug}


def baremes(jeu: Jeu) -> dict[str, Any]:
    """A scale with a past value, and one that waits for its decision."""
    code = f"essai-{next(fabriques_budget.NUMEROS)}"
    ancien = fabriques_budget.bareme(code, valable_au=fabriques_budget.exercice().debut - timedelta(days=1))
    fabriques_budget.bareme(code, valable_du=ancien.valable_au + timedelta(days=1), a_adopter=True)
    return {}


def aux(*roles: str, marques: tuple[str, ...]) -> dict[str, frozenset[str]]:
    return {role: frozenset(marques) for role in roles}


LUE = aux(*MEMBRES, marques=(CONTRIBUTION, DISCRETE))

ATTENDUS: dict[str, Attendu] = {
    "budget:baremes": publique(arguments=baremes),
    "budget:fixer_un_bareme": privee(lire=TENIR, poster=FIXER, arguments=baremes),
    "budget:adopter_des_baremes": privee(lire=TENIR, poster=FIXER, arguments=baremes),
    "budget:contributions": privee(lire=LIRE, arguments=annee, montre=LUE),
    "budget:declarer": privee(
        lire=ECRIRE, poster=POSTER, arguments=du_chantier, montre=aux(*ECRIVENT, marques=(DISCRETE,))
    ),
    "budget:contribution": privee(lire=LIRE, arguments=une, montre=LUE),
    "budget:modifier_une_contribution": privee(
        lire=ECRIRE, poster=POSTER, arguments=une, montre=aux(*ECRIVENT, marques=(CONTRIBUTION, DISCRETE))
    ),
    "budget:archiver_une_contribution": privee(
        lire=ECRIRE,
        poster=a_tous(403, **dict.fromkeys(ECRIVENT, 302)),
        arguments=une,
        montre=aux(*ECRIVENT, marques=(CONTRIBUTION,)),
    ),
    "budget:confirmer_une_contribution": privee(**EN_UN_CLIC, arguments=une),
    "budget:retablir_une_contribution": privee(**EN_UN_CLIC, arguments=une),
}
