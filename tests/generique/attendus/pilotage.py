"""The comité, its propositions and the global roadmap: a consultation in progress, to which chantier 2 objects."""

from typing import Any
from uuid import UUID

from tests.consultation import OBJECTION, Consultation
from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee, publique
from tests.generique.jeu import Jeu

INCONNU = UUID(int=7)
MEMBRES = ("membre1", "membre2", "referente1", "comite", "financeur", "coordination")
TOUT = frozenset({"proposition", "argument"})
# Acts of one button: refused or not, one comes back to the page with a message.
UN_BOUTON = a_tous(302, visiteur=403)


def aux_membres(marques: frozenset[str]) -> dict[str, frozenset[str]]:
    return dict.fromkeys(MEMBRES, marques)


def consultation(jeu: Jeu) -> dict[str, Any]:
    """A proposition in the step of objections, carried by the coordination, facilitated by `comite`."""
    marques = Jeu.MARQUES
    c = Consultation(jeu.distribution, titre=marques["proposition"], pourquoi="Pour décider.").aux_objections()
    c.position(2, OBJECTION, marques["argument"])
    return {"numero": c.proposition.numero}


def avec(**suite: Any) -> Any:
    return lambda jeu: {**consultation(jeu), **suite}


def un_college(jeu: Jeu) -> dict[str, str]:
    return {"cle": jeu.distribution.comite.personne.sieges.get().college.cle}


def geste(**options: Any) -> Attendu:
    return privee(lire=aux_connectes(405), **{"poster": UN_BOUTON, "arguments": consultation, **options})


def formulaire(*qui: str, refus: int = 403, administrateur: int = 403, **options: Any) -> Attendu:
    """A form for `qui`, refused to the others with what they typed."""
    lire = aux_connectes(refus, administrateur=administrateur, **dict.fromkeys(qui, 200))
    poster = a_tous(refus, administrateur=administrateur, visiteur=403, **dict.fromkeys(qui, 422))
    return privee(lire=lire, poster=poster, **{"arguments": consultation, **options})


ATTENDUS: dict[str, Attendu] = {
    "pilotage:accueil": publique(),
    # What happened in one's chantiers, read in the journal, archived items included.
    "pilotage:tableau_de_bord": privee(
        montre=dict.fromkeys(("membre1", "referente1"), frozenset({"étape", "étape archivée"}))
    ),
    "pilotage:feuille_de_route": publique(montre=aux_membres(frozenset({"étape", "étape interchantier"}))),
    "pilotage:comparer_la_feuille_de_route": publique(),
    "pilotage:propositions": publique(),
    "pilotage:proposition": publique(arguments=consultation, montre=aux_membres(TOUT)),
    "pilotage:proposer": formulaire("referente1", "comite", "financeur", "coordination", arguments=lambda jeu: {}),
    "pilotage:amender": formulaire(),
    "pilotage:ouvrir": geste(),
    "pilotage:avancer": geste(),
    "pilotage:relancer": geste(),
    "pilotage:maintenir_la_position": geste(arguments=avec(slug="outils-financiers")),
    "pilotage:constater_l_adoption": geste(),
    "pilotage:renvoyer": formulaire(
        "comite", "coordination", montre=dict.fromkeys(("comite", "coordination"), frozenset({"proposition"}))
    ),
    "pilotage:reprendre": formulaire(),
    "pilotage:retirer": formulaire("coordination", montre={"coordination": frozenset({"proposition"})}),
    "pilotage:questionner": geste(poster=a_tous(422, visiteur=403)),
    "pilotage:reagir": geste(poster=a_tous(422, visiteur=403)),
    "pilotage:repondre": geste(poster=a_tous(404, visiteur=403), arguments=avec(pk=INCONNU)),
    # The administration is no member: of a consultation in progress, it knows that it exists.
    "pilotage:donner_la_position": formulaire(
        "coordination",
        administrateur=404,
        arguments=avec(slug="outils-financiers"),
        montre={"coordination": TOUT},
    ),
    "pilotage:bonifier": formulaire(
        "comite", "coordination", administrateur=404, montre=dict.fromkeys(("comite", "coordination"), TOUT)
    ),
    "pilotage:refuser_la_minorite": formulaire(administrateur=404),
    "pilotage:version": publique(
        lire=a_tous(200, visiteur=404, administrateur=404),
        arguments=avec(n=0),
        montre=aux_membres(frozenset({"proposition"})),
    ),
    "pilotage:differences": publique(
        lire=a_tous(200, visiteur=404, administrateur=404),
        arguments=consultation,
        montre=aux_membres(frozenset({"proposition"})),
    ),
    "pilotage:comite": privee(),
    "pilotage:attribuer_un_siege": formulaire(
        "coordination", arguments=un_college, montre={"coordination": frozenset({"nom non public"})}
    ),
    "pilotage:finir_un_siege": privee(
        lire=aux_connectes(404), poster=a_tous(404, visiteur=403), arguments=lambda jeu: {"pk": INCONNU}
    ),
    "pilotage:decisions": publique(),
    "pilotage:decision": publique(lire=a_tous(404), arguments=lambda jeu: {"numero": "D-1999-001"}),
}
