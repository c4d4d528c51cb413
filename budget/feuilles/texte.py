"""Cells as text: CSV of any usual kind, and the tabulated text that spreadsheets copy and paste."""

import codecs
import csv
import io
import re

from historique.refus import ActionRefusee

type Grille = list[list[str]]

TABULATION = "\t"
SEPARATEURS = (TABULATION, ";", ",")
# All control characters but tab and the two ends of line; the NUL that PostgreSQL refuses is one of them.
INVISIBLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ILLISIBLE = (
    "Ce fichier n’est ni une feuille XLSX ou ODS, ni un texte CSV. "
    "Enregistrez votre feuille dans un de ces trois formats, puis choisissez-la de nouveau."
)


def decoder(octets: bytes) -> str:
    """Text of a CSV: UTF-8, UTF-16 with its mark (« Texte Unicode »), or else Windows-1252. Raises ActionRefusee."""
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codes = ["utf-16"]
    elif b"\0" in octets:
        codes = []
    else:
        codes = ["utf-8-sig", "cp1252"]
    for code in codes:
        try:
            return octets.decode(code)
        except UnicodeDecodeError:
            continue
    raise ActionRefusee(ILLISIBLE, "fichier")


def separateur(texte: str) -> str:
    """The one that cuts the first row that holds something into the most cells."""
    premiere = next((ligne for ligne in texte.splitlines() if ligne.strip()), "")
    hors_guillemets = re.sub(r'"[^"]*"', "", premiere)
    return max(SEPARATEURS, key=hors_guillemets.count)


def en_grille(texte: str, coupe: str | None = None) -> Grille:
    """The cells of `texte`, trimmed. A quote that closes nothing is a character like another."""
    texte = texte.replace("\r\n", "\n").replace("\r", "\n")
    coupe = coupe or separateur(texte)
    try:
        lues = list(csv.reader(io.StringIO(texte, newline=""), delimiter=coupe, strict=True))
    except csv.Error:
        lues = [ligne.split(coupe) for ligne in texte.split("\n")]
    return [[nettoyer(cellule) for cellule in rangee] for rangee in lues]


def nettoyer(cellule: str) -> str:
    return INVISIBLES.sub("", cellule).strip()


def en_texte(grille: Grille) -> str:
    """The tabulated text of these cells, which `en_grille` reads back."""
    sortie = io.StringIO(newline="")
    csv.writer(sortie, delimiter=TABULATION, lineterminator="\n").writerows(grille)
    return sortie.getvalue()
