"""The journal as files: all the entries for who verifies, sentences for who reads. Streamed, each in one snapshot.

Every thousand entries cost the same number of queries, however many there are.
"""

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import batched
from typing import Any

from historique.canonique import lire
from historique.chaine import LOT, inscriptions, octets
from historique.horloge import PARIS
from historique.lecture.inscriptions import Connus, Inscription, lire_inscriptions
from historique.lecture.journal import Filtre
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


# NDJSON: what `verifier.py` reads ----------------------------------------------------------------------------------


def en_ndjson(note: str, cle: str, acces: Any) -> Iterator[str]:
    """The entries up to the signed point `note`, each line in its only text; content for who may read it, else a leaf.

    An entry is given with its content when this person may read it and all the objects that it changes.
    """
    with lecture_coherente():
        yield from lignes_ndjson(note, cle, lambda acte, changements: _se_lit(acte, changements, acces))


def lignes_ndjson(note: str, cle: str, se_lit: Callable[[Acte, Changements], bool]) -> Iterator[str]:
    """The same lines, in the snapshot of who asks: a backup has them all."""
    yield _ligne({"format": FORMAT, "origine": cle.split("+")[0], "cle": cle})
    for lot in batched(inscriptions(jusqua=lire_note(note).taille), LOT):
        lisibles = {acte.pk for acte, changements in lot if se_lit(acte, changements)}
        scelles = {acte.pk: _scelles(acte, changements) for acte, changements in lot if acte.pk in lisibles}
        ouvertures = _ouvertures({engagement for siens in scelles.values() for engagement in siens})
        for acte, changements in lot:
            ligne = {"sequence": acte.sequence, "feuille": acte.feuille, "chaine": acte.chaine}
            if acte.pk in lisibles:
                ligne["inscription"] = json.loads(octets(acte, changements))
                ligne["ouvertures"] = [ouvertures[e] for e in scelles[acte.pk] if e in ouvertures]
            yield _ligne(ligne)
    yield _ligne({"point_de_controle": note})


def _ligne(valeur: dict[str, Any]) -> str:
    return canonique(valeur) + "\n"


def _se_lit(acte: Acte, changements: Changements, acces: Any) -> bool:
    sienne = acte.auteur_id is not None and acte.auteur_id == acces.personne_id
    return (sienne or acte.visibilite in acces.visibilites) and se_lit_en_entier(changements, acces)


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
        # The mark by which spreadsheets know UTF-8.
        yield "\ufeff" + ecrire(COLONNES)
        apres, actes = 0, filtre.lisibles_par(acces).order_by("sequence")
        while lot := list(actes.filter(sequence__gt=apres)[:LOT]):
            lues = lire_inscriptions(lot, acces, connus=connus)
            for acte, inscription in zip(lot, lues, strict=True):
                for rangee in _rangees(inscription):
                    yield ecrire(map(_cellule, [*rangee, acte.feuille, acte.chaine]))
            apres = lot[-1].sequence


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
