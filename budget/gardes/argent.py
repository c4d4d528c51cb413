"""Sums never exceed what they share out, and links stay inside their chantier: needs, fundings, use."""

from budget.gardes.regle import ACTION, HORS_DE_SON_CHANTIER, MODIFICATION, TOUT, Regle, change
from budget.models import TRANSITIONS, Affectation, Depense, Financement, Imputation, Ligne, Tranche
from chantiers.models import Etape, FeuilleDeRoute, Moyen, Objectif

AFFECTATION, DEPENSE, FINANCEMENT, IMPUTATION, LIGNE, TRANCHE = (
    modele._meta.db_table for modele in (Affectation, Depense, Financement, Imputation, Ligne, Tranche)
)
ETAPE, FEUILLE, MOYEN, OBJECTIF = (m._meta.db_table for m in (Etape, FeuilleDeRoute, Moyen, Objectif))
SUITES = ", ".join(f"'{avant.value}>{apres.value}'" for avant, suivants in TRANSITIONS.items() for apres in suivants)
PERDUS = ", ".join(f"'{statut.value}'" for statut in Financement.Statut.perdus())


def _somme(table: str, condition: str) -> str:
    """What the present rows of `table` add up to, those written now apart."""
    return f"COALESCE((SELECT SUM(s.montant_centimes) FROM {table} s WHERE s.archive_le IS NULL AND {condition}), 0)"


def _prevu(colonne: str, financement: str, exercice: str) -> str:
    return f"""COALESCE((SELECT {colonne} FROM {TRANCHE} t WHERE t.archive_le IS NULL
  AND t.financement_id = {financement} AND t.exercice_id = {exercice}), 0)"""


PREVU = "COALESCE(t.accorde_centimes, t.demande_centimes)"
EXERCICE_DE_LA_LIGNE = f"(SELECT l.exercice_id FROM {LIGNE} l WHERE l.id = NEW.ligne_id)"
EXERCICE_DE_LA_DEPENSE = (
    f"(SELECT l.exercice_id FROM {LIGNE} l JOIN {DEPENSE} d ON d.ligne_id = l.id WHERE d.id = NEW.depense_id)"
)
LIGNES_DE_L_EXERCICE = f"SELECT l.id FROM {LIGNE} l WHERE l.exercice_id"
DEPENSES_DE_L_EXERCICE = f"SELECT d.id FROM {DEPENSE} d JOIN {LIGNE} l ON l.id = d.ligne_id WHERE l.exercice_id"

ETAPE_D_AILLEURS = f"""NEW.etape_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {ETAPE} e
  JOIN {OBJECTIF} o ON o.id = e.objectif_id JOIN {FEUILLE} f ON f.id = o.feuille_de_route_id
  WHERE e.id = NEW.etape_id AND f.chantier_id = NEW.chantier_id)"""
MOYEN_D_AILLEURS = f"""NEW.moyen_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {MOYEN} m
  JOIN {FEUILLE} f ON f.id = m.feuille_de_route_id WHERE m.id = NEW.moyen_id AND f.chantier_id = NEW.chantier_id)"""
AFFECTE_A_LA_LIGNE = _somme(AFFECTATION, "s.ligne_id = NEW.id")
SANS_AUTORISATION = f"""EXISTS (SELECT 1 FROM {AFFECTATION} s JOIN {FINANCEMENT} f ON f.id = s.financement_id
  WHERE s.ligne_id = NEW.id AND s.archive_le IS NULL AND NOT f.reversement_autorise)"""
LIGNE_RETENUE = f"""(NEW.archive_le IS NOT NULL AND OLD.archive_le IS NULL
  AND (EXISTS (SELECT 1 FROM {AFFECTATION} s WHERE s.ligne_id = NEW.id AND s.archive_le IS NULL)
    OR EXISTS (SELECT 1 FROM {DEPENSE} d WHERE d.ligne_id = NEW.id AND d.archive_le IS NULL)))"""

AFFECTATION_EXCESSIVE = f"""NEW.archive_le IS NULL AND (
  NEW.montant_centimes + {_somme(AFFECTATION, "s.ligne_id = NEW.ligne_id AND s.id <> NEW.id")}
    > (SELECT l.montant_centimes FROM {LIGNE} l WHERE l.id = NEW.ligne_id)
  OR NEW.montant_centimes + {
    _somme(
        AFFECTATION,
        f"s.financement_id = NEW.financement_id AND s.id <> NEW.id "
        f"AND s.ligne_id IN ({LIGNES_DE_L_EXERCICE} = {EXERCICE_DE_LA_LIGNE})",
    )
} > {_prevu(PREVU, "NEW.financement_id", EXERCICE_DE_LA_LIGNE)})"""
AFFECTATION_INTERDITE = f"""NEW.archive_le IS NULL AND (
  EXISTS (SELECT 1 FROM {LIGNE} l WHERE l.id = NEW.ligne_id AND l.archive_le IS NOT NULL)
  OR EXISTS (SELECT 1 FROM {FINANCEMENT} f WHERE f.id = NEW.financement_id
    AND (f.archive_le IS NOT NULL OR f.statut IN ({PERDUS})))
  OR EXISTS (SELECT 1 FROM {LIGNE} l JOIN {FINANCEMENT} f ON f.id = NEW.financement_id
    WHERE l.id = NEW.ligne_id AND l.reversement_a_id IS NOT NULL AND NOT f.reversement_autorise))"""

IMPUTATION_EXCESSIVE = f"""NEW.archive_le IS NULL AND (
  NEW.montant_centimes + {_somme(IMPUTATION, "s.depense_id = NEW.depense_id AND s.id <> NEW.id")}
    > (SELECT d.montant_centimes FROM {DEPENSE} d WHERE d.id = NEW.depense_id)
  OR NEW.montant_centimes + {
    _somme(
        IMPUTATION,
        f"s.financement_id = NEW.financement_id AND s.id <> NEW.id "
        f"AND s.depense_id IN ({DEPENSES_DE_L_EXERCICE} = {EXERCICE_DE_LA_DEPENSE})",
    )
} > {_prevu("t.accorde_centimes", "NEW.financement_id", EXERCICE_DE_LA_DEPENSE)})"""
IMPUTATION_INTERDITE = f"""NEW.archive_le IS NULL AND (
  EXISTS (SELECT 1 FROM {DEPENSE} d WHERE d.id = NEW.depense_id AND (d.archive_le IS NOT NULL OR d.abandon_de_frais))
  OR EXISTS (SELECT 1 FROM {FINANCEMENT} f WHERE f.id = NEW.financement_id
    AND (f.archive_le IS NOT NULL OR f.statut IN ({PERDUS}))))"""
IMPUTE_A_LA_DEPENSE = _somme(IMPUTATION, "s.depense_id = NEW.id")

TRANCHE_TROP_PETITE = f"""COALESCE(CASE WHEN NEW.archive_le IS NULL
    THEN COALESCE(NEW.accorde_centimes, NEW.demande_centimes) END, 0)
  < {
    _somme(
        AFFECTATION,
        f"s.financement_id = NEW.financement_id AND s.ligne_id IN ({LIGNES_DE_L_EXERCICE} = NEW.exercice_id)",
    )
}
  OR COALESCE(CASE WHEN NEW.archive_le IS NULL THEN NEW.accorde_centimes END, 0) < {
    _somme(
        IMPUTATION,
        f"s.financement_id = NEW.financement_id AND s.depense_id IN ({DEPENSES_DE_L_EXERCICE} = NEW.exercice_id)",
    )
}"""
FINANCEMENT_TENU = f"""((NEW.statut IN ({PERDUS}) OR NEW.archive_le IS NOT NULL)
  AND (EXISTS (SELECT 1 FROM {AFFECTATION} s WHERE s.financement_id = NEW.id AND s.archive_le IS NULL)
    OR EXISTS (SELECT 1 FROM {IMPUTATION} s WHERE s.financement_id = NEW.id AND s.archive_le IS NULL)))"""
REVERSEMENT_EN_COURS = f"""(NOT NEW.reversement_autorise AND EXISTS (SELECT 1 FROM {AFFECTATION} s
  JOIN {LIGNE} l ON l.id = s.ligne_id
  WHERE s.financement_id = NEW.id AND s.archive_le IS NULL AND l.reversement_a_id IS NOT NULL))"""

REGLES: list[Regle] = [
    Regle("chantier", LIGNE, TOUT, HORS_DE_SON_CHANTIER, "Cette action est celle d’un autre chantier."),
    Regle("etape", LIGNE, TOUT, ETAPE_D_AILLEURS, "Cette étape est celle d’un autre chantier."),
    Regle("moyen", LIGNE, TOUT, MOYEN_D_AILLEURS, "Ce moyen est celui d’un autre chantier."),
    Regle("place", LIGNE, (MODIFICATION,), change("exercice_id", "chantier_id"), "Une ligne garde sa place."),
    Regle("place", ACTION, (MODIFICATION,), change("chantier_id", "numero"), "Une action garde sa place."),
    Regle(
        "affectations",
        LIGNE,
        (MODIFICATION,),
        f"NEW.montant_centimes < {AFFECTE_A_LA_LIGNE} OR {LIGNE_RETENUE}",
        "Des financements ou des dépenses tiennent à cette ligne.",
        "NEW.exercice_id",
    ),
    Regle(
        "reversement",
        LIGNE,
        (MODIFICATION,),
        f"NEW.reversement_a_id IS NOT NULL AND {SANS_AUTORISATION}",
        "Un financement affecté à cette ligne interdit le reversement.",
        "NEW.exercice_id",
    ),
    Regle(
        "excessive",
        AFFECTATION,
        TOUT,
        AFFECTATION_EXCESSIVE,
        "Les affectations dépasseraient la ligne ou le financement.",
        EXERCICE_DE_LA_LIGNE,
    ),
    Regle(
        "interdite",
        AFFECTATION,
        TOUT,
        AFFECTATION_INTERDITE,
        "Ce financement ne peut pas payer cette ligne.",
        EXERCICE_DE_LA_LIGNE,
    ),
    Regle(
        "place", AFFECTATION, (MODIFICATION,), change("ligne_id", "financement_id"), "Une affectation garde sa place."
    ),
    Regle(
        "excessive",
        IMPUTATION,
        TOUT,
        IMPUTATION_EXCESSIVE,
        "Les imputations dépasseraient la dépense ou le montant accordé.",
        EXERCICE_DE_LA_DEPENSE,
    ),
    Regle(
        "interdite",
        IMPUTATION,
        TOUT,
        IMPUTATION_INTERDITE,
        "Cette dépense ne peut pas justifier ce financement.",
        EXERCICE_DE_LA_DEPENSE,
    ),
    Regle(
        "place", IMPUTATION, (MODIFICATION,), change("depense_id", "financement_id"), "Une imputation garde sa place."
    ),
    Regle(
        "imputations",
        DEPENSE,
        (MODIFICATION,),
        f"CASE WHEN NEW.archive_le IS NULL AND NOT NEW.abandon_de_frais THEN NEW.montant_centimes ELSE 0 END"
        f" < {IMPUTE_A_LA_DEPENSE}",
        "Des imputations tiennent à cette dépense.",
        EXERCICE_DE_LA_LIGNE,
    ),
    Regle(
        "ligne",
        DEPENSE,
        TOUT,
        f"NEW.archive_le IS NULL AND EXISTS (SELECT 1 FROM {LIGNE} l"
        " WHERE l.id = NEW.ligne_id AND l.archive_le IS NOT NULL)",
        "Cette ligne est archivée.",
        EXERCICE_DE_LA_LIGNE,
    ),
    Regle(
        "exercice",
        DEPENSE,
        (MODIFICATION,),
        f"{EXERCICE_DE_LA_LIGNE} <> (SELECT l.exercice_id FROM {LIGNE} l WHERE l.id = OLD.ligne_id)",
        "Une dépense reste dans son exercice.",
    ),
    Regle(
        "montants",
        TRANCHE,
        (MODIFICATION,),
        TRANCHE_TROP_PETITE,
        "Des affectations ou des imputations dépasseraient ce montant.",
        "NEW.exercice_id",
    ),
    Regle("place", TRANCHE, (MODIFICATION,), change("financement_id", "exercice_id"), "Un montant garde sa place."),
    Regle(
        "statut",
        FINANCEMENT,
        (MODIFICATION,),
        f"NEW.statut <> OLD.statut AND (OLD.statut || '>' || NEW.statut) NOT IN ({SUITES})",
        "Ce statut ne suit pas le précédent.",
    ),
    Regle(
        "tenu",
        FINANCEMENT,
        (MODIFICATION,),
        f"{FINANCEMENT_TENU} OR {REVERSEMENT_EN_COURS}",
        "Des lignes ou des dépenses tiennent à ce financement.",
        f"SELECT t.exercice_id FROM {TRANCHE} t WHERE t.financement_id = NEW.id",
    ),
]
