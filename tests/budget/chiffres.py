"""The demonstration budget of 2027 (240 000 €), made with factories: charges, produits, valued contributions."""

from decimal import Decimal

from budget.grille import NATURES
from budget.models import Contribution, Exercice
from tests import fabriques, fabriques_budget

POSTES = (
    "remuneration charges_sociales honoraires deplacements locations documentation publicite achats_matieres "
    "charges_fixes"
).split()
# (chantier, title of the action or nothing, euros on each poste).
CHARGES = (
    (0, "", (22_000, 8_800, 4_000, 3_000, 1_200, 0, 2_500, 0, 3_500)),
    (1, "", (0, 0, 8_000, 1_800, 0, 200, 0, 0, 0)),
    (2, "", (0, 0, 9_000, 1_500, 0, 500, 0, 0, 0)),
    (3, "", (0, 0, 9_500, 2_000, 0, 0, 500, 0, 0)),
    (4, "", (0, 0, 10_000, 3_500, 500, 0, 0, 0, 0)),
    (5, "", (0, 0, 6_000, 1_500, 0, 0, 2_500, 0, 0)),
    (1, "Référentiel et session pilote", (0, 0, 15_000, 4_500, 2_500, 0, 3_000, 1_000, 2_000)),
    (2, "Fonds d’amorçage (étude)", (0, 0, 16_000, 2_500, 1_000, 0, 2_000, 0, 2_500)),
    (3, "Parcours sur 3 territoires", (0, 0, 20_000, 7_000, 3_000, 0, 2_000, 1_000, 3_000)),
    (4, "Deux écosystèmes", (0, 0, 16_000, 6_000, 2_000, 0, 2_000, 1_500, 2_500)),
    (5, "Journée nationale", (0, 0, 6_000, 4_000, 5_000, 0, 4_000, 0, 1_000)),
)
PRODUITS = (
    ("État (ministère fictif)", "etat", "en_instruction", 60_000, None),
    ("Région Val-d’Aurence", "region", "conventionnee", 25_000, 25_000),
    ("Banque publique des transitions", "autres_etablissements_publics", "deposee", 30_000, None),
    ("Agence des territoires durables", "autres_etablissements_publics", "lettre_intention", 25_000, None),
    ("Fonds Graines d’entraide", "aides_privees", "conventionnee", 40_000, 40_000),
    ("Fondation Racines partagées", "aides_privees", "accordee", 35_000, 30_000),
    ("Fondation Horizon commun", "aides_privees", "piste", 15_000, None),
    ("", "cotisations", "accordee", 10_000, 10_000),
    ("", "autofinancement", "accordee", 5_000, 5_000),
    ("Fondation d’ailleurs", "aides_privees", "refusee", 20_000, None),
)
# (nature, number, quantity, thousandths of a euro each).
DONS = (
    ("benevolat", 1, 420, 12_310),
    ("benevolat", 1, 200, 24_620),
    ("temps_salarie", 1, 1_400, 35_000),
    ("locaux", 1, 18, 180_000),
    ("deplacement", 6, 2_000, 606),
    ("deplacement", 1, 1, 4_160_000),
)


def le_budget_de_demonstration() -> Exercice:
    """240 000 € on both sides, 140 000 € of public aid, 73 766,20 € of contributions."""
    for numero, titre, montants in CHARGES:
        chantier = fabriques.chantier(numero)
        action = fabriques_budget.action(chantier, titre) if titre else None
        for poste, euros in zip(POSTES, montants, strict=True):
            if euros:
                cle = "Au prorata des heures" if poste == "charges_fixes" else ""
                champs = {"poste": poste, "action": action, "cle_de_repartition": cle}
                fabriques_budget.ligne(chantier, euros, nominative=poste == "remuneration", **champs)
    for nom, poste, statut, demande, accorde in PRODUITS:
        financeur = fabriques.organisation(nom) if nom else None
        if poste == "cotisations":
            financeur = fabriques.organisation("Organisations du collectif")
        fabriques_budget.financement(demande, accorde=accorde, poste=poste, statut=statut, financeur=financeur)
    for nature, nombre, quantite, milliemes in DONS:
        donner(nature, nombre, quantite, milliemes)
    return fabriques_budget.exercice()


def donner(nature: str, nombre: int, quantite: int, milliemes: int) -> Contribution:
    """With a scale of its own."""
    famille = NATURES[nature].famille
    bareme = fabriques_budget.bareme(f"{nature}_{milliemes}", milliemes, famille=famille)
    valeur = nombre * int(Decimal(quantite) * milliemes / 10)
    champs = {"nature": nature, "nombre": nombre, "quantite": quantite, "bareme": bareme}
    return fabriques_budget.contribution(fabriques.chantier(0), valeur_centimes=valeur, **champs)
