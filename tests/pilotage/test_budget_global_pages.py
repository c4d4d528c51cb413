"""The pages of a budget put to the chantiers: the form, the version as it was frozen, what the public reads of it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from historique.actes import Agent, consigner
from pilotage.lecture.budgets import AUCUN_EXERCICE, SANS_LIGNE
from pilotage.models import Proposition
from tests import fabriques, fabriques_budget
from tests.consultation import NATURES, Consultation
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db
LIBELLE, COUP_DE_MAIN = "Ligne-réservée", "Coup-de-main-réservé"


def texte(reponse):
    """The page, with ordinary spaces."""
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def changer(objet, **champs):
    with consigner("modifier", par=Agent.SYSTEME):
        relu = type(objet).objects.get(pk=objet.pk)
        for nom, valeur in champs.items():
            setattr(relu, nom, valeur)
        relu.save()
    return relu


@pytest.fixture
def ligne(db):
    """10 000 € of honoraires in chantier 2, for 2027."""
    return fabriques_budget.ligne(fabriques.chantier(2), 10_000, libelle=LIBELLE)


@pytest.fixture
def c(distribution, ligne):
    """A draft on the budget of 2027."""
    return Consultation(distribution, nature=NATURES.BUDGET_GLOBAL, exercice_id=ligne.exercice_id, texte="")


def adopter(consultation):
    consultation.aux_objections()
    consultation.consentir()
    return consultation.adopter()


def version(c, n=0):
    return reverse("pilotage:version", args=[c.proposition.numero, n])


def differences(c, **choix):
    return reverse("pilotage:differences", args=[c.proposition.numero]), choix


# The form -------------------------------------------------------------------------------------------------------------


def saisie(distribution, **champs):
    return {
        "id": str(uuid4()),
        "version": "1",
        "nature": "budget_global",
        "titre": "Notre budget",
        "pourquoi": "Pour agir.",
        "texte": "",
        "facilitee_par_id": str(distribution.comite.personne.pk),
        "a_l_echeance": "relancer",
        **champs,
    }


def test_the_form_offers_the_exercice_and_makes_a_draft(distribution, ligne):
    client, adresse = distribution.coordination.client, reverse("pilotage:proposer")
    assert f'<option value="{ligne.exercice_id}" selected>2027</option>' in texte(client.get(adresse))
    assert client.post(adresse, saisie(distribution, exercice_id=str(ligne.exercice_id))).status_code == 302
    assert Proposition.objects.get().exercice == ligne.exercice


@pytest.mark.parametrize("cas", ["sans_exercice", "sans_choix", "sans_ligne"])
def test_a_refused_form_says_what_to_do_and_keeps_what_was_typed(distribution, cas):
    choisi, phrase = "", AUCUN_EXERCICE
    if cas != "sans_exercice":
        exercice, phrase = fabriques_budget.exercice(2027), "Choisissez l’exercice dont le budget sera figé."
        if cas == "sans_ligne":
            choisi, phrase = str(exercice.pk), SANS_LIGNE.format(annee=2027)
    envoi = saisie(distribution, exercice_id=choisi, titre="TITRE GARDÉ")
    reponse = distribution.coordination.client.post(reverse("pilotage:proposer"), envoi)
    page = texte(reponse)
    assert (reponse.status_code, phrase in page, "TITRE GARDÉ" in page) == (422, True, True)
    assert not Proposition.objects.exists()


def test_another_decision_ignores_the_exercice_and_keeps_its_text(distribution, ligne):
    envoi = saisie(distribution, nature="autre", texte="Un texte.", exercice_id=str(ligne.exercice_id))
    distribution.coordination.client.post(reverse("pilotage:proposer"), envoi)
    proposition = Proposition.objects.get()
    assert (proposition.exercice, proposition.texte) == (None, "Un texte.")


def test_the_draft_of_a_budget_is_amended_without_a_text(c, distribution):
    autre = fabriques_budget.ligne(fabriques.chantier(1), exercice=fabriques_budget.exercice(2028)).exercice
    adresse = reverse("pilotage:amender", args=[c.proposition.numero])
    client = distribution.coordination.client
    page = texte(client.get(adresse))
    assert ('name="exercice_id"' in page, 'name="texte"' in page) == (True, False)
    assert client.post(adresse, saisie(distribution, exercice_id=str(autre.pk))).status_code == 302
    assert c.relire().exercice == autre


def test_two_people_who_choose_another_exercice_read_both_years(c, distribution):
    for annee in (2028, 2029):
        fabriques_budget.ligne(fabriques.chantier(1), exercice=fabriques_budget.exercice(annee))
    adresse, client = reverse("pilotage:amender", args=[c.proposition.numero]), distribution.coordination.client
    client.post(adresse, saisie(distribution, exercice_id=str(fabriques_budget.exercice(2028).pk)))
    reponse = client.post(adresse, saisie(distribution, exercice_id=str(fabriques_budget.exercice(2029).pk)))
    page = texte(reponse)
    assert reponse.status_code == 409
    dits = ('data-titre="Enregistré entre-temps">2028</td>', 'data-titre="Votre saisie">2029</td>')
    assert [dit for dit in dits if dit not in page] == []


def test_the_page_of_a_draft_says_what_will_be_frozen(c, distribution):
    page = texte(distribution.membre1.client.get(c.proposition.get_absolute_url()))
    assert "le budget 2027 sera figé tel qu’il est" in page


# What is frozen, as it is read ----------------------------------------------------------------------------------------


def test_a_version_names_its_totals_and_what_remains_to_be_found(c, distribution, ligne):
    acquis = fabriques_budget.financement(4_000, statut="accordee", accorde=4_000)
    fabriques_budget.financement(2_000, statut="deposee")
    fabriques_budget.financement(1_000)
    fabriques_budget.affectation(acquis, ligne, 3_000)
    fabriques_budget.contribution(ligne.chantier)
    c.ouvrir()
    changer(ligne, montant_centimes=2_000_000)
    page = texte(distribution.membre1.client.get(version(c)))
    attendus = (
        'Total des charges, hors contributions valorisées</th><td class="nombre">10 000 €',
        'Total, contributions comprises</th><td class="nombre">10 123,10 €',
        "<strong>4 000 €</strong> acquis, <strong>2 000 €</strong> demandés, <strong>1 000 €</strong> en pistes",
        "Reste à trouver : <strong>3 000 €</strong>",
        'data-titre="Pas encore affecté">7 000 €',
        LIBELLE,
    )
    assert [mot for mot in attendus if mot not in page] == []


def test_too_many_lines_are_read_in_the_budget(c, distribution, ligne, monkeypatch):
    monkeypatch.setattr("pilotage.lecture.budget_fige.LIGNES_AU_PLUS", 0)
    c.ouvrir()
    page = texte(distribution.membre1.client.get(version(c)))
    assert LIBELLE not in page
    assert f"{reverse('budget:budget', args=[2027])}?au=" in page


def test_the_page_costs_as_much_for_many_lines(c, distribution, compter_requetes):
    c.aux_objections()
    client = distribution.membre1.client

    def ajouter():
        for numero in range(1, 6):
            payee = fabriques_budget.ligne(fabriques.chantier(numero))
            fabriques_budget.affectation(fabriques_budget.financement(1_000), payee, 500)
            fabriques_budget.contribution(payee.chantier)
        c.bonifier()

    def lire():
        client.get(version(c, c.version.numero))

    verifier_nombre_constant(compter_requetes, ajouter, lire, au_plus=22, tailles=(1, 4))


# The public -----------------------------------------------------------------------------------------------------------


def test_a_visitor_reads_nothing_before_and_the_whole_after(c, distribution, client, ligne):
    c.aux_objections()
    accueil = reverse("pilotage:accueil")
    avant = texte(client.get(accueil))
    assert "Aucun budget n’est encore adopté" in avant
    assert "Un budget est en consultation : 0 chantier sur 5" in avant
    adresse, choix = differences(c)
    assert [client.get(version(c)).status_code, client.get(adresse, choix).status_code] == [404, 404]
    c.consentir()
    decision = c.adopter()
    changer(ligne, montant_centimes=77_700)
    page = texte(client.get(version(c)))
    assert ("10 000 €" in page, "777 €" in page) == (True, False)
    apres = texte(client.get(accueil))
    assert "Budget 2027, adopté" in apres
    assert f'href="{reverse("budget:budget", args=[2027])}"' in apres
    assert f"Décision {decision.numero}" in apres


def test_the_budget_adopted_is_named_on_the_dashboard_and_in_the_register(c, distribution, client):
    decision = adopter(c)
    lien = f'href="{reverse("budget:budget", args=[2027])}"'
    tableau = texte(distribution.membre1.client.get(reverse("pilotage:tableau_de_bord")))
    assert f"{lien}>Budget 2027, adopté</a>" in tableau
    assert f"{lien}>Lire le budget 2027</a>" in texte(client.get(decision.get_absolute_url()))
    assert decision.enonce in texte(client.get(reverse("pilotage:decisions")))


@pytest.fixture
def discret(c, ligne):
    """A budget with the pay of one person (31 337 €), and someone who gives her time in her own name."""
    chantier = ligne.chantier
    paie = fabriques_budget.ligne(chantier, 31_337, poste="remuneration", libelle="Coordinatrice", nominative=True)
    donne = fabriques_budget.contribution(
        chantier, personne=fabriques.personne(nom="Nom-discret"), libelle=COUP_DE_MAIN
    )
    return c, paie, donne


def test_the_public_reads_nobody_s_pay_and_no_contribution_one_by_one(discret, client, distribution):
    c, _, _ = discret
    adopter(c)
    page = texte(client.get(version(c)))
    assert [mot for mot in ("31 337 €", LIBELLE, COUP_DE_MAIN, "Nom-discret") if mot in page] == []
    assert "Des personnes, à titre individuel" in page
    assert "Postes regroupés" in page
    assert "31 337 €" in texte(distribution.membre1.client.get(version(c)))


def test_the_public_does_not_read_what_pays_each_chantier(discret, client, distribution):
    c, paie, _ = discret
    fabriques_budget.affectation(fabriques_budget.financement(40_000, statut="deposee"), paie, 31_000)
    adopter(c)
    assert "31 000 €" in texte(distribution.membre1.client.get(version(c)))
    page = texte(client.get(version(c)))
    assert ("31 000 €" in page, "40 000 €" in page) == (False, True)


def test_a_budget_that_is_one_pay_is_read_by_members_only(c, client, distribution, ligne):
    changer(ligne, poste="remuneration", nominative=True)
    adopter(c)
    page = texte(client.get(version(c)))
    assert ("10 000 €" in page, "repose sur une seule paie" in page) == (False, True)
    assert "10 000 €" in texte(distribution.membre1.client.get(version(c)))


def test_nor_in_what_differs(discret, client, distribution):
    c, paie, donne = discret
    c.aux_objections()
    changer(paie, montant_centimes=3_141_500)
    changer(donne, libelle=f"{COUP_DE_MAIN} bis")
    c.bonifier()
    c.consentir()
    c.adopter()
    adresse, choix = differences(c, de="0", a="1")
    page = texte(client.get(adresse, choix))
    assert [mot for mot in ("31 337", "31 415", COUP_DE_MAIN, "Nom-discret") if mot in page] == []
    assert "modifié, non publié" in page
    membre = texte(distribution.membre1.client.get(adresse, choix))
    assert [mot for mot in ("31 337 €", "31 415 €") if mot not in membre] == []


def test_the_public_does_not_read_what_a_funding_brings_to_a_line(c, distribution, client, ligne):
    financement = fabriques_budget.financement(9_000)
    affectee = fabriques_budget.affectation(financement, ligne, 4_321)
    c.aux_objections()
    changer(affectee, montant_centimes=543_200)
    c.bonifier()
    c.consentir()
    c.adopter()
    adresse, choix = differences(c, de="0", a="1")
    page = texte(client.get(adresse, choix))
    assert [mot for mot in ("4 321", "5 432", "Payée par") if mot in page] == []
    assert "5 432 €" in texte(distribution.membre1.client.get(adresse, choix))


def test_contributions_differ_by_organisation_and_nature(c, client, ligne):
    don = fabriques_budget.contribution(ligne.chantier, libelle=COUP_DE_MAIN)
    c.aux_objections()
    changer(don, archive_le=c.proposition.history.first().history_date)
    autre = fabriques.organisation(nom="Un collectif")
    fabriques_budget.contribution(ligne.chantier, organisation=autre)
    c.bonifier()
    c.consentir()
    c.adopter()
    adresse, choix = differences(c)
    page = texte(client.get(adresse, choix))
    assert COUP_DE_MAIN not in page
    assert f"<del>contributions valorisées : {don.organisation}, bénévolat</del>" in page
    assert "<ins>contributions valorisées : Un collectif, bénévolat</ins>" in page


# The present ----------------------------------------------------------------------------------------------------------


def test_members_compare_a_version_to_the_present_and_visitors_do_not(c, distribution, client, ligne):
    adopter(c)
    changer(ligne, montant_centimes=1_250_000)
    adresse, choix = differences(c, de="0", a="present")
    membre = texte(distribution.membre1.client.get(adresse, choix))
    assert ("Aujourd’hui" in membre, "12 500 €" in membre) == (True, True)
    visiteur = texte(client.get(adresse, choix))
    assert ("12 500 €" in visiteur, 'value="present"' in visiteur) == (False, False)


def test_a_version_is_compared_to_the_one_in_force(distribution, c, ligne):
    adopter(c)
    changer(ligne, montant_centimes=1_250_000)
    seconde = Consultation(distribution, nature=NATURES.BUDGET_GLOBAL, exercice_id=ligne.exercice_id, texte="")
    seconde.ouvrir()
    adresse, choix = differences(seconde, de="vigueur", a="0")
    page = texte(distribution.membre1.client.get(adresse, choix))
    assert '<option value="vigueur" selected>1.0 (en vigueur à l’ouverture)</option>' in page
    assert ("10 000 €" in page, "12 500 €" in page) == (True, True)


def test_many_differences_are_read_by_pages(distribution, c, ligne, monkeypatch):
    monkeypatch.setattr("pilotage.lecture.comparaison.PAR_PAGE", 2)
    adopter(c)
    for rang in range(3):
        fabriques_budget.ligne(fabriques.chantier(2), libelle=f"Nouvelle {rang}", rang=rang)
    seconde = Consultation(distribution, nature=NATURES.BUDGET_GLOBAL, exercice_id=ligne.exercice_id, texte="")
    seconde.ouvrir()
    client = distribution.membre1.client
    page = texte(client.get(seconde.proposition.get_absolute_url()))
    suite = f"{differences(seconde)[0]}?de=vigueur&amp;a=0&amp;apres=2#t-diff"
    assert ("3 changements : 3 ajouts" in page, suite in page) == (True, True)
    assert [nom for nom in ("Nouvelle 0", "Nouvelle 1", "Nouvelle 2") if nom in page] == ["Nouvelle 0", "Nouvelle 1"]
    page = texte(client.get(*differences(seconde, de="vigueur", a="0", apres="2")))
    assert [nom for nom in ("Nouvelle 0", "Nouvelle 1", "Nouvelle 2") if nom in page] == ["Nouvelle 2"]
    assert "Les changements suivants" not in page


def test_the_page_of_a_bonification_says_what_to_change_and_what_has_changed(c, distribution, ligne):
    c.aux_objections()
    changer(ligne, montant_centimes=1_250_000)
    page = texte(distribution.comite.client.get(reverse("pilotage:bonifier", args=[c.proposition.numero])))
    assert "fige le budget 2027 tel qu’il est maintenant" in page
    assert ('name="texte"' in page, "12 500 €" in page) == (False, True)
