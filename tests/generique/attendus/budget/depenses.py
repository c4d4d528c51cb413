"""What pays what, expenses, receipts, imputations. Those that are asked about are of chantier 1.

Its title bears the first mark of the set, the receipt another; who waives it keeps her name private.
"""

from collections.abc import Callable
from typing import Any

from budget.models import Depense, Justificatif, Ligne
from fichiers.rangement import enregistrer
from tests import fabriques, fabriques_budget
from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee
from tests.generique.jeu import Jeu

DEPENSE, PIECE, DISCRETE = "étape", "argument", "nom non public"
MEMBRES = ("membre1", "membre2", "referente1", "comite", "financeur", "coordination")
LECTEURS = tuple(role for role in MEMBRES if role != "membre2")  # of the receipts: chantier 1 and the comité
TIENNENT = ("referente1", "coordination")
LIRE = aux_connectes(200, administrateur=403)
TENIR, REFUSEE = aux_connectes(403, **dict.fromkeys(TIENNENT, 200)), a_tous(403, **dict.fromkeys(TIENNENT, 422))
COORDONNER, INCOMPLETE = aux_connectes(403, coordination=200), a_tous(403, coordination=422)
EN_UN_CLIC = {"lire": aux_connectes(405), "poster": a_tous(302, visiteur=403)}


def ligne(jeu: Jeu) -> Ligne:
    return fabriques_budget.ligne(
        jeu.chantier,
        poste="charges_fixes",
        libelle="Loyer",
        unite="mois",
        cle_de_repartition="Au prorata des jours.",
        ecart_explique="Un mois de plus.",
    )


def depense(jeu: Jeu) -> Depense:
    return fabriques_budget.depense(
        ligne(jeu),
        libelle=Jeu.MARQUES[DEPENSE],
        fournisseur="Imprimerie d’essai",
        abandon_de_frais=True,
        abandonnee_par=jeu.discrete,
    )


def avec_piece(jeu: Jeu) -> Depense:
    sienne = depense(jeu)
    piece(sienne)
    return sienne


def piece(de: Depense) -> Justificatif:
    fichier = enregistrer(b"%PDF-1.7 une facture", "application/pdf")
    return fabriques.inscrire(Justificatif(depense=de, fichier=fichier, nom=f"{Jeu.MARQUES[PIECE]}.pdf"))


def financement() -> Any:
    return fabriques_budget.financement(accorde=900, reversement_autorise=True, article_de_reversement="Article 7")


def affectation(jeu: Jeu) -> Any:
    return fabriques_budget.affectation(financement(), ligne(jeu), 100)


def imputation(jeu: Jeu) -> Any:
    return fabriques_budget.imputation(fabriques_budget.depense(ligne(jeu)), financement(), 50)


def cle(faire: Callable[[Jeu], Any]) -> Callable[[Jeu], dict[str, Any]]:
    return lambda jeu: {"pk": faire(jeu).pk}


def annee(jeu: Jeu) -> dict[str, Any]:
    """A year with an expense, and a line that a funding pays."""
    depense(jeu)
    affectation(jeu)
    return {"annee": 2027}


def aux(*roles: str, marques: tuple[str, ...]) -> dict[str, frozenset[str]]:
    return {role: frozenset(marques) for role in roles}


UN_JUSTIFICATIF = {"arguments": lambda jeu: {"pk": piece(depense(jeu)).pk}}
LUE = aux(*MEMBRES, marques=(DEPENSE, DISCRETE)) | aux(*LECTEURS, marques=(DEPENSE, DISCRETE, PIECE))
TENUE = aux(*TIENNENT, marques=(DEPENSE, DISCRETE))

ATTENDUS: dict[str, Attendu] = {
    "budget:matrice": privee(lire=LIRE, arguments=annee),
    "budget:affecter": privee(lire=COORDONNER, poster=INCOMPLETE, arguments=cle(ligne)),
    "budget:modifier_une_affectation": privee(lire=COORDONNER, poster=INCOMPLETE, arguments=cle(affectation)),
    "budget:liberer": privee(lire=COORDONNER, poster=a_tous(403, coordination=302), arguments=cle(affectation)),
    "budget:depenses": privee(lire=LIRE, arguments=annee, montre=aux(*MEMBRES, marques=(DEPENSE,))),
    "budget:depenser": privee(
        lire=TENIR, poster=REFUSEE, arguments=cle(ligne), montre=aux(*TIENNENT, marques=(DISCRETE,))
    ),
    "budget:depense": privee(lire=LIRE, arguments=cle(avec_piece), montre=LUE),
    "budget:modifier_une_depense": privee(lire=TENIR, poster=REFUSEE, arguments=cle(depense), montre=TENUE),
    "budget:archiver_une_depense": privee(
        lire=TENIR,
        poster=a_tous(403, **dict.fromkeys(TIENNENT, 302)),
        arguments=cle(depense),
        montre=aux(*TIENNENT, marques=(DEPENSE,)),
    ),
    "budget:retablir_une_depense": privee(**EN_UN_CLIC, arguments=cle(depense)),
    "budget:joindre": privee(
        lire=TENIR, poster=REFUSEE, arguments=cle(depense), montre=aux(*TIENNENT, marques=(DEPENSE,))
    ),
    "budget:justificatif": privee(lire=aux_connectes(404, **dict.fromkeys(LECTEURS, 200)), **UN_JUSTIFICATIF),
    "budget:archiver_un_justificatif": privee(**EN_UN_CLIC, **UN_JUSTIFICATIF),
    "budget:retablir_un_justificatif": privee(**EN_UN_CLIC, **UN_JUSTIFICATIF),
    "budget:imputer": privee(
        lire=COORDONNER, poster=INCOMPLETE, arguments=cle(depense), montre=aux("coordination", marques=(DEPENSE,))
    ),
    "budget:desimputer": privee(lire=COORDONNER, poster=a_tous(403, coordination=302), arguments=cle(imputation)),
    "budget:utilisation": privee(lire=LIRE, arguments=annee),
    "budget:expliquer_l_ecart": privee(lire=TENIR, poster=REFUSEE, arguments=cle(ligne)),
}
