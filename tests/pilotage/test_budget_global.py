"""The global budget, adopted by consent: what is frozen, what changes it, who reads it, before and after."""

import json
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError

from budget.models import Ligne
from budget.prises import adopte, adoptes
from historique.actes import Agent, consigner
from historique.canonique import empreinte
from historique.controle import chaine_du_journal
from historique.lecture import derniere_sequence
from historique.models import PASSAGE_RETIRE
from historique.refus import ActionRefusee
from historique.verification import verifier
from pilotage import actions
from pilotage.actions.versions import FOND
from pilotage.lecture.budgets import AUCUN_EXERCICE, SANS_LIGNE, decision_du_budget, exercice_propose
from pilotage.lecture.comparaison import comparer_a_la_precedente, comparer_au_present
from pilotage.lecture.versions import BUDGET as FIGE
from pilotage.lecture.versions import lire_contenu
from pilotage.models import Decision, Position, Proposition, Version
from tests import fabriques, fabriques_budget
from tests.consultation import NATURES, OBJECTION, Consultation
from tests.historique.test_retrait import base_entiere, retirer

pytestmark = pytest.mark.django_db
BUDGET = NATURES.BUDGET_GLOBAL
EXERCICE_ABSENT = "Choisissez l’exercice dont le budget sera figé."


def refus(fonction, *args, **kwargs):
    with pytest.raises(ActionRefusee) as info:
        fonction(*args, **kwargs)
    return str(info.value), info.value.champ


def changer(objet, **champs):
    """As the rooms of the budget do: a row, in an act."""
    with consigner("modifier", par=Agent.SYSTEME):
        relu = type(objet).objects.get(pk=objet.pk)
        for nom, valeur in champs.items():
            setattr(relu, nom, valeur)
        relu.save()
    return relu


@pytest.fixture
def ligne(db):
    """10 000 € of honoraires in chantier 2, for 2027."""
    return fabriques_budget.ligne(fabriques.chantier(2), 10_000, libelle="Enquête de terrain")


@pytest.fixture
def budget(distribution, ligne):
    """`budget()` -> a draft on the budget of 2027, or of `exercice`."""

    def commencer(exercice=None, **champs):
        cle = (exercice or ligne.exercice).pk
        return Consultation(distribution, nature=BUDGET, exercice_id=cle, titre="Budget 2027", texte="", **champs)

    return commencer


def adopter(consultation):
    consultation.aux_objections()
    consultation.consentir()
    return consultation.adopter()


def fige(version, acces):
    return lire_contenu(version, acces).budget


# Proposing ------------------------------------------------------------------------------------------------------------


def test_a_budget_is_that_of_an_exercice(budget, ligne, distribution):
    proposition = budget().proposition
    assert (proposition.exercice_id, proposition.fige_un_budget, proposition.fige_un_texte) == (
        ligne.exercice_id,
        True,
        False,
    )
    autre = {"nature": "autre", "titre": "x", "pourquoi": "y", "exercice_id": ligne.exercice_id}
    autre["facilitee_par_id"] = distribution.comite.personne.pk
    par = distribution.coordination.acces
    assert refus(actions.proposer, id=uuid4(), saisi=autre, par=par) == (
        "Seul un budget global porte sur un exercice.",
        "exercice_id",
    )


def test_without_an_exercice_there_is_nothing_to_freeze(distribution):
    assert refus(Consultation, distribution, nature=BUDGET, exercice_id=None) == (AUCUN_EXERCICE, "exercice_id")
    fabriques_budget.exercice(2027)
    assert refus(Consultation, distribution, nature=BUDGET, exercice_id=None) == (EXERCICE_ABSENT, "exercice_id")
    assert not Proposition.objects.exists()


def test_without_a_line_there_is_nothing_to_freeze(budget, ligne):
    assert refus(budget, fabriques_budget.exercice(2028)) == (SANS_LIGNE.format(annee=2028), "exercice_id")
    c = budget()
    changer(ligne, archive_le=c.proposition.history.first().history_date)
    assert refus(c.ouvrir)[0] == SANS_LIGNE.format(annee=2027)
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("jour", "propose"), [(date(2026, 11, 24), 2027), (date(2027, 5, 2), 2028), (date(2029, 1, 1), 2028)]
)
def test_the_form_offers_the_next_exercice_that_has_lines(ligne, jour, propose):
    fabriques_budget.ligne(fabriques.chantier(1), exercice=fabriques_budget.exercice(2028))
    attendu = fabriques_budget.exercice(propose).pk
    fabriques_budget.exercice(2029)
    with time_machine.travel(jour, tick=False):
        assert exercice_propose() == attendu


def test_a_draft_is_moved_to_another_exercice_and_never_to_none(budget):
    c = budget()
    autre = fabriques_budget.ligne(fabriques.chantier(1), exercice=fabriques_budget.exercice(2028)).exercice
    actions.amender(c.proposition, version=1, saisi={"exercice_id": autre.pk}, par=c.coordination)
    assert c.relire().exercice == autre
    assert refus(actions.amender, c.proposition, version=2, saisi={"exercice_id": None}, par=c.coordination) == (
        EXERCICE_ABSENT,
        "exercice_id",
    )


def test_once_open_the_database_keeps_its_exercice(budget, sql):
    c = budget()
    c.ouvrir()
    autre = fabriques_budget.exercice(2028)
    with pytest.raises(IntegrityError):
        sql("UPDATE pilotage_proposition SET exercice_id = %s", autre.pk)
    with pytest.raises(IntegrityError):
        sql("UPDATE pilotage_proposition SET exercice_id = NULL")
    assert c.relire().exercice_id != autre.pk


# The whole path -------------------------------------------------------------------------------------------------------


def test_from_the_draft_to_the_adoption(budget, ligne):
    c = budget().aux_objections()
    premiere = c.version
    assert [lue.montant_centimes for lue in fige(premiere, c.coordination).lignes] == [1_000_000]
    c.consentir(2)
    c.position(2, OBJECTION, "L’enquête est sous-estimée.")
    assert refus(c.adopter)[0] == "Une objection reste à lever : chantier 2."
    assert refus(c.bonifier) == ("Rien n’a changé depuis la dernière version : modifiez d’abord le budget.", None)
    changer(ligne, montant_centimes=1_200_000)
    seconde = c.bonifier()
    assert (seconde.etiquette, seconde.mineure) == ("1.1", False)
    c.consentir()
    decision = c.adopter()
    assert decision.enonce == "Les chantiers adoptent le budget global 2027, version 1.1."
    changer(ligne, montant_centimes=9_900_000, libelle="Autre chose")
    for version, montant in ((premiere, 1_000_000), (seconde, 1_200_000)):
        relue = Version.objects.get(pk=version.pk)
        assert (relue.instantane, relue.empreinte) == (version.instantane, empreinte(version.instantane))
        lues = fige(relue, c.coordination).lignes
        assert [(lue.libelle, lue.montant_centimes) for lue in lues] == [("Enquête de terrain", montant)]
    assert [str(anomalie) for anomalie in (*verifier(), *chaine_du_journal())] == []


def test_a_snapshot_holds_no_text_only_commitments(budget):
    c = budget().aux_objections()
    assert "budget" in json.loads(c.version.instantane)
    assert "Enquête" not in c.version.instantane


def test_fundings_and_contributions_are_frozen_with_the_lines(budget, ligne):
    financement = fabriques_budget.financement(6_000, statut="accordee", accorde=5_000)
    fabriques_budget.affectation(financement, ligne, 4_000)
    fabriques_budget.contribution(ligne.chantier)
    c = budget().aux_objections()
    changer(financement, intitule="Un autre appel")
    lu = fige(c.version, c.coordination)
    assert (lu.total_charges, lu.produits.acquis, lu.a_trouver) == (1_000_000, 500_000, 500_000)
    assert (lu.total_contributions, lu.total_general) == (12_310, 1_012_310)
    assert lu.financements[0].intitule == financement.intitule


# Minor versions -------------------------------------------------------------------------------------------------------


def test_a_version_that_changes_an_amount_is_not_minor(budget, ligne):
    c = budget().aux_objections()
    changer(ligne, montant_centimes=1_000_001)
    phrase, champ = refus(c.bonifier, mineure=True)
    assert (phrase, champ) == (f"{FOND[FIGE]} Chaque chantier sera de nouveau interrogé.", "mineure")
    assert c.version.numero == 0


def test_a_funding_granted_is_not_wording(budget):
    financement = fabriques_budget.financement(6_000, statut="deposee")
    c = budget().aux_objections()
    changer(financement, statut="accordee")
    assert "ne peut pas être mineure" in refus(c.bonifier, mineure=True)[0]


def test_a_version_that_changes_labels_alone_is_minor(budget, ligne):
    c = budget().aux_objections()
    c.consentir(2)
    c.position(2, OBJECTION, "Trop cher.")
    changer(ligne, libelle="Enquête dans les territoires")
    version = c.bonifier(mineure=True)
    reportees = Position.objects.filter(version_proposee=version)
    assert version.mineure
    assert sorted(reportees.values_list("chantier__numero", "avis")) == [
        (n, "objection" if n == 2 else "consentement") for n in range(1, 6)
    ]
    assert [lue.libelle for lue in fige(version, c.coordination).lignes] == ["Enquête dans les territoires"]


# Differences ----------------------------------------------------------------------------------------------------------


def dites(comparaison):
    return [
        (d.nature, d.titre, [(champ.libelle, espaces(champ.avant), espaces(champ.apres)) for champ in d.champs])
        for d in (ligne.difference for ligne in comparaison.lignes)
    ]


def espaces(texte):
    return texte.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_version_is_compared_to_the_one_before_and_to_the_present(budget, ligne):
    c = budget().aux_objections()
    with consigner("modifier", par=c.coordination, motif="Le devis est arrivé"):
        relue = Ligne.objects.get(pk=ligne.pk)
        relue.montant_centimes = 1_250_050
        relue.save()
    attendu = [("modification", "Enquête de terrain", [("Montant", "10 000 €", "12 500,50 €")])]
    present = comparer_au_present(c.version, c.coordination)
    assert dites(present) == attendu
    c.bonifier()
    comparaison = comparer_a_la_precedente(c.version, c.coordination)
    assert (comparaison.phrase, dites(comparaison)) == ("1 changement : 1 modification", attendu)
    assert [une.motif for une in comparaison.lignes] == ["Le devis est arrivé"]
    assert comparer_au_present(c.version, c.coordination).lignes == ()


def test_the_first_version_is_compared_to_the_one_in_force_of_the_same_exercice(budget, ligne):
    adopter(budget())
    changer(ligne, montant_centimes=1_100_000)
    c = budget().aux_objections()
    comparaison = comparer_a_la_precedente(c.version, c.coordination)
    assert (comparaison.avant.etiquette, comparaison.apres.etiquette) == ("1.0", "2.0")
    assert len(comparaison.lignes) == 1


def test_the_budget_of_another_year_is_neither_compared_nor_replaced(budget):
    ancienne = adopter(budget())
    autre = fabriques_budget.ligne(fabriques.chantier(1), exercice=fabriques_budget.exercice(2028)).exercice
    c = budget(autre).aux_objections()
    assert comparer_a_la_precedente(c.version, c.coordination) is None
    c.consentir()
    nouvelle = c.adopter()
    assert nouvelle.remplace is None
    assert set(Decision.objects.en_vigueur()) == {ancienne, nouvelle}
    assert decision_du_budget() == nouvelle


# What the budget shows of what was adopted ----------------------------------------------------------------------------


def test_the_socket_gives_the_version_in_force_of_each_exercice(budget, ligne, distribution):
    acces = distribution.visiteur.acces
    c = budget()
    assert adopte(ligne.exercice_id, acces) is None
    premiere = adopter(c)
    sequence = derniere_sequence()
    changer(ligne, montant_centimes=1_100_000)
    seconde = adopter(budget())
    trouve = adopte(ligne.exercice_id, acces)
    assert (trouve.etiquette, trouve.decision, trouve.adresse) == ("2.0", seconde.numero, seconde.get_absolute_url())
    assert trouve.instantane == seconde.version_adoptee.instantane
    alors = adopte(ligne.exercice_id, acces, sequence)
    assert (alors.etiquette, alors.decision) == ("1.0", premiere.numero)
    assert adopte(ligne.exercice_id, acces, sequence=1) is None


def test_the_socket_costs_one_query(budget, ligne, distribution, django_assert_num_queries):
    adopter(budget())
    acces = distribution.visiteur.acces
    with django_assert_num_queries(1):
        assert set(adoptes([ligne.exercice_id, uuid4()], acces)) == {ligne.exercice_id}


# A text of before -----------------------------------------------------------------------------------------------------


def test_a_budget_proposed_as_a_text_still_reads(distribution, client):
    c = Consultation(distribution)
    changer(c.proposition, nature=BUDGET, rang=7)
    c.aux_objections()
    assert lire_contenu(c.version, c.coordination).texte == "Les rencontres ont lieu chaque trimestre."
    c.consentir()
    decision = c.adopter()
    assert decision.enonce == "Les chantiers adoptent « Un cadre pour les rencontres », version 7.0."
    page = client.get(f"/propositions/{c.proposition.numero}/versions/0/").content.decode()
    assert "chaque trimestre" in page
    assert decision_du_budget() is None


# A text taken out -----------------------------------------------------------------------------------------------------


def test_the_title_of_an_etape_goes_from_the_budgets_that_named_it(budget, ligne):
    objectif = fabriques.objectif(fabriques.feuille(ligne.chantier))
    etape = fabriques.etape(objectif, "Étape-secrète à retirer")
    fabriques_budget.ligne(ligne.chantier, 500, etape=etape)
    c = budget().aux_objections()
    retirer(etape, "titre", etape.titre, remplacement="Une étape")
    lues = {lue.etape for lue in fige(c.version, c.coordination).lignes}
    assert lues == {"", PASSAGE_RETIRE}
    assert "Étape-secrète" not in base_entiere()
    assert [str(anomalie) for anomalie in (*verifier(), *chaine_du_journal())] == []


def test_a_text_of_a_line_goes_from_the_versions_that_froze_it(budget, ligne):
    secret = changer(ligne, libelle="Phrase-secrète à retirer")
    c = budget().aux_objections()
    version = c.version
    retirer(secret, "libelle", secret.libelle, remplacement="Enquête")
    relue = Version.objects.get(pk=version.pk)
    assert (relue.instantane, relue.empreinte) == (version.instantane, empreinte(version.instantane))
    assert [lue.libelle for lue in fige(relue, c.coordination).lignes] == [PASSAGE_RETIRE]
    assert "Phrase-secrète" not in base_entiere()
    assert [str(anomalie) for anomalie in (*verifier(), *chaine_du_journal())] == []
