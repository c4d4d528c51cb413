"""The global roadmap, the home page, the dashboard and the register: what each reader sees, within the budgets."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from chantiers import prises
from chantiers.lecture import comparer, lire_globale
from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui, maintenant
from membres.acces import ANONYME
from membres.envoi import composer
from membres.models import Courriel
from pilotage import actions
from pilotage.models import Decision
from tests import fabriques
from tests.consultation import NATURES, OBJECTION
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db
FEUILLE = "pilotage:feuille_de_route"


def texte(reponse):
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def lire(client, nom=FEUILLE, **parametres):
    return texte(client.get(reverse(nom), parametres))


def changer(etape, motif="", **champs):
    with consigner("modifier", par=Agent.SYSTEME, motif=motif):
        etape = type(etape).objects.get(pk=etape.pk)
        for nom, valeur in champs.items():
            setattr(etape, nom, valeur)
        etape.save()


@pytest.fixture
def adoptee(consultation, roadmaps):
    """A global roadmap adopted with « Étape du chantier 2 », renamed since."""
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="", titre="Feuille de route 1").aux_objections()
    c.consentir()
    c.adopter()
    changer(roadmaps[2], titre="TITRE EN TRAVAIL", echeance=aujourd_hui() + timedelta(days=30))
    return c


# Global roadmap -------------------------------------------------------------------------------------------------------


def test_members_read_the_roadmaps_as_they_are(adoptee, distribution):
    page = lire(distribution.membre1.client)
    assert "TITRE EN TRAVAIL" in page
    assert "Étape du chantier 2" not in page


def test_a_visitor_reads_the_adopted_version(adoptee, client):
    page = lire(client)
    assert "Étape du chantier 2" in page
    assert "TITRE EN TRAVAIL" not in page
    assert Decision.objects.get().numero in page


def test_a_member_may_read_the_adopted_version_too(adoptee, distribution):
    assert "TITRE EN TRAVAIL" not in lire(distribution.membre1.client, adoptee=1)


def test_a_visitor_reads_nothing_before_an_adoption(roadmaps, client):
    page = lire(client)
    assert "Étape du chantier 2" not in page
    assert "Rien n’est encore adopté." in page


def test_it_says_which_objectives_serve_the_global_ones_and_which_serve_none(roadmaps, distribution):
    fabriques.objectif(fabriques.feuille(fabriques.chantier(3)), "Objectif isolé", rang=2)
    page = lire(distribution.membre1.client)
    servants, isoles = page.split("Objectifs qui n’en servent aucun")
    assert "2.1" in servants.split("Objectifs du projet global")[1]
    assert "Objectif isolé" in isoles.split("t-etapes")[0]


def test_it_links_to_the_consultation_in_progress(adoptee, consultation, distribution):
    c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="", titre="Feuille de route 2").aux_objections()
    c.position(2, OBJECTION, "Trop tôt.")
    page = lire(distribution.membre1.client)
    assert c.proposition.get_absolute_url() in page
    assert "1 chantier sur 5 a répondu" in page
    assert "Objection" in page


def test_it_is_read_as_of_a_date(distribution, client):
    membre = distribution.membre1
    with time_machine.travel(maintenant() - timedelta(days=10), tick=True):
        etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(2))), "Ancien titre")
    changer(etape, titre="Nouveau titre")
    hier = aujourd_hui() - timedelta(days=1)
    page = lire(membre.client, au=hier)
    assert "Ancien titre" in page
    assert "Vous consultez l’état au" in page
    assert "Nouveau titre" in lire(membre.client)


@pytest.mark.parametrize("au", ["hier", "2026-02-31", "2999-01-01"])
def test_a_date_that_cannot_be_read_says_so_and_shows_today(roadmaps, distribution, au):
    page = lire(distribution.membre1.client, au=au)
    assert "Étape du chantier 2" in page
    assert "aujourd’hui" in page


def test_a_visitor_reads_the_version_in_force_on_a_date(adoptee, client):
    assert "Étape du chantier 2" not in lire(client, au=aujourd_hui() - timedelta(days=1))


def test_the_roadmap_of_a_chantier_is_given_to_visitors_as_adopted(adoptee):
    chantier = fabriques.chantier(2)
    adopte = prises.adoptee(chantier.pk, ANONYME)
    assert [e.titre for e in adopte.feuille.etapes] == ["Étape du chantier 2"]
    assert adopte.decision == Decision.objects.get().numero


def grandes_feuilles():
    """Six roadmaps of 5 objectifs × 6 étapes × 2 livrables."""
    for numero in range(6):
        feuille = fabriques.feuille(fabriques.chantier(numero))
        for rang in range(5):
            objectif = fabriques.objectif(feuille, f"Objectif {numero}.{rang}", rang=rang)
            for place in range(6):
                etape = fabriques.etape(objectif, f"Étape {place}", rang=place, echeance=aujourd_hui())
                fabriques.livrable(etape)
                fabriques.livrable(etape)


def test_six_full_roadmaps_keep_to_twenty_queries_and_1500_elements(distribution, consultation, compter_requetes):
    grandes_feuilles()
    consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="").aux_objections().consentir(2)
    client = distribution.membre1.client
    lire(client)
    assert compter_requetes(lambda: lire(client)) <= 20
    assert len(re.findall(r"<[a-z]", lire(client))) < 1_500


# Home -----------------------------------------------------------------------------------------------------------------


def test_the_home_shows_what_is_adopted_and_nothing_that_is_worked_on(adoptee, client):
    page = lire(client, "pilotage:accueil")
    assert "TITRE EN TRAVAIL" not in page
    assert Decision.objects.get().numero in page
    assert "a constaté une adoption" in page
    assert page.count('class="carte"') == 6
    assert "Aucune étape faite" in page


def test_an_empty_platform_has_a_home(client, db):
    page = lire(client, "pilotage:accueil")
    assert "Aucune version n’est encore adoptée" in page


def test_the_home_gives_the_names_of_those_who_agreed(adoptee, client, distribution):
    with consigner("modifier_le_profil", par=Agent.SYSTEME):
        personne = type(distribution.referente1.personne).objects.get(pk=distribution.referente1.personne.pk)
        personne.nom_public = True
        personne.save()
    page = lire(client, "pilotage:accueil")
    assert "Referente1 Essai" in page
    assert "Referente2" not in page


def test_the_home_keeps_its_queries(adoptee, client, compter_requetes):
    assert compter_requetes(lambda: lire(client, "pilotage:accueil")) <= 30


# Dashboard ------------------------------------------------------------------------------------------------------------


def bord(figure):
    return lire(figure.client, "pilotage:tableau_de_bord")


def test_late_etapes_of_her_chantiers_await_her_and_not_those_of_others(roadmaps, distribution):
    hier = aujourd_hui() - timedelta(days=1)
    changer(roadmaps[1], echeance=hier, titre="En retard au chantier 1")
    changer(roadmaps[2], echeance=hier, titre="En retard au chantier 2")
    page = bord(distribution.membre1).split("Ce qui vous attend")[1].split("Mes chantiers")[0]
    assert "En retard au chantier 1" in page
    assert "En retard au chantier 2" not in page
    assert "Depuis 1 jour" in page


def test_a_late_etape_she_is_responsible_for_elsewhere_awaits_her(roadmaps, distribution):
    changer(
        roadmaps[2],
        echeance=aujourd_hui() - timedelta(days=3),
        titre="En retard au chantier 2",
        responsable=distribution.membre1.personne,
    )
    assert "Étape en retard : En retard au chantier 2" in bord(distribution.membre1)


def test_the_position_of_her_chantier_awaits_a_referente_until_it_is_given(consultation, distribution):
    c = consultation().aux_objections()
    attendue = "Donner la position du chantier 2"
    assert attendue in bord(distribution.referente2)
    assert attendue not in bord(distribution.referente1)
    c.position(2)
    assert attendue not in bord(distribution.referente2)


def test_an_objection_awaits_the_facilitator_and_an_adoption_the_coordination(consultation, distribution):
    c = consultation().aux_objections()
    c.consentir(2)
    c.position(2, OBJECTION, "Trop tôt.")
    assert "Répondre à l’objection, chantier 2" in bord(distribution.comite)
    c.position(2)
    assert "Constater l’adoption" in bord(distribution.coordination)
    assert "Constater l’adoption" not in bord(distribution.referente1)


def test_a_decision_to_review_awaits_the_coordination(consultation, distribution):
    c = consultation(revue_le=aujourd_hui() + timedelta(days=10)).aux_objections()
    c.consentir()
    decision = c.adopter()
    assert f"Revoir la décision {decision.numero}" in bord(distribution.coordination)


@pytest.mark.parametrize("role", ["membre1", "animateur", "comite", "financeur", "coordination", "administrateur"])
def test_everyone_signed_in_has_a_page(adoptee, distribution, role):
    page = bord(getattr(distribution, role))
    assert "Bonjour" in page
    assert "Prochaines échéances" in page


def test_an_administrator_without_a_person_reads_the_adopted_roadmap(adoptee, client):
    compte = fabriques.compte("admin@essai.example", is_superuser=True, is_staff=True)
    client.force_login(compte, backend="django.contrib.auth.backends.ModelBackend")
    page = lire(client, "pilotage:tableau_de_bord")
    assert "Ouvrir l’administration" in page
    assert "TITRE EN TRAVAIL" not in page


def test_the_dashboard_keeps_its_queries(roadmaps, consultation, distribution, compter_requetes):
    def ajouter():
        c = consultation()
        if c.proposition.numero <= 3:
            c.aux_objections()

    client = distribution.membre1.client
    verifier_nombre_constant(
        compter_requetes, ajouter, lambda: lire(client, "pilotage:tableau_de_bord"), au_plus=45, tailles=(2, 3, 6)
    )


# Decisions ------------------------------------------------------------------------------------------------------------


def test_the_register_is_public_and_says_what_replaced_what(adoptee, consultation, client):
    seconde = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="").aux_objections()
    seconde.consentir()
    nouvelle = seconde.adopter()
    page = lire(client, "pilotage:decisions")
    assert f'remplacée par <a href="{nouvelle.get_absolute_url()}">{nouvelle.numero}</a>' in page
    ancienne = texte(client.get(nouvelle.remplace.get_absolute_url()))
    assert "Remplacée par la décision" in ancienne
    assert nouvelle.remplace.version_adoptee.empreinte in ancienne


def test_a_decision_shows_its_positions_without_the_names_of_those_who_did_not_agree(consultation, client):
    c = consultation().aux_objections()
    c.consentir(5)
    c.position(5, "reserve", "Que ce soit revu en mars.")
    page = texte(client.get(c.adopter().get_absolute_url()))
    assert "Que ce soit revu en mars." in page
    assert "Referente5" not in page


def test_an_unknown_decision_is_not_found(client, db):
    assert client.get("/decisions/D-1999-001/").status_code == 404


def test_the_register_keeps_its_queries(consultation, client, compter_requetes):
    def adopter():
        c = consultation(mode_leger=True).aux_objections()
        c.consentir()
        c.adopter()

    verifier_nombre_constant(compter_requetes, adopter, lambda: lire(client, "pilotage:decisions"), au_plus=12)


# E-mails --------------------------------------------------------------------------------------------------------------


def test_every_email_is_rendered_with_its_link(consultation):
    c = consultation().aux_objections()
    fabriques.siege(c.distribution.comite.personne, fabriques.college("labo"), "secretariat")
    c.position(3, OBJECTION, "Dit en séance.", par=c.distribution.comite.acces)
    actions.relancer(c.proposition, par=c.facilitateur)
    c.bonifier()
    c.bonifier("Les rencontres ont lieu, chaque mois.", mineure=True)
    c.consentir()
    c.adopter()
    genres = {}
    for courriel in Courriel.objects.filter(genre__startswith="pilotage_"):
        message = composer(courriel)
        genres[courriel.genre] = message
        assert "http" in message.body
        assert "{{" not in message.body
    assert sorted(genres) == [
        "pilotage_adoption",
        "pilotage_nouvelle_version",
        "pilotage_ouverture",
        "pilotage_position",
        "pilotage_position_consignee",
        "pilotage_relance",
        "pilotage_version_mineure",
    ]
    assert "Dit en séance." in genres["pilotage_position_consignee"].body
    assert "D-" in genres["pilotage_adoption"].subject


def test_a_renamed_objective_is_one_change_not_one_per_etape_nor_per_objective_that_serves_it(roadmaps, distribution):
    acces = distribution.membre1.acces
    avant = lire_globale(acces)
    changer(roadmaps[2].objectif, titre="Un objectif mieux dit")
    changer(roadmaps[0].objectif, titre="Un objectif global mieux dit")
    differences = comparer(avant.feuilles, lire_globale(acces).feuilles)
    assert [(d.type, [c.libelle for c in d.champs]) for d in differences] == [("objectif", ["Intitulé"])] * 2
