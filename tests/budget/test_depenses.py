"""What was spent: recorded, modified, archived; the gap above the threshold is explained; the pages."""

import uuid
from datetime import date

import pytest
import time_machine

from budget.actions import depenses as actions
from budget.lecture import lire_budget
from budget.lecture.usage import ecarts_a_expliquer
from budget.models import Depense, Ligne
from historique.horloge import maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from historique.registre import declaration_de
from tests import fabriques
from tests import fabriques_budget as budget
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db


@pytest.fixture
def ligne():
    return budget.ligne(fabriques.chantier(1), euros=1000)


def neuve(ligne, euros=100, **champs):
    defauts = {"le": date(2027, 2, 1), "libelle": "Impression", "montant_centimes": euros * 100}
    return Depense(ligne=ligne, **{**defauts, **champs})


def phrase_de(appel):
    with pytest.raises(ActionRefusee) as refusee:
        appel()
    return str(refusee.value).replace("\u202f", " ").replace("\xa0", " "), refusee.value.champ


@pytest.mark.parametrize("role", ["animateur", "referente1", "coordination"])
def test_who_animates_or_speaks_for_the_chantier_records_an_expense(ligne, distribution, role):
    depense = actions.depenser(neuve(ligne), par=getattr(distribution, role).acces)
    acte = Acte.objects.first()
    assert (acte.verbe, acte.objet_id, acte.portee_id) == ("depenser", depense.pk, ligne.chantier_id)


@pytest.mark.parametrize("role", ["membre1", "membre2", "referente2", "comite"])
def test_nobody_else_does(ligne, distribution, role):
    phrase, _ = phrase_de(lambda: actions.depenser(neuve(ligne), par=getattr(distribution, role).acces))
    assert phrase == (
        "Une dépense est notée par une personne qui anime ou représente le chantier, ou par la coordination."
    )
    assert Depense.objects.count() == 0


def test_the_same_form_sent_twice_finds_the_row(ligne, distribution):
    cle, par = uuid.uuid4(), distribution.animateur.acces
    assert actions.depenser(neuve(ligne, pk=cle), par=par) == actions.depenser(neuve(ligne, pk=cle), par=par)
    assert Depense.objects.count() == 1


@pytest.mark.parametrize("jour", [date(1, 1, 1), date(2025, 12, 30), date(2072, 2, 1), date(9999, 12, 31)])
def test_an_expense_is_paid_within_a_year_of_its_exercice(ligne, distribution, jour):
    phrase, champ = phrase_de(lambda: actions.depenser(neuve(ligne, le=jour), par=distribution.animateur.acces))
    assert (phrase.partition("est à plus")[2], champ) == (" d’un an de l’exercice 2027 : vérifiez l’année.", "le")


def test_an_expense_is_above_zero(ligne, distribution):
    assert phrase_de(lambda: actions.depenser(neuve(ligne, 0), par=distribution.animateur.acces)) == (
        "Une dépense porte un montant supérieur à zéro.",
        "montant",
    )


def test_nothing_is_spent_on_an_archived_line(distribution):
    archivee = budget.ligne(fabriques.chantier(1), archive_le=maintenant())
    phrase, _ = phrase_de(lambda: actions.depenser(neuve(archivee), par=distribution.animateur.acces))
    assert phrase.startswith("Cette ligne a été archivée le ")


def test_waived_expenses_say_by_whom_and_are_a_charge_and_a_gift(ligne, distribution):
    benevole = fabriques.personne(prenom="Lina", nom="Essai")
    par = distribution.animateur.acces
    actions.depenser(neuve(ligne, 80, abandon_de_frais=True, abandonnee_par=benevole), par=par)
    lu = lire_budget(par, 2027)
    assert (lu.total_depense, lu.abandons_centimes) == (80_00, 80_00)
    assert phrase_de(lambda: actions.depenser(neuve(ligne, 80, abandon_de_frais=True), par=par)) == (
        "Un abandon de frais dit qui renonce, et lui seul.",
        "abandonnee_par",
    )


# Modifying ------------------------------------------------------------------------------------------------------------


def modifier(depense, par, version=1, explication="", **saisi):
    return actions.modifier_une_depense(depense, version=version, saisi=saisi, explication=explication, par=par)


def test_an_expense_covers_what_it_justifies(ligne, distribution):
    depense = budget.depense(ligne, 100)
    budget.imputation(depense, budget.financement(euros=500, accorde=500), 70)
    par = distribution.animateur.acces
    modifier(depense, par, montant_centimes=70_00)
    assert phrase_de(lambda: modifier(depense, par, version=2, montant_centimes=69_99)) == (
        (
            "70 € de cette dépense justifient des financements : son montant ne descend pas au-dessous. "
            "Retirez d’abord des imputations."
        ),
        "montant",
    )
    benevole = fabriques.personne()
    phrase, _ = phrase_de(
        lambda: modifier(depense, par, version=2, abandon_de_frais=True, abandonnee_par_id=benevole.pk)
    )
    assert phrase == (
        "70 € de cette dépense justifient des financements : un abandon de frais n’en justifie aucun. "
        "Retirez d’abord ces imputations."
    )
    phrase, _ = phrase_de(lambda: actions.archiver_une_depense(depense, par=par))
    assert phrase == "70 € de cette dépense justifient des financements : retirez d’abord ces imputations."


def test_an_expense_moves_to_another_line_of_its_exercice_only(ligne, distribution):
    depense, par = budget.depense(ligne, 100), distribution.animateur.acces
    autre = budget.ligne(ligne.chantier, euros=300)
    modifier(depense, par, ligne_id=autre.pk)
    assert Depense.objects.get().ligne == autre
    suivante = budget.ligne(ligne.chantier, exercice=budget.exercice(2028))
    assert phrase_de(lambda: modifier(depense, par, version=2, ligne_id=suivante.pk)) == (
        "Une dépense reste dans son exercice : choisissez une ligne de 2027.",
        "ligne",
    )
    ailleurs = budget.ligne(fabriques.chantier(2))
    phrase, _ = phrase_de(lambda: modifier(depense, par, version=2, ligne_id=ailleurs.pk))
    assert phrase.startswith("Une dépense est notée par une personne qui anime")
    modifier(depense, distribution.coordination.acces, version=2, ligne_id=ailleurs.pk)
    assert Depense.objects.get().ligne == ailleurs


def test_an_archived_expense_counts_no_more_and_comes_back(ligne, distribution):
    depense, par = budget.depense(ligne, 100), distribution.animateur.acces
    actions.archiver_une_depense(depense, motif="Doublon.", par=par)
    assert lire_budget(par, 2027).total_depense == 0
    phrase, _ = phrase_de(lambda: modifier(depense, par, version=2, libelle="Autre"))
    assert phrase.startswith("Cette dépense a été archivée le ")
    actions.retablir_une_depense(depense, par=par)
    assert lire_budget(par, 2027).total_depense == 100_00
    assert phrase_de(lambda: actions.retablir_une_depense(depense, par=par))[0] == "Cette dépense n’est pas archivée."


def test_an_earlier_state_comes_back(ligne, distribution):
    depense, par = budget.depense(ligne, 100, libelle="Avant"), distribution.animateur.acces
    modifier(depense, par, libelle="Après", montant_centimes=50_00)
    etat = declaration_de(Depense).historique.objects.get(id=depense.pk, version=1)
    restauration = declaration_de(Depense).restaurer
    depense = Depense.objects.get()
    assert restauration.refus(distribution.membre1.acces, depense) is not None
    restauration.agir(depense, etat=etat, motif="", par=par)
    relue = Depense.objects.get()
    assert (relue.libelle, relue.montant_centimes) == ("Avant", 100_00)
    assert Acte.objects.first().verbe == "restaurer"


# Gaps -----------------------------------------------------------------------------------------------------------------


def test_up_to_the_threshold_no_comment_is_asked(ligne, distribution):
    actions.depenser(neuve(ligne, 1100), par=distribution.animateur.acces)
    assert Depense.objects.count() == 1


def test_the_expense_that_crosses_the_threshold_is_explained_or_refused(ligne, distribution):
    budget.depense(ligne, 1000)
    par = distribution.animateur.acces
    assert phrase_de(lambda: actions.depenser(neuve(ligne, 101), par=par)) == (
        (
            "Cette ligne en serait à 1 101 € dépensés pour 1 000 € prévus, 101 € de plus : "
            "au-delà de 10 % d’écart, expliquez-le."
        ),
        "explication",
    )
    actions.depenser(neuve(ligne, 101), explication="Le papier a augmenté.", par=par)
    assert Ligne.objects.get(pk=ligne.pk).ecart_explique == "Le papier a augmenté."
    actions.depenser(neuve(ligne, 50), par=par)
    assert Depense.objects.count() == 3


def test_modifying_or_bringing_back_an_expense_crosses_it_too(ligne, distribution):
    depense, par = budget.depense(ligne, 1000), distribution.animateur.acces
    assert phrase_de(lambda: modifier(depense, par, montant_centimes=1200_00))[1] == "explication"
    modifier(depense, par, explication="Voilà.", montant_centimes=1200_00)
    actions.archiver_une_depense(depense, par=par)
    version = Ligne.objects.get(pk=ligne.pk).version
    actions.expliquer_l_ecart(ligne, version=version, saisi={"ecart_explique": ""}, par=par)
    assert phrase_de(lambda: actions.retablir_une_depense(depense, par=par))[1] == "explication"


def test_the_threshold_is_that_of_the_exercice(distribution):
    exercice = budget.exercice(2029, seuil_d_ecart=0)
    ligne = budget.ligne(fabriques.chantier(1), euros=1000, exercice=exercice)
    phrase, _ = phrase_de(
        lambda: actions.depenser(neuve(ligne, 1001, le=date(2029, 2, 1)), par=distribution.animateur.acces)
    )
    assert phrase.endswith("au-delà de 0 % d’écart, expliquez-le.")


def test_gaps_to_explain_are_those_above_and_once_the_year_is_over_those_under(ligne, distribution):
    chantier, acces = ligne.chantier, distribution.membre1.acces
    dessus = budget.ligne(chantier, euros=100)
    budget.depense(dessus, 111)
    budget.depense(ligne, 899)
    juste = budget.ligne(chantier, euros=1000)
    budget.depense(juste, 900)
    assert [e.ligne.id for e in ecarts_a_expliquer(lire_budget(acces, 2027))] == [dessus.pk]
    with time_machine.travel("2028-01-02T12:00:00Z", tick=True):
        assert {e.ligne.id for e in ecarts_a_expliquer(lire_budget(acces, 2027))} == {dessus.pk, ligne.pk}
        actions.expliquer_l_ecart(
            ligne, version=1, saisi={"ecart_explique": "Une journée annulée."}, par=distribution.animateur.acces
        )
        assert [e.ligne.id for e in ecarts_a_expliquer(lire_budget(acces, 2027))] == [dessus.pk]


def test_an_explanation_is_written_by_who_keeps_the_expenses_and_stays_while_the_gap_does(ligne, distribution):
    budget.depense(ligne, 1200)

    def expliquer(texte, par, version=1):
        actions.expliquer_l_ecart(ligne, version=version, saisi={"ecart_explique": texte}, par=par)

    assert phrase_de(lambda: expliquer("Oui", distribution.membre1.acces))[0].startswith("Une dépense est notée par")
    assert phrase_de(lambda: expliquer(" ", distribution.animateur.acces)) == (
        "1 200 € dépensés pour 1 000 € prévus, 200 € de plus : dites pourquoi.",
        "ecart_explique",
    )
    expliquer("Deux ateliers de plus.", distribution.animateur.acces)
    assert Acte.objects.first().verbe == "expliquer_l_ecart"


# Pages ----------------------------------------------------------------------------------------------------------------


def lire(client, adresse):
    return client.get(adresse).content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_the_form_records_asks_for_the_explanation_and_loses_nothing(ligne, distribution):
    client, adresse = distribution.animateur.client, f"/budget/lignes/{ligne.pk}/depenser/"
    assert "Prévu sur cette ligne" in lire(client, adresse)
    saisie = {"libelle": "Location de salle", "le": "2027-03-04", "montant": "1 250,50", "fournisseur": "Mairie"}
    refusee = client.post(adresse, saisie)
    assert refusee.status_code == 422
    texte = refusee.content.decode()
    assert "expliquez-le" in texte
    assert all(valeur in texte for valeur in saisie.values())
    reponse = client.post(adresse, saisie | {"explication": "Salle plus grande."})
    depense = Depense.objects.get()
    assert reponse["Location"] == f"/budget/depenses/{depense.pk}/"
    assert (depense.montant_centimes, depense.le) == (1250_50, date(2027, 3, 4))


def test_the_page_of_an_expense_leads_to_its_line_étape_fundings_and_journal(distribution):
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), titre="Imprimer le guide")
    ligne = budget.ligne(fabriques.chantier(1), etape=etape, libelle="Impression du guide")
    depense = budget.depense(ligne, 100, libelle="Facture de l’imprimeur")
    financement = budget.financement(euros=500, accorde=500, intitule="Appel régional")
    budget.imputation(depense, financement, 70)
    page = lire(distribution.membre2.client, f"/budget/depenses/{depense.pk}/")
    for attendu in ("Impression du guide", "Imprimer le guide", "Appel régional", "Reste à imputer : <strong>30 €"):
        assert attendu in page
    assert f"/budget/lignes/{ligne.pk}/" in page
    assert f"/budget/financements/{financement.pk}/" in page
    assert "Modifier</a>" not in page
    assert "Modifier</a>" in lire(distribution.animateur.client, f"/budget/depenses/{depense.pk}/")


def test_the_pages_modify_archive_and_bring_back(ligne, distribution):
    depense, client = budget.depense(ligne, 100, libelle="Avant"), distribution.animateur.client
    adresse = f"/budget/depenses/{depense.pk}"
    saisie = {"ligne": ligne.pk, "libelle": "Après", "le": "2027-02-01", "montant": "90", "version": 1}
    assert client.post(f"{adresse}/modifier/", saisie).status_code == 302
    dispute = client.post(f"{adresse}/modifier/", saisie | {"montant": "80", "libelle": "Encore"})
    assert dispute.status_code == 409
    assert dispute.context["formulaire"].choix[0].libelle == "Intitulé"
    assert client.post(f"{adresse}/archiver/", {"motif": "Doublon"}).status_code == 302
    assert "Cette dépense a été archivée" in lire(client, f"{adresse}/")
    assert "Après" in lire(client, "/budget/2027/depenses/?archivees=oui")
    assert "Après" not in lire(client, "/budget/2027/depenses/")
    assert client.post(f"{adresse}/retablir/").status_code == 302
    refusee = client.post(f"{adresse}/retablir/", {"motif": "Marque-motif"}, follow=True)
    assert "Votre motif n’est pas inscrit : « Marque-motif »" in refusee.content.decode().replace("\xa0", " ")
    assert Depense.objects.get().archive_le is None


def test_the_list_is_filtered_by_chantier_and_by_line(ligne, distribution):
    budget.depense(ligne, 100, libelle="Celle-ci")
    budget.depense(budget.ligne(fabriques.chantier(2)), 50, libelle="Celle-là")
    client = distribution.membre1.client
    assert "2 dépenses, 150 €" in lire(client, "/budget/2027/depenses/")
    for filtre in (f"chantier={ligne.chantier.slug}", f"ligne={ligne.pk}"):
        page = lire(client, f"/budget/2027/depenses/?{filtre}")
        assert "1 dépense, 100 €" in page
        assert "Celle-là" not in page
    assert client.get("/budget/2027/depenses/?ligne=n’importe").status_code == 404


def test_use_by_chantier_and_line_with_the_gaps(ligne, distribution):
    budget.depense(ligne, 1200)
    client = distribution.membre1.client
    page = lire(client, "/budget/2027/utilisation/")
    assert "1 200 € dépensés pour 1 000 € prévus, 200 € de plus." in page
    assert '<rect class="f" width="100%"' in page
    detail = lire(client, f"/budget/2027/utilisation/?chantier={ligne.chantier.slug}")
    assert "Animation du chantier : 1 200 € dépensés sur 1 000 €" in detail
    assert "120,0 %" in detail
    adresse = f"/budget/lignes/{ligne.pk}/ecart/"
    assert client.get(adresse).status_code == 403
    reponse = distribution.animateur.client.post(adresse, {"ecart_explique": "Deux ateliers.", "version": 1})
    assert reponse.status_code == 302
    page = lire(client, "/budget/2027/utilisation/")
    assert "Ce qui n’aura pas été dépensé s’expliquera à la fin de l’exercice." in page
    assert "Deux ateliers." in page


def test_the_pages_ask_as_much_for_one_expense_as_for_many(ligne, distribution, compter_requetes):
    premiere = budget.depense(ligne, 1)
    for adresse in ("/budget/2027/depenses/", f"/budget/2027/utilisation/?chantier={ligne.chantier.slug}"):
        verifier_nombre_constant(
            compter_requetes,
            lambda: budget.depense(budget.ligne(ligne.chantier), 10),
            lambda adresse=adresse: distribution.membre1.client.get(adresse),
            au_plus=30,
        )
    verifier_nombre_constant(
        compter_requetes,
        lambda: budget.imputation(premiere.__class__.objects.get(pk=premiere.pk), accordee(), 0.01),
        lambda: distribution.membre1.client.get(f"/budget/depenses/{premiere.pk}/"),
        au_plus=35,
        tailles=(1, 3),
    )


def accordee():
    return budget.financement(euros=10, accorde=10)
