"""Sheets as XLSX: numbers as numbers, texts as texts whatever they begin with, the header frozen."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from budget.exports.feuille import Feuille, Genre, Valeur

# 40C is French: groups of three by a space and a decimal comma, in any language of the spreadsheet.
EUROS = r"#,##0.00\ [$€-40C]"
FORMATS = {
    Genre.TEXTE: "@",
    Genre.MONTANT: f"{EUROS};[Red]-{EUROS}",
    Genre.EUROS: r"#,##0\ [$€-40C]",
    Genre.ENTIER: "0",
    Genre.NOMBRE: "General",
    Genre.DATE: "dd/mm/yyyy",
    Genre.POURCENTAGE: r"0.0\ %",
}
LONGUEUR_MAXIMALE = 32_767  # characters in a cell
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def en_xlsx(feuilles: Sequence[Feuille]) -> bytes:
    sortie = io.BytesIO()
    classeur = xlsxwriter.Workbook(sortie, OPTIONS)
    gras = classeur.add_format({"bold": True})
    titre = classeur.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    styles = {
        (genre, total): classeur.add_format({"num_format": code, "bold": total, "top": int(total)})
        for genre, code in FORMATS.items()
        for total in (False, True)
    }
    for feuille in feuilles:
        page = classeur.add_worksheet(feuille.titre)
        for rang, (nom, valeur) in enumerate(feuille.entete):
            page.write_string(rang, 0, nom, gras)
            page.write_string(rang, 1, valeur)
        _ecrire(page, feuille, titre, styles)
    classeur.close()
    return sortie.getvalue()


def _ecrire(page: Any, feuille: Feuille, titre: Any, styles: dict[tuple[Genre, bool], Any]) -> None:
    debut = len(feuille.entete)
    for rang, colonne in enumerate(feuille.colonnes):
        page.set_column(rang, rang, colonne.largeur)
        page.write_string(debut, rang, colonne.titre, titre)
    page.freeze_panes(debut + 1, 0)
    page.repeat_rows(debut)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for numero, ligne in enumerate(feuille.lignes):
        total = numero in feuille.totaux
        for rang, (colonne, valeur) in enumerate(zip(feuille.colonnes, ligne, strict=True)):
            # A matrix is mostly empty: nothing is written there.
            if valeur is not None or total:
                _cellule(page, debut + 1 + numero, rang, colonne.genre, valeur, styles[colonne.genre, total])


def _cellule(page: Any, ligne: int, colonne: int, genre: Genre, valeur: Valeur, style: Any) -> None:
    if valeur is None:
        page.write_blank(ligne, colonne, None, style)
    elif isinstance(valeur, date):
        page.write_datetime(ligne, colonne, valeur, style)
    elif genre == Genre.TEXTE:
        page.write_string(ligne, colonne, str(valeur)[:LONGUEUR_MAXIMALE], style)
    else:
        # Euros and shares of one: what the spreadsheet computes with.
        diviseur = 100 if genre in (Genre.MONTANT, Genre.POURCENTAGE) else 1
        page.write_number(ligne, colonne, float(str(valeur)) / diviseur, style)
