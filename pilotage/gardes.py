"""The rules of consent that no constraint can hold, because they read other rows: triggers in both databases.

Each is one SQL condition under which the write is refused, the same text for SQLite and PostgreSQL. On PostgreSQL the
function first locks the proposition, so that two transactions at the same instant see each other.
"""

from historique import gardes, registre
from historique.gardes import DIFFERE, Garde, hors_retrait
from historique.regles import regle
from pilotage.models import (
    TRANSITIONS,
    ChantierComptant,
    Decision,
    Intervention,
    Position,
    Proposition,
    RefusDeMinorite,
    Version,
)

PROPOSITION, VERSION, COMPTANT, POSITION, REFUS, DECISION, INTERVENTION = (
    modele._meta.db_table
    for modele in (Proposition, Version, ChantierComptant, Position, RefusDeMinorite, Decision, Intervention)
)
# Unique keys by which SQLite's `INSERT OR REPLACE` would take the place of a row.
CLES = {
    PROPOSITION: ("id", "numero", "nature rang"),
    VERSION: ("id", "proposition_id numero"),
    COMPTANT: ("id", "version_proposee_id chantier_id"),
    POSITION: ("id", "remplace_id"),
    REFUS: ("id", "version_proposee_id"),
    DECISION: ("id", "numero", "proposition_id", "version_adoptee_id", "remplace_id"),
    INTERVENTION: ("id",),
}
JAMAIS_MODIFIEES = (VERSION, COMPTANT, POSITION, REFUS, DECISION, INTERVENTION)
SUITES = ", ".join(f"'{avant.value}>{apres.value}'" for avant, suivantes in TRANSITIONS.items() for apres in suivantes)

# The version NEW is about, with its proposition, if it is the last one and takes positions.
OUVERTE = f"""EXISTS (SELECT 1 FROM {VERSION} v JOIN {PROPOSITION} p ON p.id = v.proposition_id
  WHERE v.id = NEW.version_proposee_id AND p.etape = 'objections'
  AND v.numero = (SELECT MAX(d.numero) FROM {VERSION} d WHERE d.proposition_id = p.id))"""
COMPTE = f"""EXISTS (SELECT 1 FROM {COMPTANT} c
  WHERE c.version_proposee_id = NEW.version_proposee_id AND c.chantier_id = NEW.chantier_id)"""
# Positions that count on the version being adopted.
VALABLE = f"""SELECT 1 FROM {POSITION} q WHERE q.version_proposee_id = NEW.version_adoptee_id
  AND NOT EXISTS (SELECT 1 FROM {POSITION} s WHERE s.remplace_id = q.id)
  AND (q.reconduite_de_id IS NULL
    OR NOT EXISTS (SELECT 1 FROM {REFUS} r WHERE r.version_proposee_id = q.version_proposee_id))"""

VERSION_MAL_NEE = f"""NOT EXISTS (SELECT 1 FROM {PROPOSITION} p WHERE p.id = NEW.proposition_id
  AND ((NEW.numero = 0 AND p.etape = 'brouillon' AND NOT NEW.mineure)
    OR (NEW.numero > 0 AND p.etape IN ('objections', 'renvoyee'))))
  OR NEW.numero <> (SELECT COUNT(*) FROM {VERSION} d WHERE d.proposition_id = NEW.proposition_id)"""
COMPTANT_MAL_NE = """NOT EXISTS (SELECT 1 FROM chantiers_chantier k
    WHERE k.id = NEW.chantier_id AND k.nature = 'chantier')
  OR EXISTS (SELECT 1 FROM pilotage_historicalversion h JOIN historique_acte a ON a.id = h.acte
    WHERE h.id = NEW.version_proposee_id)"""
POSITION_MAL_NEE = f"""NOT {OUVERTE} OR NOT {COMPTE}
  OR (NEW.remplace_id IS NULL AND EXISTS (SELECT 1 FROM {POSITION} q
    WHERE q.version_proposee_id = NEW.version_proposee_id AND q.chantier_id = NEW.chantier_id))
  OR (NEW.remplace_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {POSITION} q WHERE q.id = NEW.remplace_id
    AND q.version_proposee_id = NEW.version_proposee_id AND q.chantier_id = NEW.chantier_id))
  OR (NEW.reconduite_de_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {POSITION} q
    JOIN {VERSION} w ON w.id = q.version_proposee_id JOIN {VERSION} v ON v.id = NEW.version_proposee_id
    WHERE q.id = NEW.reconduite_de_id AND q.chantier_id = NEW.chantier_id AND q.avis = NEW.avis
    AND w.proposition_id = v.proposition_id AND w.numero = v.numero - 1 AND v.mineure))"""
REFUS_MAL_NE = f"""NOT {OUVERTE} OR NOT {COMPTE}
  OR NOT EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = NEW.version_proposee_id AND v.mineure)"""
DECISION_MAL_NEE = f"""NOT EXISTS (SELECT 1 FROM {VERSION} v JOIN {PROPOSITION} p ON p.id = v.proposition_id
    WHERE v.id = NEW.version_adoptee_id AND p.id = NEW.proposition_id AND p.etape = 'objections'
    AND v.numero = (SELECT MAX(d.numero) FROM {VERSION} d WHERE d.proposition_id = p.id))
  OR NOT EXISTS (SELECT 1 FROM {COMPTANT} c WHERE c.version_proposee_id = NEW.version_adoptee_id)
  OR EXISTS (SELECT 1 FROM {COMPTANT} c WHERE c.version_proposee_id = NEW.version_adoptee_id
    AND NOT EXISTS ({VALABLE} AND q.chantier_id = c.chantier_id AND q.avis <> 'objection'))
  OR NOT EXISTS ({VALABLE} AND q.avis <> 'deport')"""
INTERVENTION_MAL_NEE = f"""NOT EXISTS (SELECT 1 FROM {PROPOSITION} p WHERE p.id = NEW.proposition_id
    AND ((p.etape = 'clarification' AND (NEW.nature <> 'reaction' OR p.mode_leger))
      OR (p.etape = 'reactions' AND NEW.nature = 'reaction')))
  OR (NEW.en_reponse_a_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {INTERVENTION} i
    WHERE i.id = NEW.en_reponse_a_id AND i.proposition_id = NEW.proposition_id AND i.nature = 'question'))"""


def _retrait_seul(table: str) -> str:
    """The condition under which an UPDATE of a live row does more than take a text out of it."""
    declaration = registre.tables[table]
    return hors_retrait(declaration.modele, declaration.engages, vivante=True)


PAS_INTERDIT = f"""(OLD.etape IN ('adoptee', 'retiree') AND ({_retrait_seul(PROPOSITION)}))
  OR NEW.id <> OLD.id OR NEW.numero <> OLD.numero
  OR (OLD.etape <> 'brouillon' AND (NEW.nature <> OLD.nature OR NEW.rang <> OLD.rang
    OR NEW.mode_leger <> OLD.mode_leger OR NEW.a_l_echeance <> OLD.a_l_echeance
    OR NEW.exercice_id {DIFFERE} OLD.exercice_id))
  OR (NEW.etape <> OLD.etape AND (OLD.etape || '>' || NEW.etape) NOT IN ({SUITES}))
  OR (OLD.etape = 'clarification' AND NEW.etape = 'objections' AND NOT NEW.mode_leger)
  OR (NEW.etape = 'reactions' AND NEW.mode_leger)
  OR (OLD.etape = 'brouillon' AND NEW.etape = 'clarification' AND NOT EXISTS (SELECT 1 FROM {COMPTANT} c
    JOIN {VERSION} v ON v.id = c.version_proposee_id WHERE v.proposition_id = NEW.id))
  OR (NEW.etape = 'adoptee' AND NOT EXISTS (SELECT 1 FROM {DECISION} d WHERE d.proposition_id = NEW.id))"""

DE_LA_VERSION = f"(SELECT v.proposition_id FROM {VERSION} v WHERE v.id = NEW.version_proposee_id)"
# (table, event, condition of refusal, sentence, the proposition to lock first).
REGLES = [
    (PROPOSITION, "INSERT", "NEW.etape <> 'brouillon'", "Une proposition commence par un brouillon.", ""),
    (PROPOSITION, "UPDATE", PAS_INTERDIT, "Cette étape ne suit pas la précédente, ou la proposition est figée.", ""),
    (VERSION, "INSERT", VERSION_MAL_NEE, "Cette version ne suit pas la précédente.", "NEW.proposition_id"),
    (COMPTANT, "INSERT", COMPTANT_MAL_NE, "La liste des chantiers qui comptent est fixée à l’ouverture.", ""),
    (POSITION, "INSERT", POSITION_MAL_NEE, "Cette version ne reçoit pas cette position.", DE_LA_VERSION),
    (REFUS, "INSERT", REFUS_MAL_NE, "Cette version n’est pas une version mineure ouverte.", DE_LA_VERSION),
    (
        DECISION,
        "INSERT",
        DECISION_MAL_NEE,
        "Les chantiers n’ont pas tous consenti à cette version.",
        "NEW.proposition_id",
    ),
    (
        INTERVENTION,
        "INSERT",
        INTERVENTION_MAL_NEE,
        "Cette étape ne reçoit pas cette intervention.",
        "NEW.proposition_id",
    ),
]
IMMUABLE = "Ce qui a été proposé, dit ou décidé ne se modifie pas : une correction est une nouvelle inscription."


def _remplacement(table: str) -> str:
    egalites = (" AND ".join(f"{colonne} = NEW.{colonne}" for colonne in cle.split()) for cle in CLES[table])
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {egales})" for egales in egalites)


def _definitives(table: str) -> list[Garde]:
    """Rows of `table` are never removed, emptied nor replaced; of some, nothing changes but a text taken out."""
    regles = [regle(f"garde_retrait_{table}", table, "DELETE", "1 = 1", IMMUABLE)]
    # SQLite has no TRUNCATE, PostgreSQL no INSERT OR REPLACE.
    regles.append(
        Garde(
            nom=f"garde_vidage_{table}",
            table=table,
            sqlite=f"BEFORE INSERT ON {table} WHEN {_remplacement(table)} BEGIN SELECT RAISE(ABORT, '{IMMUABLE}'); END",
            postgresql=f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuser()",
        )
    )
    if table in JAMAIS_MODIFIEES:
        regles.append(regle(f"garde_modif_{table}", table, "UPDATE", _retrait_seul(table), IMMUABLE))
    return regles


def declarer() -> None:
    """Hand the rules of consent to the guards of the house (called in `ready()`)."""
    for table, evenement, condition, phrase, proposition in REGLES:
        verrou = f"FROM {PROPOSITION} WHERE id = {proposition} FOR UPDATE" if proposition else ""
        gardes.declarer(regle(f"garde_{evenement.lower()}_{table}", table, evenement, condition, phrase, verrou))
    for table in CLES:
        for garde in _definitives(table):
            gardes.declarer(garde)
