"""Contributions stand on a scale that holds, at its rate; what is confirmed, and past scales, stay as they are."""

from budget.gardes.regle import AJOUT, HORS_DE_SON_CHANTIER, MODIFICATION, TOUT, Regle, change
from budget.models import Bareme, Contribution

BAREME, CONTRIBUTION = Bareme._meta.db_table, Contribution._meta.db_table

BAREME_QUI_RECOUVRE = f"""EXISTS (SELECT 1 FROM {BAREME} b WHERE b.code = NEW.code AND b.id <> NEW.id
  AND b.au_dela_de = NEW.au_dela_de AND (NEW.valable_au IS NULL OR b.valable_du <= NEW.valable_au)
  AND (b.valable_au IS NULL OR b.valable_au >= NEW.valable_du))"""
BAREME_FIGE = f"""{
    change(
        "id", "code", "famille", "taux_milliemes", "unite", "au_dela_de", "forfait_centimes", "valable_du", "a_adopter"
    )
} OR (OLD.decision_id IS NOT NULL AND ({change("decision_id")}))"""
SANS_BAREME = f"""NEW.bareme_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {BAREME} b WHERE b.id = NEW.bareme_id
  AND b.taux_milliemes = NEW.taux_milliemes AND b.forfait_centimes = NEW.forfait_centimes AND b.famille = NEW.nature
  AND b.unite = NEW.unite AND (b.au_dela_de = 0 OR NEW.quantite > b.au_dela_de)
  AND b.valable_du <= NEW.le AND (b.valable_au IS NULL OR b.valable_au >= NEW.le)
  AND (NOT b.a_adopter OR b.decision_id IS NOT NULL))"""
VALEURS_D_UNE_CONTRIBUTION = change(
    "exercice_id",
    "chantier_id",
    "action_id",
    "organisation_id",
    "personne_id",
    "nature",
    "le",
    "nombre",
    "quantite",
    "unite",
    "bareme_id",
    "taux_milliemes",
    "forfait_centimes",
    "valeur_centimes",
)
REVALUEE = change("nature", "le", "quantite", "unite", "bareme_id", "taux_milliemes", "forfait_centimes")
# Half a cent on each, and what a database that counts in binary adds.
MAL_CALCULEE = """ABS(NEW.valeur_centimes
  - NEW.nombre * (NEW.quantite * NEW.taux_milliemes / 10.0 + NEW.forfait_centimes)) > NEW.nombre * 0.501"""

REGLES: list[Regle] = [
    Regle("chantier", CONTRIBUTION, TOUT, HORS_DE_SON_CHANTIER, "Cette action est celle d’un autre chantier."),
    Regle("calculee", CONTRIBUTION, TOUT, MAL_CALCULEE, "La valeur d’une contribution suit de son taux."),
    Regle("recouvre", BAREME, TOUT, BAREME_QUI_RECOUVRE, "Deux valeurs de ce barème se recouvrent."),
    Regle("fige", BAREME, (MODIFICATION,), BAREME_FIGE, "Un barème ne se modifie pas : une valeur en suit une autre."),
    Regle("bareme", CONTRIBUTION, (AJOUT,), SANS_BAREME, "Ce barème ne vaut pas pour cette contribution."),
    Regle(
        "revaluee",
        CONTRIBUTION,
        (MODIFICATION,),
        f"({REVALUEE}) AND {SANS_BAREME}",
        "Ce barème ne vaut pas pour cette contribution.",
    ),
    Regle(
        "confirmee",
        CONTRIBUTION,
        (MODIFICATION,),
        f"OLD.etat = 'confirmee' AND (NEW.etat <> 'confirmee' OR {VALEURS_D_UNE_CONTRIBUTION})",
        "Une contribution confirmée ne se modifie plus.",
    ),
]
