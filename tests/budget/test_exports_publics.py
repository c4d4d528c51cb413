"""What everyone may have of a budget: what was adopted, without what one person is paid; and the grants."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from budget.exports.donnees_essentielles import CHAMPS
from budget.models import Financement
from historique.actes import Agent, consigner
from tests import fabriques, fabriques_budget
from tests.budget.chiffres import le_budget_de_demonstration
from tests.budget.fichiers import adopter, corps, lire_classeur, tableau


@pytest.fixture
def demonstration_2027(db):
    return le_budget_de_demonstration()


@pytest.fixture
def une_ligne(db):
    return fabriques_budget.ligne(fabriques.chantier(1))


# For everyone ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forme", ["budget.csv", "budget.ods", "budget.xlsx", "financements.csv"])
def test_what_is_worked_on_is_not_for_the_public(forme, une_ligne, distribution):
    for figure in (distribution.visiteur, distribution.administrateur):
        reponse = figure.client.get(f"/budget/2027/{forme}")
        assert reponse.status_code == 403
        assert "n’est pas encore adopté" in reponse.content.decode()


def test_the_public_has_what_was_adopted_without_what_one_person_is_paid(demonstration_2027, distribution):
    don = fabriques_budget.contribution(fabriques.chantier(1), personne=distribution.membre1.personne)
    decision = adopter(distribution, demonstration_2027)
    fabriques_budget.ligne(fabriques.chantier(1), 7777)
    client = distribution.visiteur.client
    rangees = tableau(client, "/budget/2027/budget.csv")
    assert ["État", f"Version 1.0 adoptée, décision {decision.numero}"] == [
        rangees[4][0],
        rangees[4][1].partition(" du ")[0],
    ]
    charges = [r[1:] for r in corps(rangees, "Côté") if r[0] == "Charges"]
    assert charges[-1] == ["Total : charges", "240000,00"]
    assert "22000,00" not in {montant for _, montant in charges}
    assert sum(float(m.replace(",", ".")) for _, m in charges[:-1]) == 240_000
    classeur = client.get("/budget/2027/budget.xlsx").content
    feuilles = CalamineWorkbook.from_filelike(io.BytesIO(classeur)).sheet_names
    assert feuilles == ["Synthèse", "Emplois et ressources", "Par chantier", "Contributions", "Financements"]
    contenu = str([lire_classeur(classeur, nom) for nom in feuilles])
    assert str(distribution.membre1.personne) not in contenu
    assert don.libelle not in contenu
    assert "247777" not in contenu


def test_a_budget_that_is_one_pay_is_shown_to_nobody_outside(distribution):
    fabriques_budget.ligne(fabriques.chantier(1), 22_000, poste="remuneration", nominative=True)
    adopter(distribution, fabriques_budget.exercice())
    reponse = distribution.visiteur.client.get("/budget/2027/budget.csv")
    assert (reponse.status_code, "22" in reponse.content.decode().partition("<main")[2]) == (403, False)
    assert "diraient la paie d’une personne" in reponse.content.decode()


def test_a_member_has_the_adopted_version_when_she_asks_for_it(demonstration_2027, distribution):
    adopter(distribution, demonstration_2027)
    fabriques_budget.ligne(fabriques.chantier(1), 7777)
    client = distribution.membre1.client
    adopte = tableau(client, "/budget/2027/budget.csv?version=adoptee")
    assert adopte[-1][8] == "240000,00"
    present = tableau(client, "/budget/2027/budget.csv")
    assert present[-1][8] == "247777,00"
    assert present[4][1].startswith("Budget en cours ; la version 1.0 est adoptée, décision ")


# Grants as open data --------------------------------------------------------------------------------------------------


def lire_les_donnees(client) -> list[dict[str, str]]:
    reponse = client.get("/budget/2027/financements.csv")
    assert reponse.content.decode().partition("\r\n")[0] == ",".join(CHAMPS)
    return list(csv.DictReader(io.StringIO(reponse.content.decode(), newline="")))


def test_the_grants_bear_the_names_of_the_open_data_of_the_state(demonstration_2027, distribution):
    region, porteuse = Financement.objects.get(poste="region"), fabriques.organisation("Les Passerelles coopératives")
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        acte.objet = region
        region.conventionne_le, region.reference = date(2027, 2, 3), "2027-114"
        region.porteur_financier = porteuse
        region.save()
    fabriques_budget.versement(region, 12_500, le=date(2027, 3, 1))
    lues = lire_les_donnees(distribution.membre1.client)
    # Granted, and grants: neither what is asked, nor what was refused, nor own funds.
    assert sorted(ligne["nomAttribuant"] for ligne in lues) == [
        "Fondation Racines partagées",
        "Fonds Graines d’entraide",
        "Région Val-d’Aurence",
    ]
    assert next(ligne for ligne in lues if ligne["referenceDecision"]) == {
        **dict.fromkeys(CHAMPS, ""),
        "nomAttribuant": "Région Val-d’Aurence",
        "dateConvention": "2027-02-03",
        "referenceDecision": "2027-114",
        "nomBeneficiaire": "Les Passerelles coopératives",
        "objet": region.intitule,
        "montant": "25000.00",
        "nature": "aide en numéraire",
        "conditionsVersement": "échelonné",
        "datesPeriodeVersement": "2027-03-01/2027-03-01",
        "notificationUE": "non",
        "pourcentageSubvention": "1",
    }


def test_the_grants_are_public_once_the_budget_is_adopted(demonstration_2027, distribution):
    adopter(distribution, demonstration_2027)
    assert len(lire_les_donnees(distribution.visiteur.client)) == 3
