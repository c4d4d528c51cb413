"""The tables of the two grant forms: rows, order, whole euros, profiles."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from budget.grille import NATURES, POSTES, Profil, Sens, choix
from budget.lecture.budget import BudgetLu
from budget.lecture.grilles import Grille, RangeeDeGrille, budget_previsionnel, compte_rendu
from budget.lecture.justifications import justifications
from tests.budget.pieces import (
    affectation_lue,
    budget_lu,
    contribution_lue,
    depense_notee,
    financement_lu,
    ligne_lue,
)

CENTIMES = st.integers(0, 10**9)
EMPLOIS = st.lists(st.tuples(st.sampled_from([cle for cle, _ in choix(Sens.CHARGE)]), CENTIMES), max_size=25)
RESSOURCES = st.lists(st.tuples(st.sampled_from([cle for cle, _ in choix(Sens.PRODUIT)]), CENTIMES), max_size=12)
DONS = st.lists(st.tuples(st.sampled_from(list(NATURES)), CENTIMES), max_size=8)


@st.composite
def budgets(tirer: st.DrawFn, *, equilibre: bool = False) -> BudgetLu:
    """Any budget; `equilibre`: own funds make both sides equal, to the cent."""
    emplois, ressources, dons = tirer(EMPLOIS), tirer(RESSOURCES), tirer(DONS)
    lignes = [ligne_lue(n, poste) for poste, n in emplois]
    financements = [financement_lu(n, poste) for poste, n in ressources]
    if equilibre:
        ecart = sum(n for _, n in emplois) - sum(n for _, n in ressources)
        lignes += [ligne_lue(-ecart, "honoraires")] if ecart < 0 else []
        financements += [financement_lu(ecart, "autofinancement")] if ecart > 0 else []
    contributions = tuple(contribution_lue(n, nature) for nature, n in dons)
    return budget_lu(lignes=tuple(lignes), financements=tuple(financements), contributions=contributions)


def montants(grille: Grille, cle: str) -> tuple[int, ...]:
    return grille.rangee(cle).montants


# Whole euros ----------------------------------------------------------------------------------------------------------


@given(budget=budgets(equilibre=True))
@settings(deadline=None)
def test_a_balanced_budget_stays_balanced_in_whole_euros(budget):
    grille = budget_previsionnel(budget)
    assert montants(grille, "total_charges") == montants(grille, "total_produits")
    assert montants(grille, "excedent") == montants(grille, "insuffisance") == (0,)


@given(budget=budgets())
@settings(deadline=None)
def test_both_sides_are_equal_and_86_is_87(budget):
    grille = budget_previsionnel(budget)
    assert montants(grille, "emplois_cvn") == montants(grille, "ressources_cvn")
    assert montants(grille, "total_general_charges") == montants(grille, "total_general_produits")
    # Only one of the two rows of balance bears an amount.
    assert 0 in (montants(grille, "excedent")[0], montants(grille, "insuffisance")[0])


@given(budget=budgets())
@settings(deadline=None)
def test_a_printed_sum_is_the_sum_of_the_rows_under_it(budget):
    grille = budget_previsionnel(budget)
    rangees = [r for r in (*grille.charges, *grille.produits) if r.genre != "financeur"]
    for parent in rangees:
        if parent.genre in ("section", "poste"):
            assert parent.prevu == sum(r.prevu for r in rangees if POSTES[r.cle].parent == parent.cle)
    for cote, sections in ((grille.charges, "total_charges"), (grille.produits, "total_produits")):
        assert montants(grille, sections)[0] == sum(r.prevu for r in cote if r.genre == "section")
        for ligne in cote:
            if ligne.genre == "ligne" and (siens := [r for r in cote if r.cle == ligne.cle and r is not ligne]):
                assert ligne.prevu == sum(r.prevu for r in siens)


@given(budget=budgets())
@settings(deadline=None)
def test_no_row_is_a_euro_away_from_its_cents(budget):
    grille = budget_previsionnel(budget)
    for rubrique in budget.emplois_detailles():
        assert abs(montants(grille, rubrique.poste.cle)[0] * 100 - rubrique.montant_centimes) < 100
    assert abs(montants(grille, "total_charges")[0] * 100 - budget.total_charges) <= 50


@given(budget=budgets())
@settings(deadline=None)
def test_the_profile_swaps_870_and_875_and_nothing_else(budget):
    cerfa, anc = budget_previsionnel(budget, Profil.CERFA), budget_previsionnel(budget, Profil.ANC)
    assert anc.charges == cerfa.charges
    assert len(anc.produits) == len(cerfa.produits)
    differentes = [(a, b) for a, b in zip(cerfa.produits, anc.produits, strict=True) if a != b]
    benevolat, dons = cerfa.rangee("benevolat"), cerfa.rangee("don_en_nature")
    assert (benevolat.numero, dons.numero) == ("870", "875")
    assert differentes == [(benevolat, replace(dons, numero="870")), (dons, replace(benevolat, numero="875"))]


# Rows -----------------------------------------------------------------------------------------------------------------


def test_every_row_of_the_form_is_there_in_its_order():
    grille = budget_previsionnel(budget_lu())
    cotes = {Sens.CHARGE: (Sens.CHARGE, Sens.EMPLOI_CVN), Sens.PRODUIT: (Sens.PRODUIT, Sens.RESSOURCE_CVN)}
    attendues = {sens: [p.cle for p in POSTES.values() if p.sens in siens] for sens, siens in cotes.items()}
    assert [r.cle for r in grille.charges] == attendues[Sens.CHARGE]
    assert [r.cle for r in grille.produits] == attendues[Sens.PRODUIT]
    assert {r.prevu for r in (*grille.charges, *grille.produits)} == {0}


def test_a_poste_of_grants_has_a_row_for_each_funder():
    financements = (
        financement_lu(2_500_000, "region", financeur="Région Val-d’Aurence"),
        financement_lu(1_000_000, "region", financeur="Région du Nord"),
        financement_lu(300_000, "region", financeur="Région Val-d’Aurence"),
        financement_lu(500_000, "cotisations", financeur="Fédération"),
    )
    grille = budget_previsionnel(budget_lu(financements=financements))
    region = [r for r in grille.produits if r.cle == "region"]
    assert [(r.genre, r.libelle, r.prevu) for r in region] == [
        ("ligne", "Conseil(s) régional(aux)", 38_000),
        ("financeur", "Région Val-d’Aurence", 28_000),
        ("financeur", "Région du Nord", 10_000),
    ]
    assert [r.genre for r in grille.produits if r.cle == "cotisations"] == ["ligne"]


def test_what_was_refused_counts_for_nothing():
    perdu = financement_lu(2_000_000, statut="refusee", accorde_centimes=None)
    grille = budget_previsionnel(budget_lu(financements=(perdu,)))
    assert montants(grille, "total_produits") == (0,)


def test_the_shared_charges_come_with_their_written_key():
    indirecte = ligne_lue(350_000, "charges_fixes", cle_de_repartition="Au prorata des heures")
    grille = budget_previsionnel(budget_lu(lignes=(indirecte, ligne_lue())))
    assert grille.cles == (("Chantier 1", indirecte),)


def test_a_deficit_is_a_row_that_makes_both_sides_equal():
    grille = budget_previsionnel(budget_lu(lignes=(ligne_lue(100_000),), financements=(financement_lu(60_000),)))
    assert (montants(grille, "total_charges"), montants(grille, "total_produits")) == ((1000,), (600,))
    assert (montants(grille, "excedent"), montants(grille, "insuffisance")) == ((0,), (400,))
    assert montants(grille, "total_general_produits") == (1000,)


def test_the_resources_of_a_part_are_what_is_affected_to_it():
    ligne, financement = ligne_lue(100_000), financement_lu(5_000_000)
    budget = budget_lu(
        lignes=(ligne,), financements=(financement,), affectations=(affectation_lue(financement, ligne, 70_000),)
    )
    assert montants(budget_previsionnel(budget, partie=True), "total_produits") == (700,)
    assert montants(budget_previsionnel(budget), "total_produits") == (50_000,)


# Compte rendu financier -----------------------------------------------------------------------------------------------


def depenses_et_budget():
    """Spent 900 € and 120 € waived on a line of 1 000 €; 500 € received of 1 000 €."""
    ligne = ligne_lue(100_000, "deplacements", depense_centimes=102_000, ecart_explique="Un trajet de plus")
    financement = financement_lu(100_000, recu_centimes=50_000)
    budget = budget_lu(
        lignes=(ligne,),
        financements=(financement,),
        contributions=(contribution_lue(30_000, etat="confirmee"), contribution_lue(20_000)),
        abandons_centimes=12_000,
    )
    payee = depense_notee(ligne, 90_000, imputations=((financement.id, 40_000),), justificatifs=2)
    return budget, (payee, depense_notee(ligne, 12_000, abandon_de_frais=True)), financement


def lire(rangee: RangeeDeGrille) -> tuple[int, int, int, str]:
    return rangee.prevu, rangee.realise, rangee.ecart, rangee.taux_lu


def test_what_was_done_stands_beside_what_was_planned():
    budget, depenses, _ = depenses_et_budget()
    grille = compte_rendu(budget, depenses)
    assert lire(grille.rangee("deplacements")) == (1000, 1020, 20, "102,0\u00a0%")
    assert lire(grille.rangee("region")) == (1000, 500, -500, "50,0\u00a0%")
    # Frais that a volunteer waives are a real charge and a real produit.
    assert lire(grille.rangee("dons_et_mecenat")) == (0, 120, 120, "")
    assert lire(grille.rangee("benevolat")) == (500, 300, -200, "60,0\u00a0%")
    assert montants(grille, "total_general_charges") == montants(grille, "total_general_produits") == (1500, 1320)
    assert grille.explications == budget.lignes


def test_a_row_that_the_form_does_not_have_is_printed_when_it_bears_an_amount():
    sans = compte_rendu(budget_lu(), ())
    assert [r.cle for r in sans.charges if not POSTES[r.cle].au_15059] == []
    avec = compte_rendu(budget_lu(lignes=(ligne_lue(100_000, "prestations_de_services"),)), ())
    hors_formulaire = [r.cle for r in (*avec.charges, *avec.produits) if not POSTES[r.cle].au_15059]
    assert hors_formulaire == ["prestations_de_services", "insuffisance"]


def test_the_resources_done_of_a_part_are_the_imputations_of_its_expenses():
    budget, depenses, financement = depenses_et_budget()
    affectation = affectation_lue(financement, budget.lignes[0], 100_000)
    grille = compte_rendu(replace(budget, affectations=(affectation,)), depenses, partie=True)
    assert lire(grille.rangee("region")) == (1000, 400, -600, "40,0\u00a0%")


@given(budget=budgets(), part=st.integers(0, 200))
@settings(deadline=None)
def test_both_columns_have_equal_totals(budget, part):
    lignes = tuple(replace(ligne, depense_centimes=ligne.montant_centimes * part // 100) for ligne in budget.lignes)
    financements = tuple(replace(f, recu_centimes=f.prevu_centimes * 2 // 3) for f in budget.financements)
    grille = compte_rendu(replace(budget, lignes=lignes, financements=financements), ())
    assert montants(grille, "total_general_charges") == montants(grille, "total_general_produits")
    assert montants(grille, "emplois_cvn") == montants(grille, "ressources_cvn")


def test_a_funding_is_justified_by_its_imputations_by_poste():
    budget, depenses, financement = depenses_et_budget()
    lues = justifications(budget, depenses, financement)
    assert [(j.intitule, j.euros, j.depenses, j.justificatifs) for j in lues] == [
        ("625 Déplacements, missions", 400, 1, 2)
    ]
    assert justifications(budget, depenses, financement_lu()) == ()
