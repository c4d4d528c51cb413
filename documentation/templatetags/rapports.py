"""What only reports draw: bars that carry their own colours and their own words, for the page and the PDF alike."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby

import segno
from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from chantiers.frise import Echelle
from chantiers.lecture import EtapeLue, FeuilleLue, ObjectifLu
from documentation.lecture.budget import BudgetImprime
from historique.mots import date_longue

register = template.Library()

# The colours of jetons.css in daylight: WeasyPrint applies no style sheet inside a drawing.
TEINTES = {0: "#49536b", 1: "#9e4d3c", 2: "#875f02", 3: "#427837", 4: "#087780", 5: "#954b77"}
BLEU, GRIS = "#254796", "#505866"
COTE = 150  # pixels: side of a QR code, 40 mm on paper
HAUT, RECUL = 12, 3  # pixels: height of a bar on the cover, gap between two


def _pc(valeur: float) -> str:
    return f"{valeur:.2f}".rstrip("0").rstrip(".")


def _barre(
    debut: date | None, fin: date | None, fait: int, echelle: Echelle, teinte: str, *, y: float, haut: float
) -> str:
    """The planned outline, and the part that is done."""
    segment = echelle.segment(debut, fin)
    if segment is None:
        return ""
    x, largeur = segment
    contour = (
        f'<rect x="{_pc(x)}%" y="{_pc(y)}" width="{_pc(largeur)}%" height="{_pc(haut)}" '
        f'fill="none" stroke="{teinte}" stroke-width="0.8"/>'
    )
    if not fait:
        return contour
    plein = largeur * min(fait, 100) / 100
    return contour + f'<rect x="{_pc(x)}%" y="{_pc(y)}" width="{_pc(plein)}%" height="{_pc(haut)}" fill="{teinte}"/>'


def _en_mots(debut: date | None, fin: date | None, fait: int) -> str:
    """« du 2 mars 2026 au 10 juillet 2026, fait à 40 % »: what the drawing says, for those who do not see it."""
    if not (debut or fin):
        return "Dates à fixer"
    quand = f"Du {date_longue(debut)} au {date_longue(fin)}" if debut and fin else f"Au {date_longue(debut or fin)}"  # type: ignore[arg-type]
    return f"{quand}, fait à {fait} %"


@register.simple_tag
def piste(objet: EtapeLue | ObjectifLu, numero: int, echelle: Echelle) -> SafeString:
    """The bar of an étape or of an objective on its timeline, with a mark for the day of the data."""
    dessin = _barre(objet.debut, objet.echeance, objet.avancement, echelle, TEINTES[numero], y=8, haut=12)
    if echelle.repere is not None:
        dessin += f'<rect x="{_pc(echelle.repere)}%" y="0" width="2" height="28" fill="{BLEU}"/>'
    titre = _en_mots(objet.debut, objet.echeance, objet.avancement)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="piste" role="img" width="100%" height="28">'
        "<title>{}</title>{}</svg>",
        titre,
        mark_safe(dessin),
    )


@register.simple_tag
def graduations(echelle: Echelle) -> SafeString:
    """The quarters at the head of a timeline."""
    textes = "".join(
        f'<text x="{_pc(x)}%" y="11" font-size="10.5" fill="{GRIS}" font-family="Atkinson Next">{libelle}</text>'
        for x, libelle in echelle.trimestres()
        if libelle
    )
    mots = f"De {date_longue(echelle.debut)} à {date_longue(echelle.fin)}, par trimestre"
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="graduations" role="img" width="100%" height="15">'
        "<title>{}</title>{}</svg>",
        mots,
        mark_safe(textes),
    )


@register.simple_tag
def motif(feuilles: Iterable[FeuilleLue], echelle: Echelle | None) -> SafeString:
    """The bars of the cover: those of the five chantiers, or of the étapes of one; made of the data of the report."""
    feuilles = [f for f in feuilles if not f.chantier.est_interchantier] or list(feuilles)
    if echelle is None:
        return mark_safe("")
    seule = len(feuilles) == 1
    lignes, y = [], 1.0
    for feuille in feuilles:
        teinte = TEINTES.get(feuille.chantier.numero, TEINTES[0])
        objets: list[EtapeLue | ObjectifLu] = list(feuille.etapes) if seule else list(feuille.objectifs)
        for objet in objets[: 22 if seule else 5]:
            if dessin := _barre(objet.debut, objet.echeance, objet.avancement, echelle, teinte, y=y, haut=HAUT - 1):
                lignes.append(dessin)
                y += HAUT + RECUL
        y += 0 if seule else HAUT
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="motif" role="img" width="100%" height="{}">'
        "<title>{}</title>{}</svg>",
        _pc(y + 2),
        f"Frise de {date_longue(echelle.debut)} à {date_longue(echelle.fin)}, reprise en détail plus loin",
        mark_safe("".join(lignes)),
    )


@register.simple_tag
def motif_du_budget(imprime: BudgetImprime) -> SafeString:
    """The bars of the cover of a budget: what each chantier needs, the largest across the page."""
    colonnes = [colonne for colonne in imprime.colonnes if colonne.montant_centimes]
    plus_grand = max((colonne.montant_centimes for colonne in colonnes), default=0)
    barres = "".join(
        f'<rect x="0" y="{_pc(rang * 2 * HAUT + 1)}" width="{_pc(colonne.montant_centimes * 100 / plus_grand)}%" '
        f'height="{HAUT}" fill="{TEINTES.get(colonne.numero, TEINTES[0])}"/>'
        for rang, colonne in enumerate(colonnes)
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="motif" role="img" width="100%" height="{}">'
        "<title>{}</title>{}</svg>",
        _pc(len(colonnes) * 2 * HAUT + 2),
        "Part de chaque chantier dans les charges, reprise en chiffres plus loin",
        mark_safe(barres),
    )


MARGE = 4  # modules left blank around a code, as readers of codes want


@register.simple_tag
def code_qr(adresse: str, mots: str) -> SafeString:
    """`adresse` as a QR code, in black on white whatever the theme; `mots`: what it leads to, for those who hear it."""
    matrice = segno.make_qr(adresse, error="m").matrix
    cote = len(matrice) + 2 * MARGE
    traits = "".join(
        f"M{MARGE + x} {MARGE + y}h{longueur}v1h-{longueur}z"
        for y, ligne in enumerate(matrice)
        for x, longueur in _suites(ligne)
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="code-qr" role="img" width="{0}" height="{0}" '
        'viewBox="0 0 {1} {1}"><title>{2}</title><rect width="{1}" height="{1}" fill="#ffffff"/>'
        '<path d="{3}" fill="#000000"/></svg>',
        COTE,
        cote,
        mots,
        traits,
    )


def _suites(ligne: Iterable[int]) -> Iterable[tuple[int, int]]:
    """Where black modules follow each other: `(first, how many)`."""
    x = 0
    for noir, modules in groupby(ligne, key=bool):
        longueur = len(list(modules))
        if noir:
            yield x, longueur
        x += longueur


# Prose in a report keeps no title of its own (the order of titles is the report's), no link that leaves the paper.
TITRE = re.compile(r"<(/?)h[1-6]\b[^>]*>")
LIEN = re.compile(r"</?a\b[^>]*>")


@register.filter
def sur_papier(html: str) -> SafeString:
    """Prose already made HTML (`|prose`), as a report prints it."""
    texte = TITRE.sub(lambda t: "</strong></p>" if t[1] else "<p><strong>", conditional_escape(html))
    return mark_safe(LIEN.sub("", texte))
