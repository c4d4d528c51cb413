"""A sheet as CSV for a French spreadsheet: `;`, decimal comma, UTF-8 with its mark, CRLF."""

import csv
import io
from datetime import date
from decimal import Decimal

from budget.exports.feuille import Feuille, Genre, Valeur
from budget.montants import en_euros

MARQUE = "\ufeff"
# What a spreadsheet takes for the beginning of a formula, or what hides one.
FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n")


def en_csv(feuille: Feuille) -> bytes:
    sortie = io.StringIO(newline="")
    ecrire = csv.writer(sortie, delimiter=";", lineterminator="\r\n").writerow
    for rangee in feuille.entete:
        ecrire(map(sans_formule, rangee))
    ecrire([sans_formule(colonne.titre) for colonne in feuille.colonnes])
    genres = [colonne.genre for colonne in feuille.colonnes]
    for ligne in feuille.lignes:
        ecrire([cellule(genre, valeur) for genre, valeur in zip(genres, ligne, strict=True)])
    return (MARQUE + sortie.getvalue()).encode()


def cellule(genre: Genre, valeur: Valeur) -> str:
    """Numbers are never prefixed: a negative one stays a number."""
    if valeur is None:
        return ""
    if isinstance(valeur, date):
        return valeur.strftime("%d/%m/%Y")
    if genre == Genre.TEXTE:
        return sans_formule(str(valeur))
    if genre == Genre.MONTANT:
        return f"{en_euros(int(str(valeur))):.2f}".replace(".", ",")
    if isinstance(valeur, Decimal) and genre == Genre.NOMBRE:
        # « 2,5 », without the zeros that the database keeps.
        valeur = valeur.normalize()
    return f"{valeur:f}".replace(".", ",") if isinstance(valeur, Decimal) else str(valeur)


def sans_formule(contenu: str) -> str:
    """`=1+1` is written `'=1+1`: a text that people typed, and never a formula."""
    return f"'{contenu}" if contenu.startswith(FORMULES) else contenu
