"""Workbooks made by hand, for tests: what no spreadsheet would write must be readable too, or refused."""

import io
import zipfile
from xml.sax.saxutils import escape

FEUILLES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LIENS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAQUET = "http://schemas.openxmlformats.org/package/2006"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def archive(pieces: dict[str, str | bytes]) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in pieces.items():
            zip_.writestr(nom, contenu)
    return sortie.getvalue()


def xlsx_brut(*feuilles: str, cachees: int = 0) -> bytes:
    """A workbook of sheets given as the rows of their XML; the first `cachees` are hidden."""
    pieces: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PAQUET}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PAQUET}/relationships"><Relationship Id="r" '
        f'Type="{LIENS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    }
    declarees = liens = ""
    for n, rangees in enumerate(feuilles, start=1):
        etat = ' state="hidden"' if n <= cachees else ""
        declarees += f'<sheet name="Feuille {n}" sheetId="{n}" r:id="r{n}"{etat}/>'
        liens += f'<Relationship Id="r{n}" Type="{LIENS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        pieces[f"xl/worksheets/sheet{n}.xml"] = _feuille(rangees)
    pieces["xl/workbook.xml"] = (
        f'<workbook xmlns="{FEUILLES}" xmlns:r="{LIENS}"><sheets>{declarees}</sheets></workbook>'
    )
    pieces["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PAQUET}/relationships">{liens}</Relationships>'
    return archive(pieces)


def xlsx_immense(mio: int) -> bytes:
    """A workbook whose one cell fills `mio` MiB once unfolded, written without ever being whole in memory."""
    avant, apres = (f.encode() for f in _feuille('<row r="1"><c r="A1" t="str"><v>|</v></c></row>').split("|"))
    sortie = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_brut(""))) as vide,
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_,
    ):
        for nom in vide.namelist():
            if "sheet1" not in nom:
                zip_.writestr(nom, vide.read(nom))
        with zip_.open("xl/worksheets/sheet1.xml", "w") as feuille:
            feuille.write(avant)
            for _ in range(mio):
                feuille.write(b"a" * 2**20)
            feuille.write(apres)
    return sortie.getvalue()


def _feuille(rangees: str) -> str:
    return f'<worksheet xmlns="{FEUILLES}"><sheetData>{rangees}</sheetData></worksheet>'


def xlsx(*rangees: list[object]) -> bytes:
    """Texts as texts, numbers as numbers, None as no cell."""
    return xlsx_brut("".join(_rangee(n, rangee) for n, rangee in enumerate(rangees, start=1)))


def _rangee(n: int, rangee: list[object]) -> str:
    cellules = ""
    for place, valeur in enumerate(rangee):
        ou = f"{chr(ord('A') + place)}{n}"
        if isinstance(valeur, str):
            cellules += f'<c r="{ou}" t="inlineStr"><is><t>{escape(valeur)}</t></is></c>'
        elif valeur is not None:
            cellules += f'<c r="{ou}"><v>{valeur}</v></c>'
    return f'<row r="{n}">{cellules}</row>'


def ods(*rangees: list[object], fin: str = "") -> bytes:
    """The same as an ODS; `fin` is XML put after the rows."""
    lignes = ""
    for rangee in rangees:
        lignes += f"<table:table-row>{''.join(_cellule(valeur) for valeur in rangee)}</table:table-row>"
    contenu = (
        f'<office:document-content xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" '
        f'xmlns:text="{OASIS}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Besoins">{lignes}{fin}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifeste = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>'
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": mimetype, "META-INF/manifest.xml": manifeste, "content.xml": contenu})


def _cellule(valeur: object) -> str:
    if valeur is None:
        return "<table:table-cell/>"
    genre = 'string"' if isinstance(valeur, str) else f'float" office:value="{valeur}"'
    texte = escape(str(valeur))
    return f'<table:table-cell office:value-type="{genre}><text:p>{texte}</text:p></table:table-cell>'
