"""People, organisations, invitations and the demonstration."""

from uuid import UUID

from tests.generique.attendus.formes import Attendu, a_tous, aux_connectes, privee, publique
from tests.generique.jeu import Jeu

INCONNU = UUID(int=7)


def inconnu(jeu: Jeu) -> dict[str, UUID]:
    return {"pk": INCONNU}


def sans_compte(jeu: Jeu) -> dict[str, UUID]:
    """Someone recorded, without an account nor an address."""
    return {"pk": jeu.discrete.pk}


A_LA_COORDINATION = {role: frozenset({"nom non public"}) for role in ("coordination", "administrateur")}

ATTENDUS: dict[str, Attendu] = {
    "membres:mes_donnees": privee(),
    "membres:demander_l_effacement": privee(poster=a_tous(302, visiteur=403)),
    "membres:renoncer_a_l_effacement": privee(lire=aux_connectes(405), poster=a_tous(302, visiteur=403)),
    "membres:effacements": privee(
        lire=aux_connectes(403, coordination=200, administrateur=200), montre=A_LA_COORDINATION
    ),
    "membres:effacer": privee(
        lire=aux_connectes(403, coordination=200, administrateur=200),
        poster=a_tous(403, coordination=422, administrateur=422),
        arguments=sans_compte,
        montre=A_LA_COORDINATION,
    ),
    "membres:profil": privee(poster=a_tous(422, visiteur=403)),
    "membres:se_rattacher": privee(poster=a_tous(422, visiteur=403)),
    "membres:finir_un_rattachement": privee(
        lire=aux_connectes(404), poster=a_tous(404, visiteur=403), arguments=inconnu
    ),
    "membres:personne": privee(
        lire=aux_connectes(404, coordination=200),
        poster=a_tous(404, visiteur=403, coordination=422),
        arguments=sans_compte,
        montre={"coordination": frozenset({"nom non public"})},
    ),
    "membres:inviter": privee(lire=aux_connectes(405), poster=a_tous(302, visiteur=403), arguments=sans_compte),
    "membres:invitation": publique(lire=a_tous(404), poster=a_tous(404), arguments=lambda jeu: {"jeton": "inconnu"}),
    "membres:invitations": privee(),
    "membres:renvoyer_l_invitation": privee(
        lire=aux_connectes(405), poster=a_tous(404, visiteur=403), arguments=inconnu
    ),
    "membres:revoquer_l_invitation": privee(
        lire=aux_connectes(405), poster=a_tous(404, visiteur=403), arguments=inconnu
    ),
    "membres:organisations": privee(lire=aux_connectes(200, administrateur=200)),
    "membres:ajouter_une_organisation": privee(
        lire=aux_connectes(403, referente1=200, coordination=200),
        poster=a_tous(403, referente1=422, coordination=422),
    ),
    "membres:modifier_une_organisation": privee(
        lire=aux_connectes(404), poster=a_tous(404, visiteur=403), arguments=inconnu
    ),
    "membres:archiver_une_organisation": privee(
        lire=aux_connectes(405), poster=a_tous(404, visiteur=403), arguments=inconnu
    ),
    "membres:retablir_une_organisation": privee(
        lire=aux_connectes(405), poster=a_tous(404, visiteur=403), arguments=inconnu
    ),
    "membres:reprise": privee(lire=aux_connectes(302)),
    # Outside demonstration mode, neither exists.
    "membres:essayer": publique(lire=a_tous(405), poster=a_tous(404)),
    "membres:courriels": publique(lire=a_tous(404)),
}
