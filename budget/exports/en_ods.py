"""Sheets as ODS: typed cells and no formula.

`odfdo` makes the document (its parts, styles, metadata); the content is written as one text, a hundred times faster
than cell by cell for the 2,000 lines of a large budget.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document

from budget.exports.en_csv import cellule as affichee
from budget.exports.feuille import Colonne, Feuille, Genre, Valeur
from budget.montants import en_euros

ESPACES = "office style text table number fo".split()
AUTRES = {"fo": "xsl-fo-compatible", "number": "datastyle"}
RACINE = "urn:oasis:names:tc:opendocument:xmlns:"
# What XML 1.0 cannot hold.
INTERDITS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BLANCS = re.compile(r"^ | {2,}|\t")
FRANCAIS = 'number:language="fr" number:country="FR"'
NOMBRE = '<number:number number:min-integer-digits="1" number:grouping="{g}" number:decimal-places="{d}"{m}/>'
MONNAIE = f"<number:currency-symbol {FRANCAIS}>€</number:currency-symbol>"
DATE = (
    '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
    '<number:text>/</number:text><number:year number:style="long"/>'
)


def _nombre(decimales: int, groupe: bool = True, minimum: int | None = None) -> str:
    moins = "" if minimum is None else f' number:min-decimal-places="{minimum}"'
    return NOMBRE.format(g=str(groupe).lower(), d=decimales, m=moins)


# Genre → the kind of its number style, and what is in it.
DESSINS = {
    Genre.MONTANT: ("currency", f"{_nombre(2)}<number:text>\u00a0</number:text>{MONNAIE}"),
    Genre.EUROS: ("currency", f"{_nombre(0)}<number:text>\u00a0</number:text>{MONNAIE}"),
    Genre.ENTIER: ("number", _nombre(0, groupe=False)),
    Genre.NOMBRE: ("number", _nombre(3, minimum=0)),
    Genre.DATE: ("date", DATE),
    Genre.POURCENTAGE: ("percentage", f"{_nombre(1)}<number:text>\u00a0%</number:text>"),
}


def en_ods(feuilles: Sequence[Feuille], titre: str) -> bytes:
    document = Document("spreadsheet")
    document.meta.title = titre
    document.meta.language = "fr-FR"
    espaces = " ".join(f'xmlns:{nom}="{RACINE}{AUTRES.get(nom, nom)}:1.0"' for nom in ESPACES)
    contenu = "".join(
        [
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {espaces} office:version="1.3">',
            f"<office:automatic-styles>{''.join(_styles(feuilles))}</office:automatic-styles>",
            "<office:body><office:spreadsheet>",
            *(morceau for rang, feuille in enumerate(feuilles) for morceau in _table(rang, feuille)),
            "</office:spreadsheet></office:body></office:document-content>",
        ]
    )
    parties = document.container
    assert parties is not None  # a new document has its parts
    parties.set_part("content.xml", contenu.encode())
    sortie = io.BytesIO()
    document.save(sortie, pretty=False)
    return sortie.getvalue()


def _styles(feuilles: Sequence[Feuille]) -> Iterator[str]:
    for genre, (forme, dessin) in DESSINS.items():
        yield f'<number:{forme}-style style:name="N{genre}" {FRANCAIS}>{dessin}</number:{forme}-style>'
    for genre in Genre:
        donnees = f' style:data-style-name="N{genre}"' if genre in DESSINS else ""
        cellule = f'style:family="table-cell" style:parent-style-name="Default"{donnees}'
        yield f'<style:style style:name="{genre}" {cellule}/>'
        gras = '<style:text-properties fo:font-weight="bold"/>'
        yield f'<style:style style:name="{genre}-total" {cellule}>{gras}</style:style>'
    for rang, feuille in enumerate(feuilles):
        for numero, colonne in enumerate(feuille.colonnes):
            largeur = f'<style:table-column-properties style:column-width="{colonne.largeur * 0.21:.2f}cm"/>'
            nom = f'style:name="C{rang}-{numero}" style:family="table-column"'
            yield f"<style:style {nom}>{largeur}</style:style>"


def _table(rang: int, feuille: Feuille) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(feuille.titre)}>"
    for numero in range(len(feuille.colonnes)):
        yield f'<table:table-column table:style-name="C{rang}-{numero}"/>'
    for nom, valeur in feuille.entete:
        yield _rangee([_texte(nom, f"{Genre.TEXTE}-total"), _texte(valeur, Genre.TEXTE)])
    titres = _rangee(_texte(colonne.titre, f"{Genre.TEXTE}-total") for colonne in feuille.colonnes)
    yield f"<table:table-header-rows>{titres}</table:table-header-rows>"
    for numero, ligne in enumerate(feuille.lignes):
        fin = "-total" if numero in feuille.totaux else ""
        yield _rangee(_cellules(zip(feuille.colonnes, ligne, strict=True), fin))
    yield "</table:table>"


def _cellules(valeurs: Iterable[tuple[Colonne, Valeur]], fin: str) -> Iterator[str]:
    """A matrix is mostly empty: empty cells that follow each other are one element."""
    for vide, ensemble in groupby(valeurs, key=lambda paire: paire[1] is None and not fin):
        if vide:
            yield f'<table:table-cell table:number-columns-repeated="{len(list(ensemble))}"/>'
        else:
            yield from (_cellule(colonne, valeur, fin) for colonne, valeur in ensemble)


def _rangee(cellules: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cellules)}</table:table-row>"


def _cellule(colonne: Colonne, valeur: Valeur, fin: str) -> str:
    genre = colonne.genre
    style = f"{genre}{fin}"
    if valeur is None:
        return f'<table:table-cell table:style-name="{style}"/>'
    if isinstance(valeur, date):
        return _typee(style, f'"date" office:date-value="{valeur.isoformat()}"', affichee(genre, valeur))
    if genre == Genre.TEXTE:
        return _texte(str(valeur), style)
    type_ods, nombre = _nombre_type(genre, Decimal(valeur))
    return _typee(style, f'{type_ods} office:value="{nombre:f}"', affichee(genre, valeur))


def _nombre_type(genre: Genre, valeur: Decimal) -> tuple[str, Decimal]:
    if genre == Genre.MONTANT:
        return '"currency" office:currency="EUR"', en_euros(int(valeur))
    if genre == Genre.EUROS:
        return '"currency" office:currency="EUR"', valeur
    return ('"percentage"', valeur / 100) if genre == Genre.POURCENTAGE else ('"float"', valeur)


def _typee(style: str, attributs: str, lue: str) -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type={attributs}>'
        f"<text:p>{lue}</text:p></table:table-cell>"
    )


def _texte(contenu: str, style: str) -> str:
    lignes = INTERDITS.sub("", contenu).splitlines() or [""]
    paragraphes = "".join(f"<text:p>{_ligne_de_texte(ligne)}</text:p>" for ligne in lignes)
    return f'<table:table-cell table:style-name="{style}" office:value-type="string">{paragraphes}</table:table-cell>'


def _ligne_de_texte(ligne: str) -> str:
    """Spaces that ODS would fold, and tabs, are elements there."""
    return BLANCS.sub(_blanc, escape(ligne))


def _blanc(trouve: re.Match[str]) -> str:
    return "<text:tab/>" if trouve[0] == "\t" else f'<text:s text:c="{len(trouve[0])}"/>'
