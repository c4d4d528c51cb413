"""The comité and the global roadmap at a date: what was there then, what became of it, and nothing that leaks."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from chantiers import actions as des_chantiers
from chantiers.models import Adhesion, Objectif
from historique.actes import Agent, consigner
from historique.moment import moment_du
from pilotage import actions
from pilotage.lecture.comite import lire_le_comite
from pilotage.lecture.globale import lire_la_feuille_globale
from pilotage.models import College, Siege
from tests import fabriques
from tests.consultation import NATURES, OBJECTION
from tests.dates import hier, le
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db
UN_JOUR = timedelta(days=1)
BROUILLON, OUVERTURE, BONIFICATION, ADOPTION = (date(2026, 3, jour) for jour in (2, 4, 12, 20))
TITRE, POURQUOI, SECRET = "TITRE RÉSERVÉ", "POURQUOI RÉSERVÉ", "ARGUMENT RÉSERVÉ"
COMITE = "/comite/"


def texte(reponse):
    """The page, with ordinary spaces."""
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def reservees(page):
    return [mot for mot in (TITRE, POURQUOI, SECRET, "Referente2", "Objection") if mot in page]


# The comité -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def comite(distribution):
    """2 March: collèges, coordination, Karim. 4: Camille speaks for chantier 1. 12: Karim's mandate ends, Léa sits."""
    with le(BROUILLON):
        actions.installer_les_colleges()
        chantier, par = fabriques.chantier(1), distribution.coordination.acces
        labo, terrain = College.objects.get(cle="labo"), College.objects.get(cle="terrain")
        karim = fabriques.siege(fabriques.personne("Karim", "Haddad"), terrain)
        camille = fabriques.adhesion(fabriques.personne("Camille", "Roussel"), chantier)
        distribution.membre2  # noqa: B018
    with le(OUVERTURE, heure=9):
        des_chantiers.changer_de_role(camille, role=Adhesion.Role.ANIMATEUR, par=par)
    with le(OUVERTURE, heure=18):
        des_chantiers.changer_de_role(
            Adhesion.objects.get(personne=camille.personne, au=None), role=Adhesion.Role.REFERENT, par=par
        )
    with le(BONIFICATION):
        actions.finir_un_siege(karim, par=par)
        saisi = {"personne": fabriques.personne("Léa", "Dumont"), "fonction": Siege.Fonction.SECRETARIAT}
        actions.attribuer_un_siege(labo, id=uuid4(), saisi={**saisi, "du": BONIFICATION}, par=par)
    return distribution


def lu(distribution, jour):
    return lire_le_comite(distribution.membre2.acces, moment_du(jour))


def sieges(distribution, jour):
    return {s.personne: s.place for c in lu(distribution, jour).colleges for s in c.sieges if "Essai" not in s.personne}


def test_the_sieges_of_a_day_are_those_of_the_journal_then(comite):
    assert lu(comite, BROUILLON - UN_JOUR).colleges == ()
    assert sieges(comite, BROUILLON) == sieges(comite, OUVERTURE) == {"Karim Haddad": "Membre"}
    assert sieges(comite, BONIFICATION) == {"Karim Haddad": "Membre", "Léa Dumont": "Secrétariat de séance"}
    assert sieges(comite, BONIFICATION + UN_JOUR) == {"Léa Dumont": "Secrétariat de séance"}


def test_a_mandate_recorded_or_ended_later_with_an_earlier_date_was_not_known_then(comite):
    with le(ADOPTION):
        terrain = College.objects.get(cle="terrain")
        fabriques.siege(fabriques.personne("Nour", "Belkacem"), terrain, du=BROUILLON)
        fabriques.siege(fabriques.personne("Sacha", "Le Goff"), terrain, du=BROUILLON, au=BONIFICATION)
        lea = Siege.objects.get(personne__nom="Dumont")
        actions.finir_un_siege(lea, au=BONIFICATION, par=comite.coordination.acces)
    assert sieges(comite, BONIFICATION + UN_JOUR) == {"Léa Dumont": "Secrétariat de séance"}
    assert sieges(comite, ADOPTION) == {"Nour Belkacem": "Membre"}


def test_who_animates_and_speaks_for_a_chantier_is_who_did_at_the_end_of_that_day(comite):
    def dire(jour):
        [animation] = [a for a in lu(comite, jour).animations if a.chantier.numero == 1]
        return animation.referents, animation.animateurs

    with le(BONIFICATION):
        nour = fabriques.personne("Nour", "Belkacem")
        fabriques.adhesion(nour, fabriques.chantier(1), Adhesion.Role.ANIMATEUR, du=ADOPTION)
    assert dire(BROUILLON) == ((), ())
    assert dire(OUVERTURE) == dire(BONIFICATION) == (("Camille Roussel",), ())
    assert dire(ADOPTION) == (("Camille Roussel",), ("Nour Belkacem",))


def test_what_was_missing_is_what_was_missing_then(comite):
    def manques(jour):
        return {manque.phrase for manque in lu(comite, jour).manques}

    sans_referente = "Le chantier 1 n’a pas de personne référente."
    assert sans_referente in manques(BROUILLON)
    assert sans_referente not in manques(OUVERTURE)
    vide = "Le collège « Acteur·rice·s de terrain » est vide."
    assert [vide in manques(jour) for jour in (BROUILLON, BONIFICATION, BONIFICATION + UN_JOUR)] == [False, False, True]
    expire = "Le mandat de Karim Haddad (Acteur·rice·s de terrain) est expiré."
    assert [expire in manques(jour) for jour in (BONIFICATION, BONIFICATION + UN_JOUR)] == [False, True]


def test_who_sits_no_more_is_marked_and_what_has_changed_since_is_listed(comite):
    alors = lu(comite, BROUILLON)
    marques = {s.personne: s.depuis for c in alors.colleges for s in c.sieges}
    assert marques == {"Karim Haddad": "ne siège plus aujourd’hui", "Coordination Essai": ""}
    assert {(d.quoi, d.avant, d.apres) for d in alors.depuis} >= {
        ("Karim Haddad (Acteur·rice·s de terrain)", "Membre", None),
        ("Léa Dumont (Labo de l’ESS)", None, "Secrétariat de séance"),
        ("Chantier 1, référent·e·s", "personne", "Camille Roussel"),
    }
    assert lire_le_comite(comite.membre2.acces).depuis == ()


def test_the_page_says_the_day_and_sends_nothing(comite):
    page = texte(comite.coordination.client.get(COMITE, {"au": BROUILLON}))
    assert "Vous consultez l’état au <strong>2 mars 2026</strong>" in page
    assert 'href="#depuis">Comparer avec aujourd’hui</a>' in page
    assert "Ce qui manquait" in page
    assert "Ne siège plus aujourd’hui" in page
    contenu = page.split("<main")[1]
    assert (
        contenu.count("<form") == contenu.count('<form class="voir-au" method="get"') == contenu.count("<button") == 1
    )
    assert [geste for geste in ("Attribuer un siège", "Mettre fin", "Renouvelez") if geste in contenu] == []
    assert "Attribuer un siège" in texte(comite.coordination.client.get(COMITE))


def test_a_former_member_reads_no_composition_of_when_she_was(comite):
    with consigner("modifier", par=Agent.SYSTEME):
        sienne = Adhesion.objects.get(personne=comite.membre2.personne)
        sienne.au = hier()
        sienne.save()
    reponse = comite.membre2.client.get(COMITE, {"au": OUVERTURE})
    assert (reponse.status_code, "Karim Haddad" in texte(reponse)) == (403, False)


def test_a_visitor_signs_in_first(comite, client):
    reponse = client.get(COMITE, {"au": OUVERTURE})
    assert (reponse.status_code, reponse.url.startswith("/compte/login/")) == (302, True)


def test_the_past_comite_keeps_its_queries(distribution, compter_requetes):
    with le(hier(), heure=9):
        actions.installer_les_colleges()
        terrain, client = College.objects.get(cle="terrain"), distribution.membre1.client

    def ajouter():
        with le(hier(), heure=10):
            personne = fabriques.personne()
            fabriques.siege(personne, terrain, organisation=fabriques.organisation())
            fabriques.adhesion(personne, fabriques.chantier(1), Adhesion.Role.ANIMATEUR)

    def lire():
        assert "Vous consultez l’état au" in texte(client.get(COMITE, {"au": hier().isoformat()}))

    verifier_nombre_constant(compter_requetes, ajouter, lire, au_plus=24)


# The global roadmap ---------------------------------------------------------------------------------------------------


@pytest.fixture
def globale(consultation):
    with le(BROUILLON):
        for numero in range(6):
            objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(numero)), f"Objectif {numero}")
            fabriques.etape(objectif, f"Étape d’avant {numero}")
        c = consultation(nature=NATURES.FEUILLE_DE_ROUTE_GLOBALE, texte="", titre=TITRE, pourquoi=POURQUOI)
    with le(OUVERTURE):
        c.aux_objections()
        c.position(2, OBJECTION, SECRET)
    with le(BONIFICATION):
        c.position(2)
        c.consentir(2)
        c.adopter()
    with le(ADOPTION):
        fabriques.etape(objectif, "Étape d’après")
        with consigner("archiver", par=Agent.SYSTEME):
            objectif.refresh_from_db()
            objectif.titre = "Objectif 5 renommé"
            objectif.save()
    return c


def test_a_visitor_reads_the_version_in_force_then(globale, client):
    adresse = reverse("pilotage:feuille_de_route")
    assert "Rien n’est encore adopté." in texte(client.get(adresse, {"au": OUVERTURE}))
    page = texte(client.get(adresse, {"au": BONIFICATION}))
    assert "Étape d’avant 2" in page
    assert "Étape d’après" not in page
    chantier = "/chantiers/plaidoyer/feuille-de-route/"
    assert "n’était encore adoptée le 4 mars 2026" in texte(client.get(chantier, {"au": OUVERTURE}))
    assert "Étape d’avant 5" in texte(client.get(chantier, {"au": BONIFICATION}))


def test_the_consultation_of_then_is_shown_as_a_visitor_could_know_it(globale, client):
    adresse = reverse("pilotage:feuille_de_route")
    page = texte(client.get(adresse, {"au": OUVERTURE}))
    assert "1 chantier sur 5 avait répondu" in page
    assert reservees(page) == []
    lu = lire_la_feuille_globale(globale.coordination, moment_du(OUVERTURE))
    assert (lu.consultation.nom, [a.avis for a in lu.consultation.avis][:2]) == (TITRE, ["attendue", "objection"])
    assert lire_la_feuille_globale(globale.coordination, moment_du(BONIFICATION)).consultation is None


def test_the_global_roadmap_compares_two_days_each_with_what_one_may_read(globale, client):
    adresse = reverse("pilotage:comparer_la_feuille_de_route")
    page = texte(globale.distribution.membre1.client.get(adresse, {"au": BONIFICATION}))
    assert "Étape d’après" in page
    assert "<del>Objectif 5</del> → <ins>Objectif 5 renommé</ins>" in page
    page = texte(client.get(adresse, {"au": BONIFICATION}))
    assert "Rien n’a changé entre ces deux dates." in page
    assert "Étape d’après" not in page
    assert "Étape d’avant 2" in texte(client.get(adresse, {"au": OUVERTURE, "et": BONIFICATION}))
    assert "Cette date ne se lit pas" in texte(client.get(adresse, {"au": "x"}))


def test_what_is_archived_since_is_said_to_members_only(globale, client):
    with consigner("archiver", par=Agent.SYSTEME):
        objectif = Objectif.objects.get(titre="Objectif 3")
        objectif.archive_le = objectif.feuille_de_route.history.first().history_date
        objectif.save()
    adresse = reverse("pilotage:feuille_de_route")
    page = texte(globale.distribution.membre1.client.get(adresse, {"au": BONIFICATION}))
    assert page.count("archivé depuis") == 2
    assert "archivé depuis" not in texte(client.get(adresse, {"au": BONIFICATION}))
    assert f"/feuille-de-route/?au={BONIFICATION}#objectif-{objectif.pk}" in page


def test_the_past_roadmap_keeps_its_queries(distribution, compter_requetes):
    with le(hier(), heure=9):
        client = distribution.membre1.client

    def ajouter():
        with le(hier(), heure=10):
            objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)))
            fabriques.livrable(fabriques.etape(objectif, responsable=fabriques.personne()))

    def lire():
        adresse = reverse("pilotage:feuille_de_route")
        assert "Vous consultez l’état au" in texte(client.get(adresse, {"au": hier().isoformat()}))

    verifier_nombre_constant(compter_requetes, ajouter, lire, au_plus=30)
