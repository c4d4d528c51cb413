"""XLSX and ODS open in LibreOffice: numbers are numbers there, and no text that people typed is computed."""

import csv
import io
import subprocess

import pytest
import xlsxwriter

from tests import fabriques, fabriques_budget
from tests.budget.chiffres import le_budget_de_demonstration

pytestmark = [pytest.mark.sqlite_seul, pytest.mark.django_db]
# `;`, quotes, UTF-8, from row 1; texts quoted and numbers not; every sheet in a file of its own.
FILTRE = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,true,true,false,false,false,-1"
FORMULES = ("=1+1", "+1+1", "@SUM(1;1)", "-2+3", '=HYPERLINK("http://x.example";"x")')
# What LibreOffice prints for a number, in the language of the cell or of the machine.
ENTIERS = {"240000", "240000.00", "240000,00"}


@pytest.fixture
def convertir(tmp_path):
    """`convertir(octets, forme)` -> {sheet: lines as LibreOffice writes them}."""

    def faire(octets: bytes, forme: str) -> dict[str, str]:
        source, sortie = tmp_path / f"essai.{forme}", tmp_path / forme
        source.write_bytes(octets)
        profil = f"-env:UserInstallation=file://{tmp_path / 'profil'}"
        commande = ["soffice", profil, "--headless", "--convert-to", FILTRE, "--outdir", str(sortie), str(source)]
        subprocess.run(commande, check=True, capture_output=True, timeout=120)
        return {fichier.stem.removeprefix("essai-"): fichier.read_text() for fichier in sortie.glob("*.csv")}

    return faire


def lire(texte: str) -> list[list[str]]:
    return list(csv.reader(texte.splitlines(), delimiter=";"))


@pytest.mark.parametrize("forme", ["xlsx", "ods"])
def test_libreoffice_reads_numbers_as_numbers_and_computes_no_text(forme, convertir, distribution):
    le_budget_de_demonstration()
    for formule in FORMULES:
        fabriques_budget.ligne(fabriques.chantier(1), 1, libelle=formule)
    reponse = distribution.membre1.client.get(f"/budget/2027/budget.{forme}")
    feuilles = convertir(reponse.content, forme)
    synthese = {ligne.split(";")[0].strip('"'): ligne.split(";")[1] for ligne in feuilles["Synthèse"].splitlines()}
    # Unquoted: a number.
    assert synthese["Produits prévus, hors contributions valorisées"] in ENTIERS
    assert synthese["Contributions valorisées (86 = 87)"].replace(",", ".") == "73766.2"
    lues = {ligne[4]: ligne for ligne in lire(feuilles["Lignes"]) if len(ligne) > 8}
    assert {formule for formule in FORMULES if formule in lues} == set(FORMULES)
    # A live formula would have been written as its result.
    assert '"=1+1"' in feuilles["Lignes"]
    assert {lues[formule][8].replace(",", ".") for formule in FORMULES} == {"1"}


def test_a_live_formula_would_be_seen(convertir):
    """The negative control: what a writer that trusts texts would make."""
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie, {"in_memory": True}) as classeur:
        classeur.add_worksheet("Lignes").write_row(0, 0, ["=1+1", "texte"])
    # The result, whether it is computed again or kept as the file has it; and not quoted.
    assert convertir(sortie.getvalue(), "xlsx")["Lignes"] in ('2;"texte"\n', '0;"texte"\n')
