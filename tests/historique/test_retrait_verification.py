"""The replay knows what was taken out, and names what was taken out without an entry that says so."""

import pytest
from django.db import connection

from historique.gardes import oter_les_gardes, poser_les_gardes
from historique.models import PASSAGE_RETIRE, Acte, Ouverture, Retrait
from historique.verification import verifier
from tests import fabriques
from tests.historique.client_brut import executer
from tests.historique.test_pages import modifier
from tests.historique.test_retrait import SECRET, retirer
from tests.historique.test_verification import GARDEES

PASSE = "chantiers_historicaletape"


@pytest.fixture
def une_etape(base_reelle):
    une = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), "Mener l’enquête")
    modifier(une, description=SECRET)
    modifier(une, avancement=10)
    return une


@pytest.fixture
def retiree(une_etape):
    """The act that took the secret out, and the opening that it removed."""
    ouverture = Ouverture.objects.get(valeur=SECRET)
    return retirer(une_etape, "description", SECRET), ouverture


def trouvees(*ordres, avec_gardes=False):
    """What is found once these statements are run by someone who can do everything, or what the guards let through."""
    if not avec_gardes:
        oter_les_gardes(GARDEES)
    connection.close()
    executer(*ordres)
    if not avec_gardes:
        poser_les_gardes()
    return [f"{anomalie.ou} : {anomalie.quoi}" for anomalie in verifier()]


def test_what_was_taken_out_differs_from_nothing(retiree):
    assert list(verifier()) == []


def test_an_opening_that_is_missing_without_a_retrait_is_named(une_etape):
    cle = Ouverture.objects.get(valeur=SECRET).pk
    dites = trouvees(f"DELETE FROM historique_ouverture WHERE engagement = '{cle}'")
    assert dites
    assert all(dite.startswith(f"chantiers.Etape {une_etape.pk}") for dite in dites)


def test_an_opening_that_is_there_in_spite_of_its_retrait_is_named(retiree):
    acte, ouverture = retiree
    dite, *_ = trouvees(
        f"INSERT INTO historique_ouverture VALUES ('{ouverture.pk}', '{ouverture.sel}', '{ouverture.valeur}')"
    )
    assert dite.startswith(f"ouverture {ouverture.pk} : elle est encore là")
    assert f"inscription {acte.sequence}" in dite


def test_a_past_state_that_lost_a_text_without_a_retrait_is_named(une_etape):
    """The guards let it through: they cannot read why. The replay does."""
    dites = trouvees(f"UPDATE {PASSE} SET description = '{PASSAGE_RETIRE}' WHERE version = 2", avec_gardes=True)
    assert dites == [f"chantiers.Etape {une_etape.pk} : état passé 2, champ description"]


def test_a_past_state_that_still_holds_what_was_taken_out_is_named(une_etape, retiree):
    dites = trouvees(f"UPDATE {PASSE} SET description = '{SECRET}' WHERE version = 3")
    assert dites == [f"chantiers.Etape {une_etape.pk} : état passé 3, champ description"]


def test_a_retrait_that_no_entry_says_is_named(une_etape):
    """Whoever writes the journal by SQL may add a retrait to the last entry, then remove a text: its leaf denies it."""
    cle = Ouverture.objects.get(valeur=SECRET).pk
    dernier = Acte.objects.order_by("-sequence").first()
    dites = trouvees(
        "INSERT INTO historique_retrait (engagement, acte_id)"
        f" SELECT '{cle}', id FROM historique_acte WHERE sequence = {dernier.sequence}",
        f"DELETE FROM historique_ouverture WHERE engagement = '{cle}'",
        f"UPDATE {PASSE} SET description = '{PASSAGE_RETIRE}' WHERE description = '{SECRET}'",
        f"UPDATE chantiers_etape SET description = '{PASSAGE_RETIRE}'",
        avec_gardes=True,
    )
    assert dites == [
        f"inscription {dernier.sequence} : un texte est retiré en son nom, qu’elle ne dit pas (engagement {cle[:12]}…)"
    ]


def test_a_retrait_that_an_entry_says_and_that_is_gone_is_named(retiree):
    acte, ouverture = retiree
    dites = trouvees(f"DELETE FROM historique_retrait WHERE engagement = '{ouverture.pk}'")
    assert f"inscription {acte.sequence} : elle dit avoir retiré un texte (engagement {ouverture.pk[:12]}…)" in dites


def test_the_reason_of_an_entry_taken_out_by_hand_is_named(une_etape):
    modifier(une_etape, motif="Un motif", avancement=30)
    acte = Acte.objects.order_by("-sequence").first()
    assert trouvees(f"DELETE FROM historique_ouverture WHERE engagement = '{acte.motif}'") == [
        f"inscription {acte.sequence} : l’ouverture de son motif manque"
    ]


def test_the_number_of_queries_does_not_grow_with_what_was_taken_out(une_etape, compter_requetes):
    retirer(une_etape, "description", SECRET)
    avant = compter_requetes(lambda: list(verifier()))
    for rang in range(5):
        autre = fabriques.etape(une_etape.objectif, f"Étape {rang}", description=f"{SECRET} {rang}")
        retirer(autre, "description", f"{SECRET} {rang}")
    assert Retrait.objects.count() >= 6
    assert compter_requetes(lambda: list(verifier())) == avant
