"""The rule that keeps a pay out of public numbers, on any budget (pages: `test_public.py`)."""

from datetime import date
from fractions import Fraction
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from budget.lecture import ActionLue, BudgetLu, LigneLue
from budget.lecture.regroupement import Regroupement, regrouper, tout_montrer
from chantiers.lecture import ChantierLu

CHANTIERS = tuple(ChantierLu(UUID(int=n), n, f"Chantier {n}", f"Chantier {n}", f"c{n}") for n in (1, 2, 3))
ACTIONS = tuple(
    ActionLue(UUID(int=10 * c.numero + n), 1, c.id, f"{c.numero}.{n}", "action", f"Action {n}", "", "")
    for c in CHANTIERS
    for n in (1, 2)
)
POSTES = ("remuneration", "honoraires", "locations", "achats_matieres")
# Chantier, action (0: animation), poste, whether it rests on one pay, cents.
LIGNE = st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from(POSTES), st.booleans(), st.integers(1, 10**6))
TIRAGES = st.lists(LIGNE, min_size=1, max_size=9)


def ligne(rang: int, chantier: int, action: int, poste: str, nominative: bool, centimes: int) -> LigneLue:
    place = ACTIONS[2 * chantier + action - 1].id if action else None
    vides = {"quantite": None, "unite": "", "cout_unitaire_centimes": None, "moyen_id": None, "moyen": ""}
    vides |= {"etape_id": None, "etape": "", "cle_de_repartition": "", "reversement_a_id": None, "reversement_a": ""}
    return LigneLue(
        id=UUID(int=100 + rang),
        version=1,
        chantier_id=CHANTIERS[chantier].id,
        action_id=place,
        poste_cle=poste,
        libelle=f"Ligne {rang}",
        montant_centimes=centimes,
        nominative=nominative,
        ecart_explique="",
        rang=rang,
        **vides,
    )


def budget_de(tirage: list[tuple[int, int, str, bool, int]]) -> BudgetLu:
    lignes = tuple(ligne(rang, *une) for rang, une in enumerate(tirage))
    annee = {"annee": 2027, "debut": date(2027, 1, 1), "fin": date(2027, 12, 31), "jour": date(2027, 6, 1)}
    seuils = {"plafond_public": 80, "seuil_d_ecart": 10, "sequence": None}
    return BudgetLu(exercice_id=UUID(int=9), chantiers=CHANTIERS, actions=ACTIONS, lignes=lignes, **annee, **seuils)


def place(ligne: LigneLue) -> tuple[UUID, UUID | None]:
    return ligne.chantier_id, ligne.action_id


def sommes(lu: BudgetLu, charges: Regroupement) -> list[list[int]]:
    """What pages show, each as the lines it adds up: rows of the whole, of chantiers, of actions, cells of the matrix.

    A row of the whole in some chantiers is the cell of the matrix.
    """
    parts = [charges, *(charges.des_chantiers(ensemble) for ensemble in charges.chantiers)]
    parts += [charges.de_l_action(action.id) for action in lu.actions]
    trouvees = []
    for part in parts:
        lieux = {lieu for bloc in part.blocs for lieu in bloc.lieux}
        for ensemble in (*part.ensembles, *charges.ensembles):
            cles = {poste.cle for poste in ensemble.postes}
            trouvees.append([int(place(x) in lieux and x.groupe.cle in cles) for x in lu.lignes])
    return trouvees


def se_calcule(publiees: list[list[int]], vise: list[int]) -> bool:
    """Whether sums and differences of `publiees` give `vise` (Gauss)."""
    lignes = [[Fraction(x) for x in vecteur] for vecteur in publiees]
    reste, faits = [Fraction(x) for x in vise], set()
    for colonne in range(len(vise)):
        pivot = next((i for i, une in enumerate(lignes) if une[colonne] and i not in faits), None)
        if pivot is None:
            continue
        faits.add(pivot)
        for une in (*(x for i, x in enumerate(lignes) if i != pivot), reste):
            facteur = une[colonne] / lignes[pivot][colonne]
            for rang, valeur in enumerate(lignes[pivot]):
                une[rang] -= facteur * valeur
    return not any(reste)


def paies(lu: BudgetLu) -> list[list[int]]:
    """What nobody may find: in each place, the lines that rest on a pay, each of them, the poste that holds them."""
    visees = [[int(x is y) for x in lu.lignes] for y in lu.lignes if y.nominative]
    for ici, poste in {(place(x), x.groupe.cle) for x in lu.lignes if x.nominative}:
        siennes = [place(x) == ici and x.groupe.cle == poste for x in lu.lignes]
        visees.append([int(sienne) for sienne in siennes])
        visees.append([int(sienne and x.nominative) for sienne, x in zip(siennes, lu.lignes, strict=True)])
    return visees


@settings(max_examples=300, deadline=None)
@given(tirage=TIRAGES)
def test_no_combination_of_public_numbers_is_a_pay(tirage):
    lu = budget_de(tirage)
    publiees = sommes(lu, regrouper(lu))
    assert [vise for vise in paies(lu) if se_calcule(publiees, vise)] == []


def test_the_same_check_finds_the_pay_when_nothing_is_grouped():
    """Without the rule, and with a rule that would group only where the pay is, leaving the total poste by poste."""
    lu = budget_de([(0, 0, "remuneration", True, 100), (0, 0, "honoraires", False, 7), (1, 0, "honoraires", False, 3)])
    assert all(se_calcule(sommes(lu, tout_montrer(lu)), vise) for vise in paies(lu))
    groupees = sommes(lu, regrouper(lu))
    assert any(se_calcule([*groupees, [1, 0, 0]], vise) for vise in paies(lu))
    assert not any(se_calcule(groupees, vise) for vise in paies(lu))


@settings(max_examples=150, deadline=None)
@given(tirage=TIRAGES)
def test_grouping_loses_no_cent(tirage):
    lu = budget_de(tirage)
    charges = regrouper(lu)
    total = 0 if charges.impossible else lu.total_charges
    par_chantier = sum(charges.des_chantiers(ensemble).total for ensemble in charges.chantiers)
    assert (charges.total, sum(e.montant_centimes for e in charges.ensembles), par_chantier) == (total, total, total)


@settings(max_examples=150, deadline=None)
@given(tirage=TIRAGES)
def test_only_what_holds_a_pay_is_grouped(tirage):
    lu = budget_de([(c, a, p, False, n) for c, a, p, _, n in tirage])
    assert set(regrouper(lu).blocs) == set(tout_montrer(lu).blocs)


def test_the_next_largest_poste_of_the_place_is_the_companion():
    lu = budget_de([(0, 0, "remuneration", True, 100), (0, 0, "locations", False, 7), (0, 0, "honoraires", False, 30)])
    assert [(e.intitule, e.montant_centimes) for e in regrouper(lu).ensembles] == [
        ("61 Services extérieurs", 7),
        ("Postes regroupés (62, 64)", 130),
    ]
