"""The journal as files: all the entries for who verifies, sentences for who reads.

Streamed by lots of a thousand entries, each read in one snapshot and at the same number of queries. A journal only
grows: stopped where it ended when the file was begun, it is one state. One snapshot held until the last byte would let
a slow download stop all writing on SQLite.
"""

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import batched
from typing import Any

from historique.canonique import lire
from historique.chaine import LOT, inscriptions, octets
from historique.horloge import PARIS
from historique.lecture.inscriptions import Connus, Inscription, lire_inscriptions, reserves_pour
from historique.lecture.journal import Filtre
from historique.lecture.passe import derniere_sequence
from historique.lecture.place import se_lit_en_entier
from historique.middleware import lecture_coherente
from historique.models import Acte, Changement, Ouverture
from historique.note import lire_note
from historique.verifier import FORMAT, canonique

# What one query may name; more openings than that are read in several.
NOMMES = 10_000
# A spreadsheet takes what begins so for a formula.
FORMULES = ("=", "+", "-", "@", "\t", "\r")
COLONNES = (
    "Inscription",
    "Date et heure (Paris)",
    "Ce qui s’est passé",
    "Auteur",
    "Chantier",
    "Motif",
    "Élément",
    "Champ",
    "Avant",
    "Après",
    "Lisible par",
    "Origine",
    "Empreinte du contenu",
    "Empreinte de la chaîne",
)
type Changements = list[Changement]
type SeLit = Callable[[Acte, Changements], bool]


# NDJSON: what `verifier.py` reads ----------------------------------------------------------------------------------


def en_ndjson(note: str, cle: str, acces: Any) -> Iterator[str]:
    """The entries up to the signed point `note`, each line in its only text; content for who may read it, else a leaf.

    An entry is given with its content when this person may read it and all the objects that it changes.
    """
    return _ndjson(note, cle, lambda acte, changements: _se_lit(acte, changements, acces), lecture_coherente)


def tout_en_ndjson(note: str, cle: str) -> Iterator[str]:
    """All of it, whoever may read it: for a backup, in the snapshot that its caller has opened."""
    return _ndjson(note, cle, lambda acte, changements: True, nullcontext)


def _ndjson(note: str, cle: str, se_lit: SeLit, lecture: Callable[[], AbstractContextManager[Any]]) -> Iterator[str]:
    yield _ligne({"format": FORMAT, "origine": cle.split("+")[0], "cle": cle})
    taille = lire_note(note).taille
    for apres in range(0, taille, LOT):
        with lecture():
            lignes = _lignes(list(inscriptions(apres, min(apres + LOT, taille))), se_lit)
        yield "".join(lignes)
    yield _ligne({"point_de_controle": note})


def _lignes(lot: list[tuple[Acte, Changements]], se_lit: SeLit) -> list[str]:
    scelles = {a.pk: _scelles(a, changements) for a, changements in lot if se_lit(a, changements)}
    ouvertures = _ouvertures({engagement for siens in scelles.values() for engagement in siens})
    lignes = []
    for acte, changements in lot:
        ligne: dict[str, Any] = {"sequence": acte.sequence, "feuille": acte.feuille, "chaine": acte.chaine}
        if acte.pk in scelles:
            ligne["inscription"] = json.loads(octets(acte, changements))
            ligne["ouvertures"] = [ouvertures[e] for e in scelles[acte.pk] if e in ouvertures]
        lignes.append(_ligne(ligne))
    return lignes


def _ligne(valeur: dict[str, Any]) -> str:
    return canonique(valeur) + "\n"


def _se_lit(acte: Acte, changements: Changements, acces: Any) -> bool:
    sienne = acte.auteur_id is not None and acte.auteur_id == acces.personne_id
    if not (sienne or acte.visibilite in acces.visibilites) or not se_lit_en_entier(changements, acces):
        return False
    reserves = reserves_pour(changements, acces)
    return not any((changement.champ, changement.objet_id) in reserves for changement in changements)


def _scelles(acte: Acte, changements: Changements) -> list[str]:
    """The commitments of an entry, sorted, each once."""
    valeurs = [lire(v) for c in changements for v in (c.avant, c.apres) if v is not None]
    return sorted({v["engagement"] for v in valeurs if isinstance(v, dict)} | ({acte.motif} - {""}))


def _ouvertures(engagements: Collection[str]) -> dict[str, Any]:
    """What these commitments hide, as far as it was not taken out."""
    ouvertures: dict[str, Any] = {}
    for lot in batched(engagements, NOMMES):
        lignes = Ouverture.objects.filter(pk__in=lot).values("engagement", "sel", "valeur")
        ouvertures |= {ligne["engagement"]: ligne for ligne in lignes}
    return ouvertures


# CSV: what a spreadsheet reads -------------------------------------------------------------------------------------


class _Echo:
    """What `csv` writes to: it gives back each line."""

    def write(self, ligne: str) -> str:
        return ligne


def en_csv(filtre: Filtre, acces: Any, connus: Connus) -> Iterator[str]:
    """The entries that this person may read and that match, in sentences: one line per changed field, oldest first."""
    ecrire = csv.writer(_Echo(), delimiter=";").writerow
    with lecture_coherente():
        actes = filtre.lisibles_par(acces).filter(sequence__lte=derniere_sequence()).order_by("sequence")
    # The mark by which spreadsheets know UTF-8.
    yield "\ufeff" + ecrire(COLONNES)
    apres: int | None = 0
    while apres is not None:
        with lecture_coherente():
            lot = list(actes.filter(sequence__gt=apres)[:LOT])
            lues = zip(lot, lire_inscriptions(lot, acces, connus=connus), strict=True)
        rangees = [[*rangee, acte.feuille, acte.chaine] for acte, lue in lues for rangee in _rangees(lue)]
        yield "".join(ecrire(map(_cellule, rangee)) for rangee in rangees)
        apres = lot[-1].sequence if len(lot) == LOT else None


def _rangees(inscription: Inscription) -> Iterable[list[Any]]:
    """One row per changed field; one alone for an object of which nothing is shown, or for an entry without any."""
    portee = inscription.portee
    tete = [
        inscription.sequence,
        inscription.instant.astimezone(PARIS).strftime("%Y-%m-%d %H:%M:%S"),
        inscription.phrase,
        inscription.auteur,
        (f"{portee.numero}. {portee.nom}" if portee.numero else portee.nom) if portee else "",
        inscription.motif,
    ]
    fin = [inscription.lecteurs, Acte.Origine(inscription.origine).label]
    for touche in inscription.touches:
        for modification in touche.modifications:
            changement = [modification.champ, modification.avant or "", modification.apres]
            yield [*tete, touche.intitule, *changement, *fin]
        if not touche.modifications:
            yield [*tete, touche.intitule, "(détail réservé)" if touche.reservee else "", "", "", *fin]
    if not inscription.touches:
        yield [*tete, "", "", "", "", *fin]


def _cellule(valeur: Any) -> str:
    texte = str(valeur)
    return f"'{texte}" if texte.startswith(FORMULES) else texte
