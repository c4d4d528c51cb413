"""A long journal, made fast: entries written by the driver, the guards lifted in this database alone.

Some filters keep most of it, some next to nothing, some nothing at all; a visitor reads one entry in a thousand.
"""

import hashlib
import random
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from django.db import connection, models

from chantiers.models import Etape
from historique.canonique import canonique, engagement
from historique.gardes import oter_les_gardes, poser_les_gardes
from historique.models import ORIGINE_DE_LA_CHAINE, Acte, Changement, Mot, Ouverture, Tete
from tests import fabriques

DEBUT = datetime(2021, 1, 1, tzinfo=UTC)
DUREE = timedelta(days=365 * 5)
LOT = 20_000
# What an entry is: verb, type of its object, share in a thousand. Some go together, some never do.
GENRES = (
    ("modifier", "chantiers.etape", 500),
    ("changer_l_etat", "chantiers.etape", 150),
    ("modifier", "chantiers.moyen", 100),
    ("ajouter", "chantiers.livrable", 100),
    ("ordonner", "chantiers.objectif", 50),
    ("modifier", "membres.organisation", 60),
    ("archiver", "chantiers.etape", 30),
    ("modifier", "pilotage.proposition", 9),
    ("adopter", "pilotage.decision", 1),
)
PERSONNES = 200
FREQUENT, RARE = "reunion", "abeille"
VOCABULAIRE = [f"mot{n}" for n in range(300)]


@dataclass
class Decor:
    """Who and what the entries are about; the last person wrote three entries, long ago."""

    chantiers: list[Any] = field(default_factory=lambda: [fabriques.chantier(n) for n in range(6)])
    personnes: list[Any] = field(default_factory=list)
    etapes: list[Etape] = field(default_factory=list)
    moi: uuid.UUID | None = None

    def __post_init__(self) -> None:
        self.personnes = [fabriques.personne(f"Prénom{n}", f"Nom{n}") for n in range(PERSONNES)]
        for chantier in self.chantiers:
            objectif = fabriques.objectif(fabriques.feuille(chantier))
            self.etapes += [fabriques.etape(objectif, f"Étape {n}") for n in range(30)]


@dataclass
class Lot:
    """Rows to write, by table."""

    actes: list[tuple] = field(default_factory=list)
    changements: list[tuple] = field(default_factory=list)
    ouvertures: list[tuple] = field(default_factory=list)
    mots: list[tuple] = field(default_factory=list)


class Generateur:
    """Entries `debut`…`fin` of a journal that will hold as many."""

    def __init__(self, decor: Decor, total: int) -> None:
        self.alea = random.Random(total)
        self.decor, self.total = decor, total
        self.genres = [(verbe, genre) for verbe, genre, _ in GENRES]
        self.poids = [poids for _, _, poids in GENRES]
        self.autres = {
            genre: [uuid.UUID(int=self.alea.getrandbits(128)) for _ in range(2000)] for _, genre, _ in GENRES
        }

    def lots(self, debut: int) -> Iterator[Lot]:
        for premier in range(debut, self.total + 1, LOT):
            lot = Lot()
            for sequence in range(premier, min(premier + LOT, self.total + 1)):
                self._inscrire(lot, sequence)
            yield lot

    def _inscrire(self, lot: Lot, sequence: int) -> None:
        alea, decor = self.alea, self.decor
        verbe, genre = alea.choices(self.genres, self.poids)[0]
        # The last chantier has been silent since the first tenth; the organisations are of no chantier.
        actifs = decor.chantiers if sequence * 10 < self.total else decor.chantiers[:-1]
        rang = min(int(alea.expovariate(0.6)), len(actifs) - 1)
        chantier = None if genre == "membres.organisation" else actifs[rang]
        etape = genre == "chantiers.etape"
        objet = self._etape(sequence) if etape else alea.choice(self.autres[genre])
        pk, auteur = self._uuid(), self._auteur(sequence, rang)
        motif = self._ouvrir(lot, "Une réunion") if alea.random() < 0.05 else ""
        instant = DEBUT + DUREE * (sequence / self.total)
        lot.actes.append(
            (
                *(pk, sequence, 1, verbe, genre, objet, chantier and chantier.pk),
                *("personne" if auteur else "systeme", auteur, motif, instant, self._visibilite(), "", ""),
                *(hashlib.sha256(str(sequence).encode()).hexdigest(), ORIGINE_DE_LA_CHAINE),
            )
        )
        avant, apres = (canonique(alea.randrange(100)) for _ in range(2))
        lot.changements.append((pk, genre, objet, "avancement" if etape else "rang", avant, apres))
        lot.changements.append((pk, genre, objet, "version", canonique(sequence), canonique(sequence + 1)))
        lot.mots += [(mot, sequence) for mot in self._mots(sequence)]

    def _etape(self, sequence: int) -> uuid.UUID:
        """The first étape has a page of entries in a short journal, 400 in a long one; the last, a few old ones."""
        if sequence <= 200 and self.alea.random() < 0.1:
            return self.decor.etapes[-1].pk
        if self.alea.random() < min(0.04, 400 / self.total):
            return self.decor.etapes[0].pk
        if self.alea.random() < 0.3:
            return self.decor.etapes[self.alea.randrange(1, len(self.decor.etapes) - 1)].pk
        return self.alea.choice(self.autres["chantiers.etape"])

    def _mots(self, sequence: int) -> set[str]:
        mots = {self.alea.choice(VOCABULAIRE)}
        if self.alea.random() < 0.6:
            mots.add(FREQUENT)
        return mots | ({RARE} if sequence in {2, 3} else set())

    def _auteur(self, sequence: int, rang: int) -> uuid.UUID | None:
        """Each person works in one chantier: person n in chantier n modulo 6."""
        if sequence <= 3:
            return self.decor.personnes[-1].pk
        hasard = self.alea.random()
        if hasard < 0.05:
            return None
        if self.decor.moi is not None and hasard < 0.051:
            return self.decor.moi
        return self.decor.personnes[self.alea.randrange((PERSONNES - 6) // 6) * 6 + rang].pk

    def _visibilite(self) -> str:
        return self.alea.choices(("membres", "restreinte", "comite", "publique"), (969, 20, 10, 1))[0]

    def _ouvrir(self, lot: Lot, texte: str) -> str:
        sel = f"{self.alea.getrandbits(256):064x}"
        lot.ouvertures.append((cle := engagement(sel, texte), sel, texte))
        return cle

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.alea.getrandbits(128))


def peupler(decor: Decor, total: int) -> None:
    """Bring the journal to `total` entries, without a chain."""
    debut = Acte.objects.count() + 1
    with plume() as a_la_main:
        for lot in Generateur(decor, total).lots(debut):
            a_la_main.inserer(Acte, lot.actes)
            a_la_main.inserer(Changement, lot.changements)
            a_la_main.inserer(Ouverture, lot.ouvertures)
            a_la_main.inserer(Mot, lot.mots)
        a_la_main.executer(f"UPDATE {Tete._meta.db_table} SET dernier = %s", total)


# The driver -----------------------------------------------------------------------------------------------------------


class Plume:
    """Writes by the driver itself, past the watch at Django's connection."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def inserer(self, modele: Any, lignes: list[tuple]) -> None:
        """Rows with all the columns of the model but an automatic key."""
        table, colonnes = modele._meta.db_table, ", ".join(colonnes_de(modele))
        if isinstance(self.client, sqlite3.Connection):
            places = ", ".join("?" * len(colonnes_de(modele)))
            valeurs = ([_en_sqlite(valeur) for valeur in ligne] for ligne in lignes)
            self.client.executemany(f"INSERT INTO {table} ({colonnes}) VALUES ({places})", valeurs)
            return
        with self.client.cursor() as curseur, curseur.copy(f"COPY {table} ({colonnes}) FROM STDIN") as copie:
            for ligne in lignes:
                copie.write_row(ligne)

    def executer(self, ordre: str, *valeurs: Any) -> None:
        if isinstance(self.client, sqlite3.Connection):
            self.client.execute(ordre.replace("%s", "?"), [_en_sqlite(valeur) for valeur in valeurs])
        else:
            self.client.execute(ordre, valeurs)


@contextmanager
def plume() -> Iterator[Plume]:
    """One transaction without guards, in this database alone; they are back after it."""
    oter_les_gardes(connection.introspection.table_names())
    connection.close()
    reglages = connection.settings_dict
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(reglages["NAME"])) as client, client:
            client.execute("PRAGMA synchronous=OFF")
            client.execute("PRAGMA cache_size=-800000")
            yield Plume(client)
    else:
        acces = {nom.lower(): reglages[nom] for nom in ("HOST", "PORT", "USER", "PASSWORD")}
        with psycopg.connect(dbname=reglages["NAME"], **acces) as client:
            client.execute("SET synchronous_commit = off")
            yield Plume(client)
    poser_les_gardes()
    analyser()


def colonnes_de(modele: Any) -> list[str]:
    champs = modele._meta.concrete_fields
    return [champ.column for champ in champs if not isinstance(champ, models.AutoField)]


def _en_sqlite(valeur: Any) -> Any:
    match valeur:
        case uuid.UUID():
            return valeur.hex
        case datetime():
            return valeur.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        case date():
            return valeur.isoformat()
    return valeur


def analyser() -> None:
    """What PostgreSQL does by itself after a while; nothing does on SQLite, whose planner then knows no figures."""
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute("VACUUM ANALYZE")
