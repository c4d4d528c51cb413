"""The words, signs and drawings of every page, known to all templates without {% load %}."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from chantiers.frise import Echelle
from config import prose as markdown
from config.icones import CHEMINS
from config.typographie import typographier, typographier_html
from historique import mots
from historique.horloge import PARIS

register = template.Library()

# code: (CSS class, icon, word). A state always shows an icon and a word, never the colour alone.
ETATS = {
    "a-venir": ("a-venir", "a-venir", "À venir"),
    "en-cours": ("en-cours", "en-cours", "En cours"),
    "fait": ("fait", "fait", "Fait"),
    "faite": ("fait", "fait", "Faite"),
    "en-retard": ("en-retard", "en-retard", "En retard"),
    "suspendue": ("suspendue", "suspendue", "Suspendue"),
    "abandonnee": ("abandonnee", "abandonnee", "Abandonnée"),
    "attendu": ("attendue", "attendue", "Attendu"),
    "remis": ("fait", "livrable", "Remis"),
    "abandonne": ("abandonnee", "abandonnee", "Abandonné"),
    "consentement": ("consentement", "consentement", "Consentement"),
    "reserve": ("reserve", "reserve", "Réserve"),
    "objection": ("objection", "objection", "Objection"),
    "deport": ("deport", "deport", "Déport"),
    "attendue": ("attendue", "attendue", "Position attendue"),
    "brouillon": ("a-venir", "modifier", "Brouillon"),
    "clarification": ("en-cours", "question", "Clarification"),
    "reactions": ("en-cours", "commentaire", "Réactions"),
    "objections": ("en-cours", "en-cours", "Objections"),
    "adoptee": ("fait", "fait", "Adoptée"),
    "retiree": ("abandonnee", "abandonnee", "Retirée"),
    "renvoyee": ("reserve", "plus-tard", "Renvoyée"),
    "succes": ("succes", "succes", "Réussi"),
    "echec": ("en-retard", "erreur", "Échec"),
}


def _code(etat):
    """`en_cours` (database) and `en-cours` (mockups) are the same state."""
    return str(etat).replace("_", "-")


def _nombre(valeur):
    """At most one decimal: a tenth of a percent is a pixel."""
    return f"{valeur:.1f}".removesuffix(".0")


# --- signs ---------------------------------------------------------------------------------------------------------


@register.simple_tag
def icone(nom):
    """A decorative icon: one <svg>, one <path>; the word beside it says the meaning."""
    # Size and strokes are attributes too: the administration has a style sheet of its own.
    dessin = (
        '<svg class="icone" viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor"'
        ' stroke-width="2" aria-hidden="true"><path d="{}"/></svg>'
    )
    return format_html(dessin, mark_safe(CHEMINS[nom]))


@register.simple_tag
def etat(code, mot=None):
    """A state or a position: icon and word."""
    classe, dessin, usuel = ETATS[_code(code)]
    return format_html('<span class="etat {}">{}{}</span>', classe, icone(dessin), mot or usuel)


@register.filter
def mot_etat(code):
    """The word of a state, without its icon."""
    return ETATS[_code(code)][2]


@register.simple_tag
def pastille(numero):
    """The number of a chantier in its colour; « I » for the interchantier. Its name is read or stands beside it."""
    if not numero:
        return mark_safe(
            '<span class="pastille" data-c="0"><span class="hors-ecran">Interchantier</span>'
            '<span aria-hidden="true">I</span></span>'
        )
    dessin = '<span class="pastille" data-c="{0}"><span class="hors-ecran">Chantier </span>{0}</span>'
    return format_html(dessin, numero)


@register.simple_tag
def nom_chantier(numero, nom_court):
    """A chantier named in a line: dot and short name."""
    dessin = '<span class="chantier" data-c="{}"><span class="pastille">{}</span>{}</span>'
    return format_html(dessin, numero or 0, numero or mark_safe('<span aria-hidden="true">I</span>'), nom_court)


@register.filter
def initiales(nom):
    """« MF » for « Mathilde Ferrand »."""
    parts = str(nom).split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


# --- text ----------------------------------------------------------------------------------------------------------


@register.filter(is_safe=True)
def typo(texte):
    """French spaces; on HTML already marked safe, only in what is read."""
    if isinstance(texte, SafeString):
        return mark_safe(typographier_html(texte))
    return typographier(str(texte))


@register.filter
def prose(texte):
    """Markdown written by members, as clean HTML."""
    return mark_safe(markdown.en_html(str(texte or "")))


@register.filter
def euros(centimes):
    """« 12 345,67 € » from integer cents; a dash when unknown."""
    return "—" if centimes is None or centimes == "" else mots.euros(int(centimes))


@register.simple_tag
def montant(centimes, adresse=""):
    """« 12 345,67 € », which leads to `adresse` if there is one; a dash for nothing."""
    texte = euros(centimes or None)
    return format_html('<a class="lien-calme" href="{}">{}</a>', adresse, texte) if adresse and centimes else texte


@register.filter
def pluriel(nombre, formes="s"):
    """French plural: « s » from 2 on; `formes` as in Django's pluralize (« faite,faites »)."""
    singulier, _, plusieurs = formes.rpartition(",")
    return plusieurs if abs(int(nombre)) >= 2 else singulier


# --- dates ---------------------------------------------------------------------------------------------------------


@register.filter
def date_courte(jour):
    """« 12 févr. 2027 »; nothing when there is no date."""
    return mots.date_courte(jour) if jour else ""


@register.filter
def date_longue(jour):
    """« 12 février 2027 »; nothing when there is no date."""
    return mots.date_longue(jour) if jour else ""


@register.simple_tag
def quand(moment, forme="courte"):
    """A <time>: a date, or an instant said as people say it; `forme`: courte, longue, jour (no year), heure."""
    if not moment:
        return ""
    instant = isinstance(moment, datetime)
    iso = moment.astimezone(PARIS).isoformat(timespec="minutes") if instant else moment.isoformat()
    textes = {
        "courte": lambda: mots.depuis(moment) if instant else mots.date_courte(moment),
        "longue": lambda: mots.instant_long(moment) if instant else mots.date_longue(moment),
        "jour": lambda: mots.date_courte(moment, annee=False),
        "heure": lambda: f"{moment.astimezone(PARIS):%-H h %M}",
    }
    return format_html('<time datetime="{}">{}</time>', iso, textes[forme]())


@register.simple_tag
def periode(debut, fin):
    """« 2 mars – 10 juil. 2026 »: the year once when it is the same; says which end is missing."""
    if not (debut or fin):
        return "dates à fixer"
    if not (debut and fin):
        return format_html("{} {}", "à partir du" if debut else "jusqu’au", quand(debut or fin))
    return format_html("{} – {}", quand(debut, "jour" if debut.year == fin.year else "courte"), quand(fin))


# --- drawings ------------------------------------------------------------------------------------------------------


# The colours of the style sheet by day, for the PDF: its engine paints an inline SVG by its attributes alone.
TEINTES = {0: "#49536b", 1: "#9e4d3c", 2: "#875f02", 3: "#427837", 4: "#087780", 5: "#954b77"}
ROUGE, BLEU, GRIS, FILET = "#a5322b", "#254796", "#505866", "#dbd9d2"
PEINTURES = {"p": ("{}", ".16"), "f": ("{}", "1"), "r": (ROUGE, ".5"), "c": ("{}", ".32"), "a": ("{}", "0")}


def _rect(classe, x, largeur, numero=None):
    """One part of a bar; with the number of a chantier, painted for the PDF too."""
    peinture = ""
    if numero is not None:
        teinte, opacite = PEINTURES[classe]
        couleur = teinte.format(TEINTES[numero])
        peinture = f' fill="{couleur}" fill-opacity="{opacite}" stroke="{couleur}" stroke-width=".7"'
    return f'<rect class="{classe}" x="{_nombre(x)}%" width="{_nombre(largeur)}%" height="100%"{peinture}/>'


@register.simple_tag
def axe(echelle: Echelle, imprime=False):
    """The quarters of a timeline: a line each (made as tall as the timeline by the style sheet) and its label."""
    trait, texte = (f' fill="{FILET}"', f' fill="{GRIS}" font-size="9.5"') if imprime else ("", "")
    traits = "".join(
        f'<rect class="trait" x="{_nombre(x)}%" width="1" height="100%"{trait}/>'
        + (f'<text x="{_nombre(x + 0.6)}%" y="1em"{texte}>{libelle}</text>' if libelle else "")
        for x, libelle in echelle.trimestres()
    )
    return mark_safe(f'<svg class="axe" aria-hidden="true">{traits}</svg>')


@register.simple_tag
def barre(debut, fin, avancement, etat, echelle: Echelle, numero=None):
    """One étape on a timeline: planned outline, done part, delay up to today, today's mark.

    `numero` (of its chantier) paints it for the PDF; pages take their colour from data-c.
    """
    code, segment = _code(etat), echelle.segment(debut, fin)
    dessins = []
    if segment:
        x, largeur = segment
        dessins.append(_rect("p", x, largeur, numero))
        if avancement:
            dessins.append(_rect("f", x, largeur * min(int(avancement), 100) / 100, numero))
    if code == "en-retard" and echelle.aujourdhui and (retard := echelle.segment(fin or debut, echelle.aujourdhui)):
        dessins.append(_rect("r", *retard, numero))
    if echelle.repere is not None:
        bleu = "" if numero is None else f' fill="{BLEU}"'
        dessins.append(f'<rect class="auj" x="{_nombre(echelle.repere)}%" width="2" height="100%"{bleu}/>')
    return format_html('<svg class="barre {}" aria-hidden="true">{}</svg>', code, mark_safe("".join(dessins)))


@register.simple_tag
def briques(faites, en_cours, en_retard, a_venir, numero=None):
    """One brick per étape; always followed by its sentence ({% briques_texte %} says it)."""
    genres = "f" * faites + "r" * en_retard + "c" * en_cours + "a" * a_venir
    if not genres:
        return ""
    jour = 1.2 if len(genres) <= 30 else 0.3
    largeur = (100 - jour * (len(genres) - 1)) / len(genres)
    dessins = "".join(_rect(genre, rang * (largeur + jour), largeur, numero) for rang, genre in enumerate(genres))
    return mark_safe(f'<svg class="briques" aria-hidden="true">{dessins}</svg>')


@register.simple_tag
def briques_texte(faites, en_cours, en_retard, a_venir):
    """« 2 étapes faites sur 9, 2 en cours, 1 en retard »."""
    total = faites + en_cours + en_retard + a_venir
    if not total:
        return "Aucune étape"
    s = "s" if faites >= 2 else ""
    suite = [f", {nombre} {mot}" for nombre, mot in ((en_cours, "en cours"), (en_retard, "en retard")) if nombre]
    faites_en_mots = f"{faites or 'Aucune'} étape{s} faite{s}"
    return format_html("<strong>{}</strong> sur {}{}", faites_en_mots, total, "".join(suite))


# What a browser says of itself → its name; the first mark found wins, for each imitates the ones after it.
NAVIGATEURS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome"}
NAVIGATEURS |= {"Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMES = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac"}
SYSTEMES |= {"CrOS": "ChromeOS", "Linux": "Linux"}


@register.filter
def navigateur(agent: str) -> str:
    """« Firefox sur Windows » from the `User-Agent` header; what it says as it is, if it is not a known browser."""
    nom, systeme = (next((n for m, n in t.items() if m in agent), "") for t in (NAVIGATEURS, SYSTEMES))
    return f"{nom} sur {systeme}" if nom and systeme else nom or agent or "Navigateur inconnu"
