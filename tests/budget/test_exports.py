"""The budget as files: what is in them, for whom, and that no text becomes a formula in CSV."""

import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from budget.exports.en_csv import en_csv
from budget.exports.en_ods import en_ods
from budget.exports.en_xlsx import en_xlsx
from budget.exports.feuille import Colonne, Feuille, Genre, montant, taux, texte
from historique.lecture import derniere_sequence
from tests import fabriques, fabriques_budget
from tests.budget.chiffres import le_budget_de_demonstration
from tests.budget.fichiers import corps, lire_classeur, lire_csv, tableau

PIEGES = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1:A9)", "-2+3", "\t=1", "\r=1", "\n=1")

# Sheets and writers ---------------------------------------------------------------------------------------------------

FEUILLE = Feuille(
    "Essai",
    (texte("Intitulé"), montant("Montant"), Colonne("Nombre", Genre.NOMBRE), Colonne("Le", Genre.DATE), taux("%")),
    [(piege, -125_050, Decimal("12.5"), date(2027, 2, 1), Decimal("58.3")) for piege in PIEGES],
    entete=(("Exercice", "2027"), ("=2+2", "@x")),
)


def test_a_csv_opens_in_a_french_spreadsheet():
    octets = en_csv(FEUILLE)
    assert octets.startswith(b"\xef\xbb\xbfExercice;2027\r\n")
    rangees = lire_csv(octets)
    assert rangees[1] == ["'=2+2", "'@x"]
    assert rangees[3] == ["'=1+1", "-1250,50", "12,5", "01/02/2027", "58,3"]


@pytest.mark.parametrize("piege", PIEGES)
def test_a_text_that_would_be_a_formula_is_marked_in_csv(piege):
    seule = Feuille("Essai", (texte("Intitulé"),), [(piege,)])
    assert lire_csv(en_csv(seule))[1] == [f"'{piege}"]


@pytest.mark.parametrize("ecrire", [lambda f: en_xlsx([f]), lambda f: en_ods([f], "Essai")], ids=["xlsx", "ods"])
def test_numbers_are_numbers_and_texts_are_texts(ecrire):
    rangees = lire_classeur(ecrire(FEUILLE), "Essai")
    assert rangees[0][:2] == ["Exercice", "2027"]
    attendue = [-1250.5, 12.5, date(2027, 2, 1), 0.583]
    assert [rangee[1:] for rangee in rangees[3:]] == [attendue] * len(PIEGES)
    assert [str(rangee[0]).strip() for rangee in rangees[3:]] == [piege.strip() for piege in PIEGES]


def test_a_control_character_does_not_break_a_file():
    feuille = Feuille("Essai", (texte("Intitulé"),), [("a\x01b\x0bc  d & <e>",)])
    assert lire_classeur(en_ods([feuille], "Essai"), "Essai")[1] == ["abc  d & <e>"]
    assert len(lire_classeur(en_xlsx([feuille]), "Essai")) == 2


# Whole budgets --------------------------------------------------------------------------------------------------------


@pytest.fixture
def demonstration_2027(db):
    return le_budget_de_demonstration()


@pytest.fixture
def une_ligne(db):
    return fabriques_budget.ligne(fabriques.chantier(1))


def test_the_synthesis_says_every_total_by_its_name(demonstration_2027, distribution):
    rangees = corps(tableau(distribution.membre1.client, "/budget/2027/budget.csv?feuille=synthese"), "Total")
    lus = {(r[0], r[3]): (r[1], r[2]) for r in rangees}
    assert lus["Total des charges, hors contributions valorisées", ""] == ("240000,00", "")
    assert lus["Produits prévus, hors contributions valorisées", ""] == ("240000,00", "")
    assert [lus[f"dont {mot}", ""][0] for mot in ("acquis", "demandé", "pistes")] == [
        "110000,00",
        "90000,00",
        "40000,00",
    ]
    assert lus["Contributions valorisées (86 = 87)", ""] == ("73766,20", "")
    assert lus["Total général des charges, contributions comprises", ""] == ("313766,20", "")
    assert lus["Total général des produits, contributions comprises", ""] == ("313766,20", "")
    aide = "Aide publique prévue"
    assert lus[aide, "total des charges, hors contributions valorisées"] == ("140000,00", "58,3")
    assert lus[aide, "total général, contributions comprises"] == ("140000,00", "44,6")


def test_a_file_says_which_budget_it_is(demonstration_2027, distribution, settings):
    settings.MODE_DEMONSTRATION = True
    rangees = tableau(distribution.membre1.client, "/budget/2027/budget.csv")
    entete = dict(rangee[:2] for rangee in rangees[:6])
    assert entete == {
        "Exercice": "2027 (du 01/01/2027 au 31/12/2027)",
        "Périmètre": "Budget global",
        "Données au": entete["Données au"],
        "Journal": f"Inscription n° {derniere_sequence()}",
        "État": "Projet, non adopté",
        "Avertissement": "Données fictives",
    }
    settings.MODE_DEMONSTRATION = False
    assert "Avertissement" not in {r[0] for r in tableau(distribution.membre1.client, "/budget/2027/budget.csv")}


def test_a_csv_is_the_lines_with_what_they_are_for(distribution):
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), titre="Enquête de terrain")
    chantier = fabriques.chantier(1)
    comptee = {"quantite": Decimal("2.5"), "unite": "jour", "cout_unitaire_centimes": 40_000}
    ligne = fabriques_budget.ligne(chantier, 1000, libelle="Facilitation", etape=etape, **comptee)
    fabriques_budget.ligne(chantier, 300, libelle="Salle", poste="locations")
    fabriques_budget.affectation(fabriques_budget.financement(5000), ligne, 600)
    fabriques_budget.depense(ligne, 250)
    rangees = corps(tableau(distribution.membre1.client, "/budget/2027/budget.csv"), "Chantier")
    assert rangees == [
        ["Chantier 1", "", "613", "Locations", "Salle", "", "", "", "300,00", "animation du chantier", ""]
        + ["0,00", "300,00", "0,00"],
        ["Chantier 1", "", "622", "Rémunérations intermédiaires et honoraires", "Facilitation", "2,5", "jour"]
        + ["400,00", "1000,00", "Enquête de terrain", "", "600,00", "400,00", "250,00"],
        ["Total, hors contributions valorisées", "", "", "", "", "", "", "", "1300,00", "", "", "600,00", "700,00"]
        + ["250,00"],
    ]


def test_a_workbook_holds_every_sheet(demonstration_2027, distribution):
    noms = [
        "Synthèse",
        "Emplois et ressources",
        "Par chantier",
        "Lignes",
        "Contributions",
        "Financements",
        "Matrice",
        "Dépenses et imputations",
    ]
    for forme in ("xlsx", "ods"):
        reponse = distribution.membre1.client.get(f"/budget/2027/budget.{forme}")
        assert reponse["Content-Disposition"] == f'attachment; filename="budget-2027.{forme}"'
        assert CalamineWorkbook.from_filelike(io.BytesIO(reponse.content)).sheet_names == noms
        total = lire_classeur(reponse.content, "Par chantier")[-1]
        assert total[:5] == ["Total", "", 240_000.0, 73_766.2, 313_766.2]


def test_an_unknown_sheet_is_refused_with_the_known_ones(une_ligne, distribution):
    reponse = distribution.membre1.client.get("/budget/2027/budget.csv?feuille=secrets")
    assert reponse.status_code == 404


def test_the_matrix_and_the_expenses_add_up(distribution):
    ligne = fabriques_budget.ligne(fabriques.chantier(1), 1000, libelle="Facilitation")
    libre = fabriques_budget.ligne(fabriques.chantier(2), 500)
    region = fabriques_budget.financement(800, intitule="Soutien", accorde=800, statut="accordee")
    fonds = fabriques_budget.financement(400, intitule="Mécénat", poste="autofinancement", accorde=400)
    fabriques_budget.affectation(region, ligne, 700)
    fabriques_budget.affectation(fonds, ligne, 100)
    depense = fabriques_budget.depense(ligne, 300, libelle="Facture")
    fabriques_budget.imputation(depense, region, 200)
    fabriques_budget.depense(libre, 50)
    client = distribution.membre1.client
    matrice = tableau(client, "/budget/2027/budget.csv?feuille=matrice")
    titres = next(r for r in matrice if r[0] == "Chantier")
    assert titres[5:] == ["Région d’essai : Soutien", "Mécénat"]
    assert [r[3:] for r in corps(matrice, "Chantier")] == [
        ["1000,00", "200,00", "700,00", "100,00"],
        ["500,00", "500,00", "", ""],
        ["1500,00", "700,00", "700,00", "100,00"],
    ]
    depenses = corps(tableau(client, "/budget/2027/budget.csv?feuille=depenses"), "Payée le")
    assert sorted(r[7:] for r in depenses[:-1]) == [
        ["300,00", "0", "Région d’essai : Soutien", "200,00"],
        ["50,00", "0", "", ""],
    ]
    assert depenses[-1][7:] == ["350,00", "0", "", "200,00"]


def test_carriers_are_read_by_the_comite_alone(distribution):
    porteuse = fabriques.organisation("Association porteuse")
    fabriques_budget.financement(1000, porteur_financier=porteuse)
    adresse = "/budget/2027/budget.csv?feuille=financements"
    assert "Association porteuse" in distribution.comite.client.get(adresse).content.decode()
    assert "Association porteuse" not in distribution.membre1.client.get(adresse).content.decode()


# Reading only ---------------------------------------------------------------------------------------------------------


def test_nothing_is_written_by_reading(une_ligne, distribution):
    client, avant = distribution.coordination.client, derniere_sequence()
    fichiers = [
        f"{nom}.{forme}" for nom in ("budget", "previsionnel", "compte-rendu") for forme in ("csv", "ods", "xlsx")
    ]
    for chemin in (*fichiers, "financements.csv", "previsionnel/", "compte-rendu/"):
        assert client.get(f"/budget/2027/{chemin}").status_code == 200
        assert client.post(f"/budget/2027/{chemin}").status_code == 405
    assert derniere_sequence() == avant


def test_the_number_of_queries_does_not_depend_on_the_rows(distribution, compter_requetes):
    def ajouter():
        ligne = fabriques_budget.ligne(fabriques.chantier(1), 1000)
        financement = fabriques_budget.financement(1000, accorde=1000, statut="accordee")
        fabriques_budget.affectation(financement, ligne, 100)
        fabriques_budget.imputation(fabriques_budget.depense(ligne, 100), financement, 50)
        fabriques_budget.contribution(fabriques.chantier(1))

    client = distribution.membre1.client
    for chemin in ("budget.xlsx", "compte-rendu/"):
        ajouter()
        une = compter_requetes(lambda c=chemin: client.get(f"/budget/2027/{c}"))
        for _ in range(3):
            ajouter()
        assert compter_requetes(lambda c=chemin: client.get(f"/budget/2027/{c}")) == une <= 30


def test_there_is_no_file_of_a_year_that_nobody_opened(distribution):
    assert distribution.membre1.client.get("/budget/2031/budget.csv").status_code == 404
