"""The statements that every act runs, written out: to build them anew each time costs more than to run them.

They go through Django's cursor, so the watch at the connection (`connexion.veiller`) reads them like any other.
"""

from collections.abc import Collection, Iterable
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connection, models

# Rows per statement: far under what a statement may hold of values.
LOT = 100


def inserer(objets: Iterable[models.Model]) -> None:
    """Insert new rows of one model as they are: no signal is sent, and a key that the database makes is not read."""
    for lot in batched(objets, LOT):
        modele = type(lot[0])
        champs = [c for c in modele._meta.concrete_fields if not isinstance(c, models.AutoField)]
        ligne = f"({', '.join(['%s'] * len(champs))})"
        valeurs = [c.get_db_prep_save(getattr(objet, c.attname), connection) for objet in lot for c in champs]
        ordre = f"INSERT INTO {_nom(modele._meta.db_table)} ({_noms(champs)}) VALUES {', '.join([ligne] * len(lot))}"
        with connection.cursor() as curseur:
            curseur.execute(ordre, valeurs)


def verrouiller(modele: type[models.Model], pk: Any, *colonnes: str) -> tuple[Any, ...] | None:
    """These columns (numbers or texts) of a row, locked until the end of the transaction; None if it is not there."""
    champs = [modele._meta.get_field(colonne) for colonne in colonnes]
    cle: Any = modele._meta.pk
    ordre = f"SELECT {_noms(champs)} FROM {_nom(modele._meta.db_table)} WHERE {_nom(cle.column)} = %s"
    if connection.features.has_select_for_update:
        ordre = f"{ordre} {connection.ops.for_update_sql()}"
    with connection.cursor() as curseur:
        curseur.execute(ordre, [cle.get_db_prep_value(pk, connection)])
        return curseur.fetchone()


def remplacer(modele: type[models.Model], pk: Any, **valeurs: Any) -> None:
    """Write these columns (numbers or texts) of a row."""
    cle: Any = modele._meta.pk
    champs: list[Any] = [modele._meta.get_field(colonne) for colonne in valeurs]
    affectations = ", ".join(f"{_nom(champ.column)} = %s" for champ in champs)
    ordre = f"UPDATE {_nom(modele._meta.db_table)} SET {affectations} WHERE {_nom(cle.column)} = %s"
    with connection.cursor() as curseur:
        curseur.execute(ordre, [*valeurs.values(), cle.get_db_prep_value(pk, connection)])


def etats(modele: type[models.Model], acte: UUID, ids: Collection[UUID], versions: Collection[int]) -> Iterable[Any]:
    """The historical rows that this act wrote, and those of these objects at these versions, in order of version."""
    champ: dict[str, Any] = {nom: modele._meta.get_field(nom) for nom in ("acte", "id", "version")}
    acte_, id_, version = (_nom(champ[nom].column) for nom in champ)
    ordre = (
        f"SELECT {_noms(modele._meta.concrete_fields)} FROM {_nom(modele._meta.db_table)} WHERE {acte_} = %s"
        f" OR ({id_} IN ({_places(ids)}) AND {version} IN ({_places(versions)})) ORDER BY {version}"
    )
    cles = [champ["id"].get_db_prep_value(pk, connection) for pk in ids]
    valeurs = [champ["acte"].get_db_prep_value(acte, connection), *cles, *versions]
    return modele._default_manager.raw(ordre, valeurs)


def _places(valeurs: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(valeurs))


def _nom(nom: str) -> str:
    return connection.ops.quote_name(nom)


def _noms(champs: Iterable[Any]) -> str:
    return ", ".join(_nom(champ.column) for champ in champs)
