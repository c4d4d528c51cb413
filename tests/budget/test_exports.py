"""The budget as files: what is in them, for whom, and that no text becomes a formula in CSV."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from budget.exports.donnees_essentielles import CHAMPS
from budget.exports.en_csv import en_csv
from budget.exports.en_ods import en_ods
from budget.exports.en_xlsx import en_xlsx
from budget.exports.feuille import Colonne, Feuille, Genre, montant, taux, texte
from budget.models import Financement
from historique.actes import Agent, consigner
from historique.lecture import derniere_sequence
from tests import fabriques, fabriques_budget
from tests.budget.chiffres import le_budget_de_demonstration
from tests.consultation import NATURES, Consultation

PIEGES = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1:A9)", "-2+3", "\t=1", "\r=1", "\n=1")

# Sheets and writers ---------------------------------------------------------------------------------------------------

FEUILLE = Feuille(
    "Essai",
    (texte("Intitulé"), montant("Montant"), Colonne("Nombre", Genre.NOMBRE), Colonne("Le", Genre.DATE), taux("%")),
    [(piege, -125_050, Decimal("12.5"), date(2027, 2, 1), Decimal("58.3")) for piege in PIEGES],
    entete=(("Exercice", "2027"), ("=2+2", "@x")),
)


def lire_csv(octets: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


def lire_classeur(octets: bytes, feuille: str) -> list[list[object]]:
    classeur = CalamineWorkbook.from_filelike(io.BytesIO(octets))
    return classeur.get_sheet_by_name(feuille).to_python(skip_empty_area=False)


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
    depenses = corps(tableau(client, "/budget/2027/budget.csv?feuille=depenses-et-imputations"), "Payée le")
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


# The forms ------------------------------------------------------------------------------------------------------------


def texte_de(reponse) -> str:
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_previsionnel_of_the_demonstration(demonstration_2027, distribution):
    page = texte_de(distribution.membre1.client.get("/budget/2027/previsionnel/"))
    assert '<th scope="row">Total général des charges (86 compris)</th><td class="nombre">313 766 €</td>' in page
    assert '<th scope="row">Total des produits</th><td class="nombre">240 000 €</td>' in page
    assert '<th scope="row">– Banque publique des transitions</th><td class="nombre">30 000 €</td>' in page
    assert "<dd>Au prorata des heures</dd>" in page


def test_the_file_of_the_previsionnel_is_the_page(demonstration_2027, distribution):
    client = distribution.membre1.client
    rangees = corps(tableau(client, "/budget/2027/previsionnel.csv?profil=anc"), "Côté")
    assert [r for r in rangees if r[1] in ("870", "875")] == [
        ["Produits", "870", "Dons en nature", "0"],
        ["Produits", "875", "Bénévolat", "10094"],
    ]
    assert [r[3] for r in rangees if "Total général" in r[2]] == ["313766", "313766"]
    classeur = client.get("/budget/2027/previsionnel.ods").content
    assert lire_classeur(classeur, "Clés de répartition")[-1][2:] == [3500.0, "Au prorata des heures"]


def test_a_part_of_the_budget_has_its_own_previsionnel(demonstration_2027, distribution):
    client = distribution.membre1.client
    chantier = tableau(client, "/budget/2027/previsionnel.csv?chantier=accompagnement")
    assert chantier[1][:2] == ["Périmètre", "Chantier 3, Accompagnement"]
    sommes = {r[2]: r[3] for r in corps(chantier, "Côté")}
    assert (sommes["Total des charges"], sommes["Insuffisance prévisionnelle (déficit)"]) == ("48000", "48000")
    cle = fabriques.chantier(3).actions.get().pk
    action = tableau(client, f"/budget/2027/previsionnel.csv?action={cle}")
    assert {r[2]: r[3] for r in corps(action, "Côté")}["Total des charges"] == "36000"


@pytest.mark.parametrize("suite", ["?action=x", "?chantier=inconnu"])
def test_an_unknown_part_is_not_found(suite, une_ligne, distribution):
    assert distribution.membre1.client.get(f"/budget/2027/previsionnel/{suite}").status_code == 404


def test_the_forms_are_for_members(une_ligne, distribution):
    for page in ("previsionnel", "compte-rendu"):
        assert distribution.administrateur.client.get(f"/budget/2027/{page}/").status_code == 403
        assert distribution.visiteur.client.get(f"/budget/2027/{page}.csv").status_code == 302


def exercice_fini(explication: str = ""):
    """2025: 1 000 € planned, 400 € spent."""
    passe = fabriques_budget.exercice(2025)
    ligne = fabriques_budget.ligne(
        fabriques.chantier(1), 1000, exercice=passe, libelle="Facilitation", ecart_explique=explication
    )
    fabriques_budget.depense(ligne, 400, le=date(2025, 5, 1))
    return ligne


def test_a_compte_rendu_waits_for_the_explanation_of_the_gaps(distribution):
    ligne = exercice_fini()
    client = distribution.membre1.client
    page = texte_de(client.get("/budget/2025/compte-rendu/"))
    assert "des écarts de plus de 10 % ne sont pas expliqués" in page
    assert f'<a href="/budget/lignes/{ligne.pk}/ecart/">Facilitation</a> : 400 € dépensés pour 1 000 € prévus' in page
    assert "Réalisation" not in page
    for forme in ("csv", "ods", "xlsx"):
        refusee = client.get(f"/budget/2025/compte-rendu.{forme}")
        assert refusee.status_code == 403
        assert "ne sont pas expliqués" in refusee.content.decode()


def test_a_compte_rendu_prints_the_explanations(distribution):
    exercice_fini("Une seule journée a eu lieu.")
    client = distribution.membre1.client
    assert "Une seule journée a eu lieu." in texte_de(client.get("/budget/2025/compte-rendu/"))
    rangees = corps(tableau(client, "/budget/2025/compte-rendu.csv"), "Côté")
    assert [r[3:] for r in rangees if r[2] == "Total des charges"] == [["1000", "400", "-600", "40,0"]]
    classeur = client.get("/budget/2025/compte-rendu.xlsx").content
    assert lire_classeur(classeur, "Explications des écarts")[-1][2:] == [
        1000.0,
        400.0,
        -600.0,
        "Une seule journée a eu lieu.",
    ]


def test_an_exercice_under_way_has_a_provisional_compte_rendu(distribution):
    ligne = fabriques_budget.ligne(fabriques.chantier(1), 1000)
    fabriques_budget.depense(ligne, 100)
    page = texte_de(distribution.membre1.client.get("/budget/2027/compte-rendu/"))
    assert "ce compte rendu est provisoire" in page
    assert "Réalisation" in page


def test_a_funding_has_the_compte_rendu_of_what_is_imputed_to_it(distribution):
    ligne = fabriques_budget.ligne(fabriques.chantier(1), 1000)
    region = fabriques_budget.financement(800, accorde=800, statut="accordee", intitule="Soutien")
    fabriques_budget.imputation(fabriques_budget.depense(ligne, 300), region, 200)
    suite = f"?financement={region.pk}"
    client = distribution.membre1.client
    page = texte_de(client.get(f"/budget/2027/compte-rendu/{suite}"))
    assert "200 € imputés, 0 € reçus, 800 € prévus" in page
    rangees = tableau(client, f"/budget/2027/compte-rendu.csv{suite}")
    assert corps(rangees, "Poste") == [
        ["622 Rémunérations intermédiaires et honoraires", "200", "1", "0"],
        ["Total imputé", "200", "1", "0"],
    ]
    assert client.get(f"/budget/2027/compte-rendu/?financement={ligne.pk}").status_code == 404


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
