"""Write config/icones.py: lucide icons, each brought down to a single <path>.

Usage: npm pack lucide-static && tar xzf lucide-static-*.tgz
       python scripts/icones.py package > config/icones.py
"""

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

# French name used in templates: lucide name.
NOMS = {
    "a-venir": "circle-dashed",
    "abandonnee": "circle-x",
    "ajouter": "plus",
    "annuler": "undo-2",
    "appareil": "monitor-smartphone",
    "archiver": "archive",
    "atom": "rss",
    "attendue": "circle-dashed",
    "attention": "triangle-alert",
    "bas": "chevron-down",
    "chaine": "link-2",
    "chevron": "chevron-right",
    "cle": "key-round",
    "commentaire": "message-square",
    "consentement": "circle-check",
    "courriel": "mail",
    "date": "calendar",
    "decision": "gavel",
    "dependance": "git-branch",
    "deplacer": "corner-down-right",
    "deport": "circle-slash",
    "descendre": "arrow-down",
    "document": "file-text",
    "empreinte": "fingerprint",
    "en-cours": "circle-dot",
    "en-retard": "clock-alert",
    "erreur": "octagon-alert",
    "euro": "euro",
    "fait": "circle-check",
    "fermer": "x",
    "filtre": "list-filter",
    "fleche": "arrow-right",
    "historique": "history",
    "horloge": "clock",
    "info": "info",
    "lieu": "map-pin",
    "livrable": "package-check",
    "menu": "menu",
    "modifier": "pencil",
    "monter": "arrow-up",
    "objectif": "target",
    "objection": "hand",
    "personnes": "users",
    "plus-tard": "calendar-clock",
    "precedent": "arrow-left",
    "proposition": "lightbulb",
    "question": "circle-question-mark",
    "recherche": "search",
    "remonter": "corner-left-up",
    "reserve": "message-circle-warning",
    "restaurer": "archive-restore",
    "retirer": "minus",
    "sortir": "log-out",
    "succes": "circle-check",
    "suspendue": "circle-pause",
    "telecharger": "download",
    "verifier": "shield-check",
    "verrou": "lock",
    "visio": "video",
}
NOMBRE = r"[-+]?(?:\d*\.\d+|\d+)"


def court(valeur):
    """A coordinate with at most three decimals and no trailing zero."""
    return f"{float(valeur):.3f}".rstrip("0").rstrip(".")


def cercle(a):
    cx, cy = float(a["cx"]), float(a["cy"])
    rx, ry = float(a.get("rx", a.get("r", 0))), float(a.get("ry", a.get("r", 0)))
    arc = f"a{court(rx)} {court(ry)} 0 1"
    return f"M{court(cx - rx)} {court(cy)}{arc} 0 {court(2 * rx)} 0{arc} 0 {court(-2 * rx)} 0"


def ligne(a):
    return f"M{court(a['x1'])} {court(a['y1'])}L{court(a['x2'])} {court(a['y2'])}"


def brisee(a):
    n = re.split(r"[ ,]+", a["points"].strip())
    return "M" + "L".join(f"{x} {y}" for x, y in zip(n[::2], n[1::2], strict=True))


def rectangle(a):
    x, y, largeur, hauteur = (float(a.get(cle, 0)) for cle in ("x", "y", "width", "height"))
    r = float(a.get("rx", a.get("ry", 0)))
    coin = f"a{court(r)} {court(r)} 0 0 1"
    long, haut, r_ = court(largeur - 2 * r), court(hauteur - 2 * r), court(-r)
    debut = f"M{court(x + r)} {court(y)}h{long}{coin} {court(r)} {court(r)}v{haut}"
    return f"{debut}{coin} {r_} {court(r)}h-{long}{coin} {r_} {r_}v-{haut}{coin} {court(r)} {r_}z"


def absolu(trace):
    """A first relative « m » must become absolute once paths are joined."""
    if not trace.startswith("m"):
        return trace
    debut = re.match(rf"m\s*({NOMBRE})[ ,]*({NOMBRE})[ ,]*", trace)
    reste = trace[debut.end() :]
    return f"M{debut[1]} {debut[2]}" + (f"l{reste}" if re.match(NOMBRE, reste) else reste)


FORMES = {
    "path": lambda a: a["d"],
    "circle": cercle,
    "ellipse": cercle,
    "line": ligne,
    "polyline": brisee,
    "polygon": lambda a: brisee(a) + "z",
    "rect": rectangle,
}


def chemin(svg):
    formes = ElementTree.parse(svg).getroot()
    return "".join(absolu(FORMES[forme.tag.split("}")[1]](forme.attrib)) for forme in formes)


def main(dossier):
    version = json.loads((dossier / "package.json").read_text())["version"]
    print(f'"""Icon paths drawn from lucide-static {version} (ISC licence, © Lucide Icons and Contributors).')
    print("\nWritten by scripts/icones.py; each value is the `d` of one <path> in a 24 × 24 box.\n" + '"""\n')
    print("# ruff: noqa: E501")
    print("CHEMINS = {")
    for nom, lucide in sorted(NOMS.items()):
        print(f'    "{nom}": "{chemin(dossier / "icons" / f"{lucide}.svg")}",')
    print("}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
