"""Rules that no constraint can hold, because they read other rows: triggers of one SQL condition for both databases.

The rooms declare them with `historique.gardes.declarer(regle(…))`.
"""

from historique.gardes import FONCTIONS, Garde, en_sqlite


def regle(nom: str, table: str, evenement: str, condition: str, phrase: str, verrou: str = "") -> Garde:
    """A trigger that refuses the write when `condition` holds, with a sentence for people.

    `verrou` (« FROM … WHERE … FOR UPDATE ») is what PostgreSQL locks before it reads, so that two transactions at the
    same instant see each other; SQLite has one writer.
    """
    fonction = f"{nom}_verifier"
    verrouiller = f"PERFORM 1 {verrou};" if verrou else ""
    FONCTIONS[fonction] = f"""
BEGIN
  {verrouiller}
  IF ({condition}) THEN RAISE EXCEPTION '{phrase}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN NEW;
END"""
    return Garde(
        nom=nom,
        table=table,
        sqlite=f"BEFORE {evenement} ON {table} WHEN {en_sqlite(condition)} BEGIN SELECT RAISE(ABORT, '{phrase}'); END",
        postgresql=f"BEFORE {evenement} ON {table} FOR EACH ROW EXECUTE FUNCTION {fonction}()",
    )
