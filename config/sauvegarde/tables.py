"""The rows of an instance as canonical JSON lines, the same whichever database they come from and go to.

One member per model, `tables/<app>.<model>.ndjson`: the names of the columns, then one list per row in the order of
the primary key. What is read back is the same value in the same column: instants to the microsecond, keys, NULLs.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models.functions import Collate
from django.utils.duration import duration_iso_string

from config.sauvegarde import SauvegardeRefusee
from config.sauvegarde.archive import Archive, Ecrivain
from config.sauvegarde.base import modeles
from historique import saisie
from historique.gardes import gardes, oter_les_gardes

PREFIXE = "tables/"
LOT = 500


def membre(modele: type[models.Model]) -> str:
    return f"{PREFIXE}{modele._meta.label_lower}.ndjson"


def colonnes(modele: type[models.Model]) -> list[Any]:
    """The fields that are columns (a composite key is none)."""
    return [champ for champ in modele._meta.local_concrete_fields if champ.column]


# Out ------------------------------------------------------------------------------------------------------------------


def ecrire_les_tables(sortie: Ecrivain) -> int:
    """Write all the rows; returns how many."""
    compte = 0
    for modele in modeles():
        lignes = _lignes(modele)
        sortie.octets(membre(modele), lignes)
        compte += modele._base_manager.count()
    return compte


def _lignes(modele: type[models.Model]) -> Iterator[bytes]:
    champs = colonnes(modele)
    yield _json([champ.column for champ in champs])
    cles = [cle for cle in modele._meta.pk_fields for cle in [_ordre(cle)]]
    rangees = modele._base_manager.order_by(*cles).values_list(*(champ.attname for champ in champs))
    for rangee in rangees.iterator(LOT):
        yield _json([_valeur(champ, valeur) for champ, valeur in zip(champs, rangee, strict=True)])


def _ordre(cle: Any) -> Any:
    """The order of bytes, which is SQLite's own, and not that of a language."""
    textuelle = isinstance(cle, models.CharField | models.TextField) and connection.vendor == "postgresql"
    return Collate(cle.attname, "C") if textuelle else cle.attname


def _json(valeur: Any) -> bytes:
    texte = json.dumps(valeur, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return texte.encode() + b"\n"


def _valeur(champ: Any, valeur: Any) -> Any:
    """What JSON can say of a value, and `champ.to_python` understands."""
    if valeur is None or isinstance(champ, models.JSONField):
        return valeur
    match valeur:
        case bool() | int() | str() | float():
            return valeur
        case datetime():
            return valeur.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case date() | time():
            return valeur.isoformat()
        case timedelta():
            return duration_iso_string(valeur)
        case UUID() | Decimal():
            return str(valeur)
        case bytes() | memoryview():
            return b64encode(bytes(valeur)).decode()
    raise TypeError(f"{champ}: {type(valeur).__name__} has no JSON form")


# In -------------------------------------------------------------------------------------------------------------------


def rendre_les_tables(archive: Archive) -> int:
    """Make the tables of an empty database, fill them past the guards, which are to be put back; returns the rows."""
    attendus = {membre(modele): modele for modele in modeles()}
    if ecart := set(archive.sous(PREFIXE)) ^ set(attendus):
        raise SauvegardeRefusee(f"Cette sauvegarde n’a pas les tables de cette version du logiciel ({min(ecart)}).")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    oter_les_gardes({garde.table for garde in gardes()})
    with saisie.restitution(), transaction.atomic(durable=True):
        _vider(list(attendus.values()))
        compte = sum(_remplir(archive, nom, modele) for nom, modele in attendus.items())
        with connection.cursor() as curseur:
            for ordre in connection.ops.sequence_reset_sql(no_style(), list(attendus.values())):
                curseur.execute(ordre)
            try:
                connection.check_constraints()
            except IntegrityError as erreur:
                raise SauvegardeRefusee(
                    f"Une ligne de la sauvegarde renvoie à une ligne absente : {erreur}"
                ) from erreur
    return compte


def _vider(lesquels: list[type[models.Model]]) -> None:
    """Take out what `migrate` wrote by itself: the backup brings it."""
    with connection.cursor() as curseur:
        for modele in lesquels:
            curseur.execute(f"DELETE FROM {connection.ops.quote_name(modele._meta.db_table)}")


def _remplir(archive: Archive, nom: str, modele: type[models.Model]) -> int:
    champs = colonnes(modele)
    lignes = archive.lignes(nom)
    if json.loads(next(lignes)) != [champ.column for champ in champs]:
        raise SauvegardeRefusee(f"{nom} n’a pas les colonnes de cette version du logiciel.")
    nommer = connection.ops.quote_name
    cibles = ", ".join(nommer(champ.column) for champ in champs)
    places = ", ".join("%s" for _ in champs)
    ordre = f"INSERT INTO {nommer(modele._meta.db_table)} ({cibles}) VALUES ({places})"
    compte = 0
    with connection.cursor() as curseur:
        for lot in batched(lignes, LOT):
            rangees = [[_colonne(c, v) for c, v in zip(champs, json.loads(ligne), strict=True)] for ligne in lot]
            try:
                curseur.executemany(ordre, rangees)
            except (DataError, IntegrityError, ValueError) as erreur:
                raise SauvegardeRefusee(f"{nom} : la base refuse une ligne ({erreur}).") from erreur
            compte += len(rangees)
    return compte


def _colonne(champ: Any, valeur: Any) -> Any:
    """What the database takes for a value of the file; dates that fill themselves are left as they are."""
    if isinstance(champ, models.JSONField):
        if valeur is None and champ.null:
            return None
        return connection.ops.adapt_json_value(valeur, champ.encoder)
    return champ.get_db_prep_save(champ.to_python(valeur), connection)
