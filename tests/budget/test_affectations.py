"""Which funding pays which line: rights, figures in the refusals, the journal, the pages."""

import uuid

import pytest
from django.db import connection

from budget.actions import affectations as actions
from budget.models import Affectation
from historique.edition import Conflit
from historique.horloge import maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from membres.models import Rattachement
from tests import fabriques
from tests import fabriques_budget as budget
from tests.bases import en_parallele
from tests.requetes import verifier_nombre_constant

base = pytest.mark.django_db


@pytest.fixture
def ligne(db):
    return budget.ligne(fabriques.chantier(1), euros=1000)


@pytest.fixture
def financement(db):
    return budget.financement(euros=800)


def affecter(ligne, financement, euros, par, cle=None):
    centimes = None if euros is None else euros * 100
    return actions.affecter(ligne, financement, cle=cle or uuid.uuid4(), montant_centimes=centimes, par=par)


def refus(ligne, financement, euros, par):
    with pytest.raises(ActionRefusee) as refusee:
        affecter(ligne, financement, euros, par)
    assert Affectation.objects.filter(ligne=ligne, financement=financement).count() == 0
    return str(refusee.value).replace("\u202f", " ").replace("\xa0", " "), refusee.value.champ


def test_a_funding_pays_a_line_and_the_journal_says_so(ligne, financement, distribution):
    affectation = affecter(ligne, financement, 300, distribution.coordination.acces)
    assert affectation.montant_centimes == 300_00
    acte = Acte.objects.first()
    assert (acte.verbe, acte.objet_id, acte.portee_id) == ("affecter", affectation.pk, ligne.chantier_id)


def test_who_leads_the_search_affects_her_funding(ligne, distribution):
    sien = budget.financement(euros=500, mene_par=distribution.comite.personne)
    assert affecter(ligne, sien, 100, distribution.comite.acces).montant_centimes == 100_00


def test_a_member_affects_no_funding(ligne, financement, distribution):
    phrase, _ = refus(ligne, financement, 100, distribution.membre1.acces)
    assert phrase == "Un financement est tenu par la coordination et par qui en mène la recherche."


def test_who_acts_for_the_funder_stands_aside(ligne, financement, distribution):
    personne = distribution.coordination.personne
    fabriques.inscrire(Rattachement(personne=personne, organisation=financement.financeur))
    phrase, _ = refus(ligne, financement, 100, distribution.coordination.acces)
    assert phrase == (
        "Vous agissez pour Région d’essai, qui finance : vous vous déportez de ce qui concerne ce financement."
    )


def test_no_amount_means_all_that_may_be(ligne, financement, distribution):
    budget.affectation(budget.financement(euros=600), ligne, 600)
    assert affecter(ligne, financement, None, distribution.coordination.acces).montant_centimes == 400_00


def test_a_line_is_not_paid_more_than_it_costs(ligne, financement, distribution):
    budget.affectation(budget.financement(euros=600), ligne, 600)
    assert refus(ligne, financement, 401, distribution.coordination.acces) == (
        "Il reste 400 € à trouver pour cette ligne de 1 000 € : 401 € la dépasseraient.",
        "montant",
    )


def test_a_line_that_is_paid_takes_no_other_funding(ligne, financement, distribution):
    budget.affectation(budget.financement(euros=1000), ligne, 1000)
    assert refus(ligne, financement, None, distribution.coordination.acces) == (
        "Cette ligne de 1 000 € est déjà entièrement payée.",
        "montant",
    )


def test_a_funding_does_not_pay_more_than_it_has_for_the_exercice(ligne, financement, distribution):
    budget.affectation(financement, budget.ligne(ligne.chantier, euros=900), 600)
    assert refus(ligne, financement, 201, distribution.coordination.acces) == (
        f"« {financement} » compte 800 € pour 2027, dont 200 € libres : 201 € les dépasseraient.",
        "montant",
    )


def test_a_funding_with_nothing_free_is_refused(ligne, financement, distribution):
    budget.affectation(financement, budget.ligne(ligne.chantier, euros=900), 800)
    assert refus(ligne, financement, None, distribution.coordination.acces) == (
        f"« {financement} » n’a plus rien de libre : ses 800 € sont affectés.",
        "financement",
    )


def test_what_it_pays_in_another_exercice_does_not_count(ligne, financement, distribution):
    suivant = budget.exercice(2028)
    budget.tranche(financement, euros=800, exercice=suivant)
    budget.affectation(financement, budget.ligne(ligne.chantier, euros=800, exercice=suivant), 800)
    assert affecter(ligne, financement, 800, distribution.coordination.acces).montant_centimes == 800_00


def test_a_funding_without_amount_for_the_exercice_is_refused(ligne, distribution):
    sans = budget.financement(euros=None)
    phrase, _ = refus(ligne, sans, 10, distribution.coordination.acces)
    assert phrase == f"« {sans} » n’a pas de montant pour 2027 : notez d’abord ce qui est demandé."


def test_nothing_is_not_an_amount(ligne, financement, distribution):
    assert refus(ligne, financement, 0, distribution.coordination.acces) == (
        "Une affectation porte un montant supérieur à zéro.",
        "montant",
    )


@pytest.mark.parametrize(
    ("statut", "dit"),
    [("refusee", "refusée"), ("non_recevable", "non recevable"), ("abandonnee", "abandonnée")],
)
def test_a_lost_funding_pays_nothing(ligne, statut, dit, distribution):
    perdu = budget.financement(euros=800, statut=statut)
    assert refus(ligne, perdu, 100, distribution.coordination.acces) == (
        f"« {perdu} » ne paie rien : son statut est « {dit} ».",
        "financement",
    )


def test_a_reversement_asks_for_an_article_of_the_convention(financement, distribution):
    reversee = budget.ligne(
        fabriques.chantier(1),
        euros=500,
        poste="autres_charges_de_gestion",
        reversement_a=fabriques.organisation(nom="SCIC d’essai"),
    )
    phrase, champ = refus(reversee, financement, 100, distribution.coordination.acces)
    assert phrase == (
        "La convention n’autorise pas le reversement : cette ligne est reversée à SCIC d’essai. "
        f"Citez dans « {financement} » l’article qui l’autorise, ou choisissez un autre financement."
    )
    assert champ == "financement"
    permis = budget.financement(euros=800, reversement_autorise=True, article_de_reversement="article 7")
    assert affecter(reversee, permis, 100, distribution.coordination.acces).montant_centimes == 100_00


def test_an_archived_line_is_paid_by_nobody(financement, distribution):
    archivee = budget.ligne(fabriques.chantier(1), archive_le=maintenant())
    phrase, _ = refus(archivee, financement, 100, distribution.coordination.acces)
    assert phrase.startswith("Cette ligne a été archivée le ")


def test_a_funding_pays_a_line_once(ligne, financement, distribution):
    budget.affectation(financement, ligne, 300)
    with pytest.raises(ActionRefusee, match=r"paie déjà 300.€ de cette ligne : modifiez ce montant"):
        affecter(ligne, financement, 100, distribution.coordination.acces)


@base
def test_the_same_form_sent_twice_finds_the_row(ligne, financement, distribution):
    cle = uuid.uuid4()
    une, deux = (affecter(ligne, financement, 100, distribution.coordination.acces, cle=cle) for _ in range(2))
    assert une == deux
    assert Affectation.objects.count() == 1


# Modifying, freeing ---------------------------------------------------------------------------------------------------


def test_its_amount_changes_within_the_line(ligne, financement, distribution):
    affectation, par = budget.affectation(financement, ligne, 300), distribution.coordination.acces
    actions.modifier_une_affectation(affectation, version=1, saisi={"montant_centimes": 800_00}, par=par)
    assert Affectation.objects.get().montant_centimes == 800_00
    with pytest.raises(ActionRefusee, match="les dépasseraient"):
        actions.modifier_une_affectation(affectation, version=2, saisi={"montant_centimes": 900_00}, par=par)
    assert Affectation.objects.get().montant_centimes == 800_00


def test_two_changes_of_one_amount_are_never_both_kept(ligne, financement, distribution):
    affectation, par = budget.affectation(financement, ligne, 300), distribution.coordination.acces
    actions.modifier_une_affectation(affectation, version=1, saisi={"montant_centimes": 400_00}, par=par)
    with pytest.raises(Conflit):
        actions.modifier_une_affectation(affectation, version=1, saisi={"montant_centimes": 500_00}, par=par)


def test_a_freed_funding_pays_the_line_no_more_and_can_again(ligne, financement, distribution):
    affectation, par = budget.affectation(financement, ligne, 300), distribution.coordination.acces
    actions.liberer(affectation, motif="Redéployé.", par=par)
    assert Affectation.objects.presents().count() == 0
    assert Acte.objects.first().verbe == "liberer"
    with pytest.raises(ActionRefusee, match="ne paie déjà plus cette ligne"):
        actions.liberer(affectation, par=par)
    assert affecter(ligne, financement, 800, par).montant_centimes == 800_00


# At the same instant --------------------------------------------------------------------------------------------------


@pytest.mark.postgresql_seul
def test_two_fundings_affected_at_once_never_exceed_the_line(base_reelle, distribution):
    chantier, par = fabriques.chantier(1), distribution.coordination.acces
    for _ in range(10):
        ligne = budget.ligne(chantier, euros=1000)
        sources = [budget.financement(euros=700) for _ in range(2)]
        issues = en_parallele(*(lambda f=f, une=ligne: affecter(une, f, 600, par) for f in sources))
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT SUM(montant_centimes) FROM budget_affectation WHERE ligne_id = %s AND archive_le IS NULL",
                [ligne.pk],
            )
            assert curseur.fetchone()[0] == 600_00
        assert sum(isinstance(issue, ActionRefusee) for issue in issues) == 1, issues


# Pages ----------------------------------------------------------------------------------------------------------------


def test_the_matrix_says_who_pays_what_and_what_remains(ligne, financement, distribution):
    budget.affectation(financement, ligne, 300)
    client = distribution.membre2.client
    lignes_cachees = client.get("/budget/2027/matrice/").content.decode()
    assert str(ligne) not in lignes_cachees
    page = client.get(f"/budget/2027/matrice/?chantier={ligne.chantier.slug}").content.decode().replace("\xa0", " ")
    assert f"{financement} : 300 €" in page
    assert "Animation du chantier : 1\u202f000 €, reste à trouver 700 €" in page
    assert "Affecter<" not in page
    assert (
        "Affecter<"
        in distribution.coordination.client.get(
            f"/budget/2027/matrice/?chantier={ligne.chantier.slug}"
        ).content.decode()
    )


def test_the_page_of_a_funding_leads_to_the_lines_it_pays(ligne, financement, distribution):
    budget.affectation(financement, ligne, 300)
    client = distribution.coordination.client
    detail = f"/budget/2027/poste/{financement.poste}/?financement={financement.pk}"
    assert detail in client.get(f"/budget/financements/{financement.pk}/").content.decode()
    assert ligne.get_absolute_url() in client.get(detail).content.decode()


def test_the_form_affects_and_keeps_what_is_typed_when_it_is_refused(ligne, financement, distribution):
    client, adresse = distribution.coordination.client, f"/budget/lignes/{ligne.pk}/affecter/"
    assert f"{financement} — 800\xa0€ libres" in client.get(adresse).content.decode()
    trop = client.post(adresse, {"financement": financement.pk, "montant": "1 200,50", "motif": "Essai gardé"})
    assert trop.status_code == 422
    assert "1 200,50" in trop.content.decode()
    assert "Essai gardé" in trop.content.decode()
    assert client.post(adresse, {"financement": financement.pk, "montant": "250,50"}).status_code == 302
    assert Affectation.objects.get().montant_centimes == 250_50


def test_the_form_proposes_the_least_of_both(ligne, financement, distribution):
    budget.affectation(budget.financement(euros=600), ligne, 450)
    adresse = f"/budget/lignes/{ligne.pk}/affecter/?financement={financement.pk}"
    formulaire = distribution.coordination.client.get(adresse).context["formulaire"]
    assert formulaire["montant"].value() == "550"


def test_the_pages_of_an_affectation_change_and_free_it(ligne, financement, distribution):
    affectation, client = budget.affectation(financement, ligne, 300), distribution.coordination.client
    adresse = f"/budget/affectations/{affectation.pk}"
    reponse = client.post(f"{adresse}/modifier/", {"version": 1, "montant": "400"})
    assert reponse.status_code == 302
    assert Affectation.objects.get().montant_centimes == 400_00
    dispute = client.post(f"{adresse}/modifier/", {"version": 1, "montant": "500"})
    assert dispute.status_code == 409
    assert "400\xa0€" in dispute.content.decode()
    assert client.post(f"{adresse}/liberer/", {"motif": "Redéployé"}).status_code == 302
    assert client.get(f"{adresse}/modifier/").status_code == 404
    for geste in ("modifier", "liberer"):
        perdue = client.post(f"{adresse}/{geste}/", {"montant": "70", "version": 2, "motif": "Marque-motif"})
        assert (geste, perdue.status_code) == (geste, 422)
        assert "Marque-motif" in perdue.content.decode()


def test_the_matrix_asks_as_much_for_one_line_as_for_many(ligne, distribution, compter_requetes):
    adresse = f"/budget/2027/matrice/?chantier={ligne.chantier.slug}"
    verifier_nombre_constant(
        compter_requetes,
        lambda: budget.affectation(budget.financement(euros=100), budget.ligne(ligne.chantier, euros=100), 50),
        lambda: distribution.coordination.client.get(adresse),
        au_plus=30,
    )
