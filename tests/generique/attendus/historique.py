"""The journal, its entries, and the history of what they are about."""

from historique.models import Acte
from tests.generique.attendus.formes import ROLES, Attendu, a_tous, aux_connectes, privee, publique
from tests.generique.jeu import Jeu

# An administrator has no voice and no part in the work: of the étapes, nothing.
SANS_PART = {"visiteur", "administrateur"}
MEMBRES = [role for role in ROLES if role not in SANS_PART]
DES_MEMBRES = a_tous(200, visiteur=404, administrateur=404)
TOUT_LE_TRAVAIL = frozenset({"étape", "étape archivée", "étape interchantier", "nom non public"})
DE_L_ETAPE = {role: frozenset({"étape", "nom non public"}) for role in MEMBRES}


def inscription(jeu: Jeu) -> dict[str, int]:
    return {"sequence": Acte.objects.get(objet_id=jeu.etape.pk).sequence}


def etape(jeu: Jeu) -> dict[str, object]:
    return {"type_objet": "chantiers.etape", "pk": jeu.etape.pk}


ATTENDUS: dict[str, Attendu] = {
    "historique:journal": publique(
        montre=dict.fromkeys(MEMBRES, TOUT_LE_TRAVAIL) | {"administrateur": frozenset({"nom non public"})}
    ),
    # A feed names the people that entries name, and has no list of names to choose from.
    "historique:flux": publique(
        montre=dict.fromkeys(MEMBRES, TOUT_LE_TRAVAIL - {"nom non public"})
        | {"coordination": TOUT_LE_TRAVAIL, "administrateur": frozenset({"nom non public"})}
    ),
    "historique:flux_du_chantier": publique(
        arguments=lambda jeu: {"numero": 1}, montre=dict.fromkeys(MEMBRES, frozenset({"étape", "étape archivée"}))
    ),
    # What it takes to verify, and the page where anyone does it: an empty form is shown again.
    "historique:verifier": publique(poster=a_tous(422)),
    "historique:verifier_py": publique(),
    "historique:point_de_controle": publique(),
    "historique:cle": publique(),
    # Sealed texts come with the entries that their reader may read; names of people, with those who may know them all.
    "historique:export_ndjson": publique(
        montre=dict.fromkeys(MEMBRES, TOUT_LE_TRAVAIL - {"nom non public"})
        | {"coordination": TOUT_LE_TRAVAIL, "administrateur": frozenset({"nom non public"})}
    ),
    "historique:export_csv": publique(
        montre=dict.fromkeys(MEMBRES, TOUT_LE_TRAVAIL) | {"administrateur": frozenset({"nom non public"})}
    ),
    "historique:marquer_comme_lu": privee(aux_connectes(405), a_tous(302, visiteur=403)),
    "historique:inscription": publique(DES_MEMBRES, arguments=inscription, montre=DE_L_ETAPE),
    "historique:objet": publique(DES_MEMBRES, arguments=etape, montre=DE_L_ETAPE),
    "historique:restaurer": privee(
        aux_connectes(administrateur=404),
        # An empty form is shown again, with why it is refused.
        a_tous(409, visiteur=403, administrateur=404),
        arguments=lambda jeu: etape(jeu) | {"version": 1},
        montre={role: frozenset({"étape"}) for role in MEMBRES},
    ),
    # Texts are shown to the coordination alone; an empty form is shown again.
    "historique:passages": privee(
        aux_connectes(403, coordination=200), arguments=etape, montre={"coordination": frozenset({"étape"})}
    ),
    "historique:retirer_un_passage": privee(
        aux_connectes(403, coordination=200),
        a_tous(403, coordination=422),
        arguments=lambda jeu: etape(jeu) | {"champ": "titre"},
        montre={"coordination": frozenset({"étape"})},
    ),
    "historique:retirer_le_motif": privee(
        # The entry has no reason to take out.
        aux_connectes(403, coordination=404),
        a_tous(403, coordination=404),
        arguments=inscription,
    ),
}
