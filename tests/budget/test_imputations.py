"""How much of an expense justifies which funding; at the same instant too, with the negative control."""

import uuid
from contextlib import contextmanager, suppress

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget.actions import affectations, depenses, imputations
from budget.models import Affectation, Depense, Exercice, Financement, Imputation, Ligne
from historique import gardes
from historique.models import Acte
from historique.refus import ActionRefusee
from membres.models import Rattachement
from tests import fabriques
from tests import fabriques_budget as budget
from tests.bases import en_parallele

ESSAIS = 50


@pytest.fixture
def depense(db):
    return budget.depense(budget.ligne(fabriques.chantier(1)), 100)


def accorde(euros=80, **champs):
    return budget.financement(euros=euros, accorde=euros, statut="accordee", **champs)


def imputer(depense, financement, euros, par, cle=None):
    centimes = None if euros is None else euros * 100
    return imputations.imputer(depense, financement, cle=cle or uuid.uuid4(), montant_centimes=centimes, par=par)


def refus(depense, financement, euros, par):
    with pytest.raises(ActionRefusee) as refusee:
        imputer(depense, financement, euros, par)
    return str(refusee.value).replace("\u202f", " ").replace("\xa0", " "), refusee.value.champ


def test_an_expense_justifies_several_fundings_and_the_journal_says_so(depense, distribution):
    par = distribution.coordination.acces
    for euros in (60, 40):
        imputation = imputer(depense, accorde(), euros, par)
    assert sum(i.montant_centimes for i in Imputation.objects.presents()) == 100_00
    acte = Acte.objects.first()
    assert (acte.verbe, acte.objet_id) == ("imputer", imputation.pk)


def test_no_amount_means_all_that_may_be(depense, distribution):
    par = distribution.coordination.acces
    assert imputer(depense, accorde(70), None, par).montant_centimes == 70_00
    assert imputer(depense, accorde(70), None, par).montant_centimes == 30_00


def test_the_coordination_alone_imputes_and_stands_aside_from_its_own_funder(depense, distribution):
    financement = accorde()
    assert refus(depense, financement, 10, distribution.animateur.acces)[0] == (
        "Seule la coordination dit quelle dépense justifie quel financement."
    )
    personne = distribution.coordination.personne
    fabriques.inscrire(Rattachement(personne=personne, organisation=financement.financeur))
    assert refus(depense, financement, 10, distribution.coordination.acces)[0].startswith(
        "Vous agissez pour Région d’essai, qui finance"
    )


def test_never_more_than_the_expense(depense, distribution):
    par = distribution.coordination.acces
    imputer(depense, accorde(), 60, par)
    assert refus(depense, accorde(), 41, par) == (
        "Il reste 40 € à imputer sur cette dépense de 100 € : 41 € la dépasseraient.",
        "montant",
    )
    imputer(depense, accorde(), 40, par)
    assert refus(depense, accorde(), None, par) == ("Cette dépense de 100 € est déjà entièrement imputée.", "montant")


def test_never_more_than_what_is_granted(depense, distribution):
    par, financement = distribution.coordination.acces, accorde(80)
    imputer(budget.depense(depense.ligne, 100), financement, 50, par)
    assert refus(depense, financement, 31, par) == (
        f"« {financement} » a encore 30 € à justifier pour 2027 : 31 € les dépasseraient.",
        "montant",
    )


def test_only_what_is_granted_for_this_exercice_is_justified(depense, distribution):
    par = distribution.coordination.acces
    demande = budget.financement(euros=80, statut="deposee")
    assert refus(depense, demande, 10, par) == (
        f"« {demande} » n’est pas accordé : rien ne le justifie encore.",
        "financement",
    )
    ailleurs = accorde(80, exercice=budget.exercice(2028))
    assert refus(depense, ailleurs, 10, par)[0] == (
        f"« {ailleurs} » n’a plus rien à justifier pour 2027 : rien ne lui est accordé, ou tout est déjà justifié."
    )


def test_waived_expenses_justify_nothing(depense, distribution):
    don = budget.depense(depense.ligne, 50, abandon_de_frais=True, abandonnee_par=fabriques.personne())
    assert refus(don, accorde(), 10, distribution.coordination.acces)[0] == (
        "Un abandon de frais est un don : il ne justifie aucun financement."
    )


def test_a_funding_is_justified_once_by_an_expense(depense, distribution):
    par, financement = distribution.coordination.acces, accorde()
    imputer(depense, financement, 10, par)
    phrase, champ = refus(depense, financement, 10, par)
    assert (phrase, champ) == (
        (
            f"10 € de cette dépense justifient déjà « {financement} » : pour changer ce montant, "
            "retirez d’abord l’imputation."
        ),
        "financement",
    )
    assert refus(depense, accorde(), 0, par)[0] == "Une imputation porte un montant supérieur à zéro."


def test_the_same_form_sent_twice_finds_the_row_and_it_can_be_taken_back(depense, distribution):
    par, cle, financement = distribution.coordination.acces, uuid.uuid4(), accorde()
    une, deux = (imputer(depense, financement, 10, par, cle=cle) for _ in range(2))
    assert une == deux
    with pytest.raises(ActionRefusee, match="Seule la coordination"):
        imputations.desimputer(une, par=distribution.animateur.acces)
    imputations.desimputer(une, motif="Mauvais financeur.", par=par)
    assert Acte.objects.first().verbe == "desimputer"
    assert Imputation.objects.presents().count() == 0
    with pytest.raises(ActionRefusee, match="déjà retirée"):
        imputations.desimputer(une, par=par)
    assert imputer(depense, financement, 80, par).montant_centimes == 80_00


def test_the_form_proposes_first_the_fundings_that_pay_the_line(depense, distribution):
    autre, payeur = accorde(50, intitule="Autre"), accorde(50, intitule="Payeur")
    accorde(50, intitule="D’un autre exercice", exercice=budget.exercice(2028))
    budget.financement(euros=50, statut="deposee", intitule="Demandé")
    budget.affectation(payeur, depense.ligne, 50)
    client, adresse = distribution.coordination.client, f"/budget/depenses/{depense.pk}/imputer/"
    choix = client.get(adresse).context["formulaire"].fields["financement"].choices
    assert [(nom, [str(cle) for cle, _ in groupe]) for nom, groupe in choix[1:]] == [
        ("Affectés à cette ligne", [str(payeur.pk)]),
        ("Autres financements accordés", [str(autre.pk)]),
    ]
    trop = client.post(adresse, {"financement": payeur.pk, "montant": "60", "motif": "Gardé"})
    assert (trop.status_code, "Gardé" in trop.content.decode()) == (422, True)
    assert client.post(adresse, {"financement": payeur.pk, "montant": "40"}).status_code == 302
    imputation = Imputation.objects.get()
    assert client.post(f"/budget/imputations/{imputation.pk}/retirer/").status_code == 302
    perdue = client.post(f"/budget/imputations/{imputation.pk}/retirer/", {"motif": "Marque-motif"})
    assert (perdue.status_code, "Marque-motif" in perdue.content.decode()) == (422, True)
    assert Imputation.objects.presents().count() == 0


# At the same instant --------------------------------------------------------------------------------------------------


def sommes(table, colonne, cle):
    with connection.cursor() as curseur:
        curseur.execute(
            f"SELECT COALESCE(SUM(montant_centimes), 0) FROM {table} WHERE {colonne} = %s AND archive_le IS NULL", [cle]
        )
        return curseur.fetchone()[0]


@contextmanager
def sans_verrou(monkeypatch):
    """The act reads the exercice and the expense without locking them."""

    def relire(objet, *liens):
        return type(objet).objects.select_related(*liens).get(pk=objet.pk)

    with monkeypatch.context() as autrement:
        autrement.setattr(imputations, "verrouiller_l_exercice", lambda pk: Exercice.objects.get(pk=pk))
        autrement.setattr(imputations, "relire", relire)
        yield


def sans_gardes():
    """What protects the imputations in the database is lifted; the journal keeps its own guards."""
    with connection.cursor() as curseur:
        for garde in gardes.gardes():
            if garde.table == Imputation._meta.db_table:
                curseur.execute(f"DROP TRIGGER IF EXISTS {garde.nom} ON {garde.table}")


def course(chantier, par):
    """Two fundings justified at once by 60 € each of one expense of 100 €: the answers, and what is imputed."""
    depense = budget.depense(budget.ligne(chantier), 100)
    financements = [accorde(80), accorde(80)]
    issues = en_parallele(*(lambda f=f: imputer(depense, f, 60, par) for f in financements))
    return issues, sommes("budget_imputation", "depense_id", depense.pk)


@pytest.mark.postgresql_seul
def test_imputations_of_one_expense_at_the_same_instant_never_exceed_it(base_reelle, distribution):
    """Fifty times: one is done, the other is told why not."""
    chantier, par = fabriques.chantier(1), distribution.coordination.acces
    for _ in range(ESSAIS):
        issues, impute = course(chantier, par)
        assert impute == 60_00, issues
        assert sum(isinstance(issue, ActionRefusee) and "Il reste" in str(issue) for issue in issues) == 1, issues


@pytest.mark.postgresql_seul
def test_without_the_lock_the_database_still_refuses(base_reelle, distribution, monkeypatch):
    chantier, par = fabriques.chantier(1), distribution.coordination.acces
    with sans_verrou(monkeypatch):
        for _ in range(ESSAIS // 5):
            issues, impute = course(chantier, par)
            assert impute == 60_00, issues


@pytest.mark.postgresql_seul
def test_negative_control_without_lock_nor_guard_the_expense_is_exceeded(base_reelle, distribution, monkeypatch):
    chantier, par = fabriques.chantier(1), distribution.coordination.acces
    sans_gardes()
    with sans_verrou(monkeypatch):
        for _ in range(ESSAIS):
            issues, impute = course(chantier, par)
            if impute > 100_00:
                return
    pytest.fail(f"the race never happened: the tests above prove nothing ({issues})")


# Whatever people do ---------------------------------------------------------------------------------------------------

GESTES = st.tuples(
    st.sampled_from(["affecter", "liberer", "changer", "depenser", "modifier", "archiver", "imputer", "desimputer"]),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 150),
)


def au_choix(lignes, rang):
    trouvees = list(lignes.order_by("pk"))
    return trouvees[rang % len(trouvees)] if trouvees else None


def faire(geste, rang, autre, euros, par):
    """One act of somebody; nothing when there is nothing to act on."""
    centimes, cle = euros * 100, uuid.uuid4()
    ligne, financement = au_choix(Ligne.objects, rang), au_choix(Financement.objects, autre)
    affectation = au_choix(Affectation.objects.presents().select_related("ligne"), rang)
    depense = au_choix(Depense.objects.select_related("ligne"), rang)
    imputation = au_choix(Imputation.objects.presents().select_related("depense__ligne"), rang)
    if geste == "affecter":
        affectations.affecter(ligne, financement, cle=cle, montant_centimes=centimes, par=par)
    elif geste == "liberer" and affectation:
        affectations.liberer(affectation, par=par)
    elif geste == "changer" and affectation:
        saisi = {"montant_centimes": centimes}
        affectations.modifier_une_affectation(affectation, version=affectation.version, saisi=saisi, par=par)
    elif geste == "depenser":
        neuve = Depense(ligne=ligne, le=ligne.exercice.debut, libelle="Une", montant_centimes=centimes)
        depenses.depenser(neuve, explication="Parce que.", par=par)
    elif geste == "modifier" and depense:
        saisi = {"montant_centimes": centimes}
        depenses.modifier_une_depense(depense, version=depense.version, saisi=saisi, explication="Parce que.", par=par)
    elif geste == "archiver" and depense:
        agir = depenses.archiver_une_depense if depense.archive_le is None else depenses.retablir_une_depense
        agir(depense, par=par)
    elif geste == "imputer" and depense:
        imputations.imputer(depense, financement, cle=cle, montant_centimes=centimes, par=par)
    elif geste == "desimputer" and imputation:
        imputations.desimputer(imputation, par=par)


EXCES = {
    "a line": """SELECT COUNT(*) FROM budget_ligne l WHERE l.montant_centimes
        < (SELECT COALESCE(SUM(a.montant_centimes), 0) FROM budget_affectation a
        WHERE a.ligne_id = l.id AND a.archive_le IS NULL)""",
    "what a funding counts": """SELECT COUNT(*) FROM budget_tranche t
        WHERE COALESCE(t.accorde_centimes, t.demande_centimes) < (SELECT COALESCE(SUM(a.montant_centimes), 0)
        FROM budget_affectation a WHERE a.financement_id = t.financement_id AND a.archive_le IS NULL)""",
    "an expense": """SELECT COUNT(*) FROM budget_depense d
        WHERE CASE WHEN d.archive_le IS NULL THEN d.montant_centimes ELSE 0 END
        < (SELECT COALESCE(SUM(i.montant_centimes), 0) FROM budget_imputation i
        WHERE i.depense_id = d.id AND i.archive_le IS NULL)""",
    "what a funding grants": """SELECT COUNT(*) FROM budget_tranche t
        WHERE COALESCE(t.accorde_centimes, 0) < (SELECT COALESCE(SUM(i.montant_centimes), 0)
        FROM budget_imputation i WHERE i.financement_id = t.financement_id AND i.archive_le IS NULL)""",
}


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gestes=st.lists(GESTES, min_size=4, max_size=20))
def test_whatever_people_do_no_euro_is_shared_out_twice(distribution, gestes):
    """Random sequences of acts, refused or not: no sum ever exceeds what it shares out."""
    par = distribution.coordination.acces
    for objet in (*Imputation.objects.presents(), *Affectation.objects.presents()):
        clore(objet, par)
    for une in Depense.objects.presents().select_related("ligne"):
        depenses.archiver_une_depense(une, par=par)
    manquants = 3 - Ligne.objects.count()
    for _ in range(manquants):
        budget.ligne(fabriques.chantier(1), euros=100)
        accorde(80)
    for geste in gestes:
        with suppress(ActionRefusee):
            faire(*geste, par)
        with connection.cursor() as curseur:
            for quoi, requete in EXCES.items():
                curseur.execute(requete)
                assert curseur.fetchone()[0] == 0, (quoi, geste)


def clore(objet, par):
    if isinstance(objet, Imputation):
        objet.depense = Depense.objects.select_related("ligne").get(pk=objet.depense_id)
        imputations.desimputer(objet, par=par)
    else:
        affectations.liberer(objet, par=par)


def test_what_people_do_there_does_something(depense, distribution):
    """Negative control of the property: each of its acts, in an order that nothing refuses, writes an entry."""
    par = distribution.coordination.acces
    accorde(80)
    suite = ["affecter", "changer", "modifier", "imputer", "desimputer", "archiver", "depenser", "liberer"]
    for geste in suite:
        avant = Acte.objects.count()
        faire(geste, 0, 0, 50 if geste != "changer" else 60, par)
        assert Acte.objects.count() == avant + 1, geste
