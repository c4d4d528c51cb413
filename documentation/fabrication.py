"""Making the PDF of a report: the same template as its page, then a subprocess with limits on time and memory."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from documentation.lecture import RapportLu, etapes_en_csv, lignes_en_csv

RACINE = Path(__file__).resolve().parent.parent
FEUILLES_DE_STYLE = ("app:///css/jetons.css", "app:///css/rapport.css")
AUTEUR = "Comité de pilotage des Chantiers coopératifs"
# About 200 pages: 21 s and 464 MiB measured; beyond, a report is asked by chantier.
SECONDES, MEMOIRE, CARACTERES = 90, 1536, 4_000_000
# What `documentation.rendu`, which is not imported here, exits with when memory runs out.
SANS_MEMOIRE = 3
TROP_GRAND = "Ce rapport est trop grand pour être mis en page. Demandez plutôt un rapport par chantier."


class MiseEnPageImpossible(Exception):
    """The PDF was not made; `str()` is the French sentence."""


def en_html(lu: RapportLu) -> str:
    """The document given to the layout."""
    return render_to_string("rapports/rapport.html", {"lu": lu, "ecran": False, "styles": FEUILLES_DE_STYLE})


def fabriquer(lu: RapportLu, *, secondes: int = SECONDES, memoire: int = MEMOIRE) -> bytes:
    """The PDF of `lu`; `secondes` of processor and of waiting, `memoire` in MiB. Raises MiseEnPageImpossible."""
    if lu.controle is None:
        raise ValueError("a report without a point of control is not made")
    html = en_html(lu)
    if len(html) > CARACTERES:
        raise MiseEnPageImpossible(TROP_GRAND)
    return rendre(
        {
            "html": html,
            "titre": f"{lu.titre}, {lu.statut}",
            "auteur": AUTEUR,
            "sujet": lu.donnees,
            "mots_cles": lu.controle.mots_cles,
            "instant": lu.rapport.instant.isoformat(),
            "identifiant": lu.rapport.cle,
            "pieces": pieces_de(lu),
        },
        secondes=secondes,
        memoire=memoire,
    )


def pieces_de(lu: RapportLu) -> list[dict[str, str]]:
    """The files attached to the PDF."""
    pieces = []
    if lu.globale.feuilles:
        etapes = etapes_en_csv(lu.globale.feuilles)
        pieces.append(_piece("etapes.csv", "Les étapes de ce rapport, pour un tableur", etapes))
    if lu.budget is not None:
        lignes = lignes_en_csv(lu.budget)
        pieces.append(_piece("budget.csv", "Le budget de ce rapport, pour un tableur", lignes))
    mots = "Le point de contrôle signé du journal, pour vérifier ce rapport"
    return [*pieces, _piece("point-de-controle.txt", mots, lu.controle.note if lu.controle else "")]


def _piece(nom: str, description: str, texte: str) -> dict[str, str]:
    return {"nom": nom, "description": description, "texte": texte}


def rendre(ordre: dict[str, Any], *, secondes: int = SECONDES, memoire: int = MEMOIRE) -> bytes:
    """Run the rendering process on `ordre`, which knows nothing of our settings and secrets."""
    ordre = {**ordre, "secondes": secondes, "memoire": memoire}
    # Fixed, so that the same order gives the same bytes.
    environnement = {"PATH": os.defpath, "SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    try:
        fini = subprocess.run(
            [sys.executable, "-m", "documentation.rendu"],
            input=json.dumps(ordre).encode(),
            capture_output=True,
            cwd=RACINE,
            env=environnement,
            timeout=secondes,
            check=False,
        )
    except subprocess.TimeoutExpired as trop_long:
        raise MiseEnPageImpossible(f"La mise en page a dépassé {secondes} secondes. {TROP_GRAND}") from trop_long
    if fini.returncode == SANS_MEMOIRE:
        raise MiseEnPageImpossible(f"La mise en page a demandé trop de mémoire. {TROP_GRAND}")
    # Out of memory, the libraries under it abort by a signal. One asked to end is tried again.
    if fini.returncode < 0 and fini.returncode != -signal.SIGTERM:
        raise MiseEnPageImpossible(f"La mise en page a été arrêtée, trop longue ou trop lourde. {TROP_GRAND}")
    if fini.returncode:
        raise RuntimeError(fini.stderr.decode(errors="replace")[-4000:])
    return fini.stdout
