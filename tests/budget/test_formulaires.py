"""The tables of the two grant forms as pages and files: of the whole, of a part, of a funding."""

from datetime import date

import pytest

from tests import fabriques, fabriques_budget
from tests.budget.chiffres import le_budget_de_demonstration
from tests.budget.fichiers import corps, lire_classeur, tableau, texte_de


@pytest.fixture
def demonstration_2027(db):
    return le_budget_de_demonstration()


@pytest.fixture
def une_ligne(db):
    return fabriques_budget.ligne(fabriques.chantier(1))


# The forms ------------------------------------------------------------------------------------------------------------


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
    assert lire_classeur(classeur, "Clés de répartition")[-1][3:] == [3500.0, "Au prorata des heures"]


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
