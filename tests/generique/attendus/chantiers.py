"""Chantiers, their members and their roadmaps. Roles: membre1 and referente1 are of chantier 1, the others are not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee, publique
from tests.generique.jeu import Jeu

ETAPE, COMMUNE, ARCHIVEE = "étape", "étape interchantier", "étape archivée"
DISCRETE = "nom non public"
MEMBRES = ("membre1", "membre2", "referente1", "comite", "financeur", "coordination")
# The administrator reads no work in progress: the accounts are hers, no voice is.
LIRE = aux_connectes(200, administrateur=403)
ECRIRE = aux_connectes(403, membre1=200, referente1=200)
# A form sent empty: 422 for who may; what was posted is shown again (403) to who may not.
POSTER = a_tous(403, membre1=422, referente1=422)
TENIR = aux_connectes(403, referente1=200)
GERER = aux_connectes(403, referente1=200, coordination=200)

INVITER = a_tous(403, referente1=422, coordination=422)


def slug(jeu: Jeu) -> dict[str, Any]:
    return {"slug": jeu.chantier.slug}


def annee(jeu: Jeu) -> dict[str, Any]:
    return {"slug": jeu.chantier.slug, "annee": jeu.feuille.debut.year}


def cle(nom: str) -> Callable[[Jeu], dict[str, Any]]:
    return lambda jeu: {"pk": getattr(jeu, nom).pk}


def inconnu(jeu: Jeu) -> dict[str, Any]:
    return {"pk": UUID(int=7)}


def aux(*roles: str, marques: tuple[str, ...]) -> dict[str, frozenset[str]]:
    return {role: frozenset(marques) for role in roles}


# Everyone who reads the roadmap of chantier 1 reads its étape; names are for members.
FEUILLE = aux(*MEMBRES, marques=(ETAPE, DISCRETE))
AVEC_COMMUNE = aux("membre1", "referente1", marques=(ETAPE, COMMUNE, DISCRETE))
EN_PLACE = aux("membre1", "referente1", marques=(ETAPE, DISCRETE))

ATTENDUS: dict[str, Attendu] = {
    "chantiers:liste": publique(),
    "chantiers:chantier": publique(arguments=slug),
    "chantiers:historique": publique(lire=a_tous(302), arguments=slug),
    "chantiers:feuille_de_route": publique(arguments=slug, montre=FEUILLE),
    "chantiers:feuille_close": privee(lire=LIRE, arguments=annee, montre=FEUILLE),
    "chantiers:comparer": publique(arguments=slug),
    "chantiers:archives": privee(lire=LIRE, arguments=slug, montre=aux(*MEMBRES, marques=(ARCHIVEE,))),
    "chantiers:ordre": privee(lire=ECRIRE, arguments=slug, montre=aux("membre1", "referente1", marques=(ETAPE,))),
    "chantiers:changer_l_etat": privee(lire=aux_connectes(405), poster=a_tous(404, visiteur=403), arguments=slug),
    "chantiers:ouvrir_la_feuille": privee(lire=aux_connectes(403), poster=a_tous(403), arguments=slug),
    "chantiers:clore_la_feuille": privee(lire=TENIR, poster=a_tous(403, referente1=302), arguments=slug),
    "chantiers:membres": privee(lire=LIRE, arguments=slug),
    "chantiers:inviter": privee(lire=GERER, poster=INVITER, arguments=slug),
    "chantiers:accueillir_une_organisation": privee(lire=GERER, poster=INVITER, arguments=slug),
    "chantiers:changer_de_role": privee(lire=aux_connectes(404), poster=a_tous(404, visiteur=403), arguments=inconnu),
    "chantiers:mettre_fin": privee(lire=aux_connectes(404), poster=a_tous(404, visiteur=403), arguments=inconnu),
    "chantiers:deplacer": privee(lire=aux_connectes(405), poster=a_tous(404, visiteur=403), arguments=cle("etape")),
    "chantiers:ajouter_un_objectif": privee(lire=ECRIRE, poster=POSTER, arguments=slug, montre=EN_PLACE),
    "chantiers:ajouter_un_moyen": privee(lire=ECRIRE, poster=POSTER, arguments=slug, montre=EN_PLACE),
    "chantiers:ajouter_une_etape": privee(lire=ECRIRE, poster=POSTER, arguments=cle("objectif"), montre=EN_PLACE),
    "chantiers:ajouter_un_livrable": privee(lire=ECRIRE, poster=POSTER, arguments=cle("objectif"), montre=EN_PLACE),
    "chantiers:ajouter_une_dependance": privee(lire=ECRIRE, poster=POSTER, arguments=cle("etape"), montre=AVEC_COMMUNE),
    "chantiers:archiver_dependance": privee(
        lire=aux_connectes(404), poster=a_tous(404, visiteur=403), arguments=inconnu
    ),
    "chantiers:retablir_dependance": privee(
        lire=aux_connectes(405), poster=a_tous(404, visiteur=403), arguments=inconnu
    ),
    "chantiers:modifier_feuille": privee(lire=ECRIRE, poster=POSTER, arguments=cle("feuille"), montre=EN_PLACE),
}
for genre in ("objectif", "etape", "livrable", "moyen"):
    ATTENDUS |= {
        f"chantiers:modifier_{genre}": privee(lire=ECRIRE, poster=POSTER, arguments=cle(genre), montre=EN_PLACE),
        # One-button posts come back with a message.
        f"chantiers:ordonner_{genre}": privee(
            lire=aux_connectes(405), poster=a_tous(302, visiteur=403), arguments=cle(genre)
        ),
        f"chantiers:archiver_{genre}": privee(
            lire=ECRIRE,
            poster=a_tous(403, membre1=302, referente1=302),
            arguments=cle(genre),
            montre=aux("membre1", "referente1", marques=(ETAPE,)) if genre == "etape" else {},
        ),
        f"chantiers:retablir_{genre}": privee(
            lire=aux_connectes(405), poster=a_tous(302, visiteur=403), arguments=cle(genre)
        ),
    }
