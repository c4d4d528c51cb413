"""Chantiers and their members at a date: chosen by the journal's position; what has changed since; nothing to send."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from chantiers import actions
from chantiers.lecture.chantier import chantiers_au, lire_les_chantiers
from chantiers.lecture.membres import lire_les_membres
from chantiers.models import Adhesion, Dependance, Moyen
from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui
from historique.moment import moment_du
from membres.models import Personne
from tests import fabriques
from tests.dates import le

pytestmark = pytest.mark.django_db
JANVIER, FEVRIER, MARS, AVRIL = (date(2026, mois, 15) for mois in (1, 2, 3, 4))
UN_JOUR = timedelta(days=1)
SLUG = "competences-et-metiers"
MEMBRES, FEUILLE = f"/chantiers/{SLUG}/membres/", f"/chantiers/{SLUG}/feuille-de-route/"
GESTES = ('method="post"', "Inviter une personne", "Mettre fin", "Changer le rôle", "/modifier/", "Ajouter un")


@pytest.fixture
def composition(distribution):
    """January: Karim animates, Camille and an organisation are members. February: Camille speaks for the chantier.

    March: Karim leaves. April: Nour comes. The référente and the member of the cast are there from January.
    """
    with le(JANVIER):
        chantier = fabriques.chantier(1)
        par = distribution.referente1.acces
        distribution.membre1  # noqa: B018
        karim = fabriques.adhesion(fabriques.personne("Karim", "Haddad"), chantier, Adhesion.Role.ANIMATEUR)
        camille = fabriques.adhesion(fabriques.personne("Camille", "Roussel"), chantier)
        collectif = fabriques.organisation("Collectif des Passerelles")
        fabriques.inscrire(Adhesion(chantier=chantier, organisation=collectif))
    with le(FEVRIER):
        actions.changer_de_role(camille, role=Adhesion.Role.REFERENT, pk=uuid4(), par=par)
    with le(MARS):
        actions.mettre_fin(karim, par=par)
    with le(AVRIL):
        fabriques.adhesion(fabriques.personne("Nour", "Belkacem"), chantier)
    return chantier


def places(chantier, acces, jour):
    lus = lire_les_membres(chantier, acces, moment_du(jour))
    return {m.nom: m.place for m in lus.presents if m.nom.split()[0] in {"Karim", "Camille", "Nour", "Collectif"}}


def test_the_members_of_a_day_are_those_of_the_journal_then(composition, distribution):
    acces = distribution.membre1.acces
    assert places(composition, acces, JANVIER - UN_JOUR) == {}
    debut = {
        "Karim Haddad": "Animateur·rice",
        "Camille Roussel": "Membre",
        "Collectif des Passerelles": "Organisation membre",
    }
    assert places(composition, acces, JANVIER) == places(composition, acces, FEVRIER - UN_JOUR) == debut
    assert places(composition, acces, FEVRIER) == {**debut, "Camille Roussel": "Référent·e"}
    assert "Karim Haddad" in places(composition, acces, MARS)
    assert "Karim Haddad" not in places(composition, acces, MARS + UN_JOUR)
    assert "Nour Belkacem" not in places(composition, acces, AVRIL - UN_JOUR)
    assert places(composition, acces, AVRIL)["Nour Belkacem"] == "Membre"


def test_a_role_changed_twice_the_same_day_is_the_last_one_at_its_end(distribution):
    with le(JANVIER, heure=9):
        chantier, par = fabriques.chantier(1), distribution.referente1.acces
        adhesion = fabriques.adhesion(fabriques.personne("Camille", "Roussel"), chantier)
    with le(JANVIER, heure=10):
        actions.changer_de_role(adhesion, role=Adhesion.Role.ANIMATEUR, par=par)
    with le(FEVRIER, heure=9):
        suite = actions.changer_de_role(adhesion, role=Adhesion.Role.REFERENT, par=par)
    with le(FEVRIER, heure=18):
        actions.changer_de_role(suite, role=Adhesion.Role.MEMBRE, par=par)
    lus = [places(chantier, par, jour)["Camille Roussel"] for jour in (JANVIER, FEVRIER - UN_JOUR, FEVRIER)]
    assert lus == ["Animateur·rice", "Animateur·rice", "Membre"]


def test_what_is_recorded_later_was_not_there_though_it_bears_an_earlier_date(distribution):
    with le(JANVIER):
        chantier, par = fabriques.chantier(1), distribution.membre1.acces
        partie = fabriques.adhesion(fabriques.personne("Karim", "Haddad"), chantier)
    with le(MARS):
        fabriques.adhesion(fabriques.personne("Camille", "Roussel"), chantier, du=JANVIER)
        actions.mettre_fin(partie, au=FEVRIER - UN_JOUR, par=distribution.referente1.acces)
    assert set(places(chantier, par, FEVRIER)) == {"Karim Haddad"}
    assert set(places(chantier, par, MARS)) == {"Camille Roussel"}


def test_who_has_left_or_changed_place_since_is_marked_and_who_came_is_listed(composition, distribution):
    lus = lire_les_membres(composition, distribution.membre1.acces, moment_du(JANVIER))
    marques = {m.nom: m.depuis for m in lus.presents}
    assert marques["Karim Haddad"] == "n’est plus membre aujourd’hui"
    assert marques["Camille Roussel"] == "aujourd’hui : référent·e"
    assert marques["Collectif des Passerelles"] == ""
    assert {(d.quoi, d.avant, d.apres) for d in lus.depuis} == {
        ("Karim Haddad", "Animateur·rice", None),
        ("Camille Roussel", "Membre", "Référent·e"),
        ("Nour Belkacem", None, "Membre"),
    }


def test_today_marks_nothing(composition, distribution):
    lus = lire_les_membres(composition, distribution.membre1.acces)
    assert (lus.depuis, {m.depuis for m in lus.presents}) == ((), {""})


def test_names_are_those_of_today(composition, distribution):
    with consigner("modifier", par=Agent.SYSTEME):
        camille = Personne.objects.get(nom="Roussel")
        camille.nom = "Rousselle"
        camille.save()
    assert "Camille Rousselle" in places(composition, distribution.membre1.acces, JANVIER)


# Pages ----------------------------------------------------------------------------------------------------------------


def texte(reponse):
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_the_page_of_members_at_a_date_says_it_and_sends_nothing(composition, distribution):
    page = texte(distribution.referente1.client.get(f"{MEMBRES}?au={JANVIER}"))
    assert "Vous consultez l’état au <strong>15 janvier 2026</strong>" in page
    assert 'href="#depuis">Comparer avec aujourd’hui</a>' in page
    assert f'<a href="{MEMBRES}">Revenir à aujourd’hui</a>' in page
    assert "N’est plus membre aujourd’hui" in page
    assert 'content="noindex"' in page
    assert [geste for geste in GESTES if geste in page.split("<main")[1]] == []
    assert "Inviter une personne" in texte(distribution.referente1.client.get(MEMBRES))


def test_nobody_was_there_before_the_journal(composition, distribution):
    page = texte(distribution.membre1.client.get(f"{MEMBRES}?au=0001-01-02"))
    assert "Le journal commence le 15 janvier 2026 : rien n’y est inscrit avant." in page
    assert "Personne n’était membre de ce chantier le 2 janvier 1." in page


@pytest.mark.parametrize("au", ["hier", "2999-01-01"])
@pytest.mark.parametrize("adresse", [MEMBRES, FEUILLE, "/chantiers/", f"/chantiers/{SLUG}/"])
def test_a_day_that_cannot_be_shown_is_said_over_the_page_of_today(composition, distribution, adresse, au):
    page = texte(distribution.membre1.client.get(f"{adresse}?au={au}"))
    assert "Voici l’état d’aujourd’hui." in page
    assert 'aria-invalid="true"' in page
    assert "Vous consultez l’état au" not in page


@pytest.mark.parametrize("adresse", [MEMBRES, FEUILLE, "/chantiers/", f"/chantiers/{SLUG}/"])
def test_every_page_has_the_same_form_and_a_past_day_only_that_form(composition, distribution, adresse):
    fabriques.feuille(composition)
    client = distribution.referente1.client
    assert '<label for="au">Voir au' in texte(client.get(adresse))
    contenu = texte(client.get(f"{adresse}?au={FEVRIER}")).split("<main")[1]
    assert contenu.count("<form") == contenu.count('<form class="voir-au" method="get"') == 1
    assert "<button" in contenu
    assert contenu.count("<button") == 1


def test_the_page_of_today_is_indexed_and_a_date_is_not(composition, distribution):
    for adresse in ("/chantiers/", f"/chantiers/{SLUG}/"):
        assert "noindex" not in texte(distribution.visiteur.client.get(adresse))
        assert 'content="noindex"' in texte(distribution.visiteur.client.get(f"{adresse}?au={FEVRIER}"))


@pytest.mark.parametrize("role", ["administrateur", "ancienne"])
def test_who_is_no_member_today_reads_no_composition_of_when_she_was(composition, distribution, role):
    """A former member asks for the day when she was one."""
    if role == "ancienne":
        sienne = Adhesion.objects.get(personne=distribution.membre1.personne)
        actions.mettre_fin(sienne, au=MARS, par=distribution.referente1.acces)
        role = "membre1"
    reponse = getattr(distribution, role).client.get(f"{MEMBRES}?au={FEVRIER}")
    assert (reponse.status_code, "Karim Haddad" in texte(reponse)) == (403, False)


def test_a_visitor_is_asked_to_sign_in(composition, client):
    reponse = client.get(f"{MEMBRES}?au={FEVRIER}")
    assert (reponse.status_code, reponse.url.startswith("/compte/login/")) == (302, True)


# Chantiers ------------------------------------------------------------------------------------------------------------


def test_the_list_says_who_spoke_for_each_chantier_then(composition, distribution):
    def referents(jour):
        [carte] = [c for c in lire_les_chantiers(distribution.membre1.acces, moment_du(jour)) if c.chantier.numero == 1]
        return carte.referents

    assert referents(JANVIER) == ("Referente1 Essai",)
    assert referents(FEVRIER) == ("Camille Roussel", "Referente1 Essai")
    assert lire_les_chantiers(distribution.membre1.acces, moment_du(JANVIER - UN_JOUR)) == []


def test_a_visitor_reads_no_more_names_of_then_than_of_today(composition, distribution):
    for adresse in ("/chantiers/", f"/chantiers/{SLUG}/"):
        page = texte(distribution.visiteur.client.get(f"{adresse}?au={FEVRIER}"))
        assert [nom for nom in ("Karim", "Camille", "Referente1") if nom in page] == []
        assert "membre du chantier 1" in page


def test_a_chantier_that_is_no_more_active_is_still_there_then(composition):
    with consigner("modifier", par=Agent.SYSTEME):
        composition.actif = False
        composition.save()
    assert (chantiers_au(moment_du(JANVIER)), chantiers_au(moment_du(aujourd_hui()))) == ([composition], [])


# Roadmaps -------------------------------------------------------------------------------------------------------------


def test_everything_archived_since_is_marked(distribution):
    with le(JANVIER):
        par = distribution.membre1.acces
        feuille = fabriques.feuille(fabriques.chantier(1))
        objectif, autre = fabriques.objectif(feuille, "Demeure"), fabriques.objectif(feuille, "S’en va")
        etape, attendue = fabriques.etape(objectif, "Étape partie"), fabriques.etape(objectif, "Étape restée")
        livrable, garde = fabriques.livrable(attendue, "Livrable parti"), fabriques.livrable(attendue, "Gardé")
        moyen = fabriques.moyen(feuille, "Moyen parti")
        dependance = fabriques.dependance(attendue, etape)
    with le(FEVRIER):
        for objet in (dependance, livrable, moyen, etape, autre):
            actions.archiver(objet, par=par)
    page = texte(distribution.membre1.client.get(f"{FEUILLE}?au={JANVIER}"))
    assert page.count("archivée depuis") == page.count("Archivé depuis") == page.count("retirée depuis") == 1
    assert page.count("archivé depuis") == 2
    assert garde.titre in page
    assert "depuis" not in texte(distribution.membre1.client.get(f"{FEUILLE}?au={FEVRIER}")).split("Objectifs, ét")[1]
    assert {Moyen, Dependance} == {type(moyen), type(dependance)}


def test_a_roadmap_closed_since_says_so_and_the_tabs_keep_the_date(distribution):
    with le(JANVIER):
        par, client = distribution.referente1.acces, distribution.membre1.client
        feuille = fabriques.feuille(fabriques.chantier(1), debut=date(2026, 1, 1), fin=date(2026, 12, 31))
    assert "est close depuis" not in texte(client.get(f"{FEUILLE}?au={JANVIER}"))
    actions.clore_la_feuille(feuille, par=par)
    page = texte(client.get(f"{FEUILLE}?au={JANVIER}"))
    assert "Cette feuille de route, en cours ce jour-là, est close depuis." in page
    assert f'<a href="{FEUILLE}?au={JANVIER}" aria-current="page">' in page
    assert f'<a href="{MEMBRES}?au={JANVIER}">Membres</a>' in page
    assert f'<a href="{MEMBRES}">Membres</a>' in texte(client.get(FEUILLE))


def test_the_interchantier_says_which_objectives_served_its_own_then(distribution):
    with le(JANVIER):
        commun = fabriques.objectif(fabriques.feuille(fabriques.chantier(0)), titre="Commun")
        servant = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)), titre="Le servant", contribue_a=commun)
        par = distribution.membre1.acces
    actions.archiver(servant, par=par)
    adresse, client = "/chantiers/interchantier/feuille-de-route/", distribution.membre2.client
    lien = f'href="{FEUILLE}?au={JANVIER}#objectif-{servant.pk}">Le servant</a>'
    assert lien in texte(client.get(f"{adresse}?au={JANVIER}"))
    assert "Le servant" not in texte(client.get(adresse))


def test_a_past_day_offers_no_edition_to_htmx_either(composition, distribution):
    with le(AVRIL):
        fabriques.etape(fabriques.objectif(fabriques.feuille(composition)), "Étape de mai")
    page = texte(distribution.referente1.client.get(f"{FEUILLE}?au={AVRIL}", headers={"HX-Request": "true"}))
    assert "Étape de mai" in page
    assert [mot for mot in ("hx-get", "hx-post", "<details", "Réordonner") if mot in page.split("<main")[1]] == []
