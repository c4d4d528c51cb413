"""The file that someone brings: known by its bytes, bounded in every direction, given as cells."""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from budget.feuilles.texte import ILLISIBLE, Grille, decoder, en_grille, nettoyer
from historique.refus import ActionRefusee

RACINE = Path(__file__).resolve().parent.parent.parent
OCTETS_AU_PLUS, DEPLIE_AU_PLUS, SECONDES = 2 * 2**20, 60 * 2**20, 15
LIGNES_AU_PLUS, CARACTERES_AU_PLUS = 2_000, 1_000_000
ZIP, ANCIEN_OU_CHIFFRE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
TROP_LOURD = (
    "Ce fichier pèse plus de 2 Mo : une feuille de budget en pèse cent fois moins. Retirez-en les images, ou coupez-la."
)
TROP_GRAND = (
    "Cette feuille est trop grande pour être lue : gardez 2 000 lignes et 100 colonnes au plus, sans rien au loin."
)
TROP_DE_LIGNES = "Cette feuille compte {} lignes, pour 2 000 au plus : importez-la en plusieurs fois."
TROP_LONG = "Ce contenu compte plus d’un million de caractères : importez-le en plusieurs fois."
PROTEGE = (
    "Cette feuille est protégée par un mot de passe : enregistrez-la sans mot de passe, puis choisissez-la de nouveau."
)
ANCIEN = (
    "Cette feuille est dans l’ancien format XLS, ou protégée par un mot de passe : "
    "enregistrez-la en XLSX, ODS ou CSV, sans mot de passe, puis choisissez-la de nouveau."
)
ABIME = "Ce fichier est abîmé : ouvrez-le dans votre tableur, enregistrez-le de nouveau, puis choisissez-le."
VIDE = "Ce fichier est vide : choisissez-en un autre."
# What the process of `tableur`, which is not imported here, exits with.
REFUS = {3: PROTEGE, 4: ABIME, 5: TROP_GRAND}


@dataclass(frozen=True)
class Feuille:
    """Cells as texts; `nom` of the sheet they come from, `autres`: how many more the workbook has."""

    cellules: Grille
    nom: str = ""
    autres: int = 0


def lire_le_fichier(octets: bytes) -> Feuille:
    """The first sheet of an XLSX, ODS or CSV. Raises ActionRefusee with what to do."""
    if len(octets) > OCTETS_AU_PLUS:
        raise ActionRefusee(TROP_LOURD, "fichier")
    if octets.startswith(ANCIEN_OU_CHIFFRE):
        raise ActionRefusee(ANCIEN, "fichier")
    if octets.startswith(ZIP):
        _exiger_un_classeur(octets)
        feuille = _lire_a_part(octets)
    else:
        feuille = Feuille(en_grille(decoder(octets)))
    if not any(any(rangee) for rangee in feuille.cellules):
        raise ActionRefusee(VIDE, "fichier")
    borner(feuille.cellules, "fichier")
    return feuille


def borner(cellules: Grille, champ: str) -> None:
    """Raises ActionRefusee when there are more rows (its headers apart) or characters than can be shown again."""
    remplies = sum(1 for rangee in cellules if any(rangee)) - 1
    if remplies > LIGNES_AU_PLUS:
        raise ActionRefusee(TROP_DE_LIGNES.format(f"{remplies:,}".replace(",", "\u202f")), champ)
    if sum(len(cellule) + 1 for rangee in cellules for cellule in rangee) > CARACTERES_AU_PLUS:
        raise ActionRefusee(TROP_LONG, champ)


def _exiger_un_classeur(octets: bytes) -> None:
    """An archive that says it is a workbook and does not unfold beyond measure (the process below is bounded too)."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            noms = set(archive.namelist())
            deplie = sum(piece.file_size for piece in archive.infolist())
            ods = "mimetype" in noms and archive.open("mimetype").read(100).strip() == ODS
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, ValueError) as erreur:
        raise ActionRefusee(ABIME, "fichier") from erreur
    if not ods and "xl/workbook.xml" not in noms:
        raise ActionRefusee(ILLISIBLE, "fichier")
    if deplie > DEPLIE_AU_PLUS:
        raise ActionRefusee(TROP_GRAND, "fichier")


def _lire_a_part(octets: bytes) -> Feuille:
    """Run the process that reads workbooks, which knows nothing of our settings and secrets."""
    try:
        fini = subprocess.run(
            [sys.executable, "-m", "budget.feuilles.tableur"],
            input=octets,
            capture_output=True,
            cwd=RACINE,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "RUST_BACKTRACE": "0"},
            timeout=SECONDES,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ActionRefusee(TROP_GRAND, "fichier") from None
    if fini.returncode != 0:
        raise ActionRefusee(REFUS.get(fini.returncode, TROP_GRAND), "fichier")
    lue = json.loads(fini.stdout)
    cellules = [[nettoyer(cellule) for cellule in rangee] for rangee in lue["cellules"]]
    return Feuille(cellules, nom=lue["nom"], autres=lue["autres"])
