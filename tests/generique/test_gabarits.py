"""What every template keeps to, read from its text."""

import re
from pathlib import Path

from tests.generique.etages import HAUTEURS, SALLES, fichiers, lire

GABARITS = fichiers("templates", suffixe=".html")
# Printed or mailed, never served under the site's security policy.
HORS_DU_SITE = {"rapports", "courriels"}
SUR_LE_SITE = [f for f in GABARITS if not HORS_DU_SITE & set(f.parts)]
BIBLIOTHEQUES_NEUTRES = {
    "static",
    "humanize",
    "l10n",
    "tz",
    "i18n",
    "cache",
    "django_htmx",
    "allauth",
    "account",
    "mfa",
}
# Folders of the sign-in library: like the pages of errors, they are wired from the top of the house.
DES_COMPTES = {"account", "mfa", "usersessions", "allauth", "socialaccount"}
# Pieces of the page around every page, which names all rooms; base.html alone includes them.
CHROME = {"entete.html", "pied.html", "demonstration.html"}
COMMENTAIRES = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}", re.DOTALL)


def trouver(motif: str, gabarits: list[Path]) -> list[str]:
    """`file:line` of each match outside comments."""
    trouves = []
    for fichier in gabarits:
        texte = COMMENTAIRES.sub(lambda c: "\n" * c[0].count("\n"), lire(fichier))
        for ici in re.finditer(motif, texte, re.IGNORECASE | re.DOTALL):
            trouves.append(f"{fichier}:{texte.count('\n', 0, ici.start()) + 1} {' '.join(ici[0].split())[:70]}")
    return trouves


def hauteur(fichier: Path) -> int:
    """The floor of a template: its folder names its room; the root is wiring, neutral partials are lowest."""
    dossier = fichier.parts[1] if len(fichier.parts) > 2 else "config"
    if dossier == "composants" and fichier.name in CHROME:
        return HAUTEURS["config"]
    if dossier in DES_COMPTES:
        return HAUTEURS["config"]
    if dossier in HORS_DU_SITE:
        return HAUTEURS["documentation"]
    return HAUTEURS.get(dossier, 0 if dossier == "composants" else HAUTEURS["config"])


def trop_haut(motif: str) -> list[str]:
    """References, by a template, to a room above its own; `motif` captures the name of the room."""
    fautes = []
    for fichier in GABARITS:
        for ici in re.finditer(motif, COMMENTAIRES.sub("", lire(fichier))):
            if HAUTEURS.get(ici[1], -1) > hauteur(fichier):
                fautes.append(f"{fichier}: {ici[0]}")
    return fautes


def test_no_inline_style():
    assert trouver(r"<style\b|\sstyle\s*=", SUR_LE_SITE) == []


def test_no_inline_script():
    """A block of JSON is data: the security policy lets it stand, and nothing runs it."""
    execute = r"<script\b(?![^>]*\btype=[\"']application/json)"
    assert trouver(rf"{execute}(?![^>]*\bsrc=)[^>]*>|{execute}[^>]*>\s*[^<\s]|javascript:", SUR_LE_SITE) == []


def test_no_event_handler_in_an_attribute():
    assert trouver(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", SUR_LE_SITE) == []


def test_nothing_from_another_host():
    motif = r"<(?:script|link|img|source|iframe|audio|video|use)\b[^>]*\s(?:src|href|srcset)=[\"']?(?:https?:)?//"
    assert trouver(motif, SUR_LE_SITE) == []


def test_no_template_has_more_than_120_lines():
    assert {str(f): n for f in GABARITS if (n := lire(f).count("\n")) > 120} == {}


def test_no_template_links_to_a_room_above_its_own():
    assert trop_haut(r"\{%\s*url\s+['\"](\w+):") == []


def test_no_template_includes_one_of_a_room_above_its_own():
    assert trop_haut(r"\{%\s*(?:include|extends)\s+['\"](\w+)/") == []


def test_only_the_base_template_includes_what_surrounds_every_page():
    motif = rf"\{{%\s*include\s+['\"]composants/(?:{'|'.join(CHROME)})"
    assert {ici.split(":")[0] for ici in trouver(motif, GABARITS)} <= {"templates/base.html"}


def test_no_template_loads_tags_of_a_room_above_its_own():
    """What pages share is a builtin of config/; a room may have a library of its own for its own templates."""
    salles = {f.stem: f.parts[0] for f in fichiers(*SALLES, suffixe=".py") if f.parent.name == "templatetags"}
    fautes = [
        f"{fichier}: {bibliotheque}"
        for fichier in GABARITS
        for liste in re.findall(r"\{%\s*load\s+(.*?)\s*%\}", lire(fichier))
        for bibliotheque in re.sub(r".*\bfrom\b", "", liste).split()
        if bibliotheque not in BIBLIOTHEQUES_NEUTRES and HAUTEURS[salles.get(bibliotheque, "config")] > hauteur(fichier)
    ]
    assert fautes == []


def test_no_text_is_marked_safe_by_a_template():
    """The framework's own form templates do it for help texts, which are ours."""
    notres = [f for f in GABARITS if f.parts[1] != "django"]
    assert trouver(r"\|\s*safe\b|\{%\s*autoescape\s+off", notres) == []
