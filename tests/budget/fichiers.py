"""Reading back the files of a budget, and adopting it, for the tests of exports."""

import csv
import io

from python_calamine import CalamineWorkbook

from tests.consultation import NATURES, Consultation


def lire_csv(octets: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


def lire_classeur(octets: bytes, feuille: str) -> list[list[object]]:
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    return classeur.get_sheet_by_name(feuille).to_python(skip_empty_area=False)


def adopter(distribution, exercice):
    """By consent, through the real steps."""
    consultation = Consultation(
        distribution, nature=NATURES.BUDGET_GLOBAL, exercice_id=exercice.pk, titre="Budget 2027", texte=""
    )
    consultation.aux_objections()
    consultation.consentir()
    return consultation.adopter()


def tableau(client, adresse: str) -> list[list[str]]:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return lire_csv(reponse.content)


def corps(rangees: list[list[str]], premier: str) -> list[list[str]]:
    """The rows under the header whose first title is `premier`."""
    debut = next(i for i, rangee in enumerate(rangees) if rangee[0] == premier)
    return rangees[debut + 1 :]


def texte_de(reponse) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
