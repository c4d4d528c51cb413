"""A proposition at a date: what was there then, what became of it, and nothing to send."""

from uuid import uuid4

import pytest
from django.urls import reverse

from pilotage import actions
from tests.consultation import OBJECTION
from tests.dates import hier, le
from tests.pilotage.vie import (
    ADOPTION,
    BONIFICATION,
    BROUILLON,
    DEBAT,
    OUVERTURE,
    POSITIONS,
    SECRET,
    UN_JOUR,
    lue,
    ouvrir,
    texte,
)
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db


# A proposition through its life ---------------------------------------------------------------------------------------


def test_each_day_has_its_step_its_version_and_its_positions(vie):
    def dire(jour):
        un = lue(vie, jour)
        avis = [ligne.avis for ligne in un.tableau.lignes] if un.tableau else []
        return un.proposition.etape, un.version and un.version.etiquette, avis, len(un.reactions)

    attendues = ["attendue"] * 5
    assert lue(vie, BROUILLON - UN_JOUR) is None
    assert dire(BROUILLON) == ("brouillon", None, [], 0)
    assert dire(OUVERTURE) == ("clarification", "1.0", attendues, 0)
    assert dire(DEBAT) == ("reactions", "1.0", attendues, 1)
    assert dire(POSITIONS) == ("objections", "1.0", ["consentement", "objection", *attendues[2:]], 1)
    assert dire(BONIFICATION) == ("objections", "1.1", attendues, 1)
    assert dire(ADOPTION) == ("adoptee", "1.1", ["consentement"] * 2 + ["reserve"] + ["consentement"] * 2, 1)
    assert [lue(vie, jour).decision is None for jour in (BONIFICATION, ADOPTION)] == [True, False]


def test_what_was_replaced_since_stood_then(consultation):
    with le(POSITIONS):
        c = consultation().aux_objections()
        c.position(2, OBJECTION, SECRET)
    with le(BONIFICATION):
        c.position(2)
    [avant, apres] = [lue(c, jour).tableau.lignes[1] for jour in (POSITIONS, BONIFICATION)]
    assert (avant.avis, avant.anciennes) == ("objection", ())
    assert (apres.avis, [p.avis for p in apres.anciennes]) == ("consentement", ["objection"])


def test_a_minor_version_is_minor_until_the_day_it_is_refused(consultation):
    with le(POSITIONS):
        c = consultation().aux_objections()
        c.position(1)
        c.bonifier("Les rencontres ont lieu, chaque trimestre.", mineure=True)
    with le(BONIFICATION):
        actions.refuser_la_minorite(
            c.proposition, c.chantier(2), id=uuid4(), argument="Le sens change.", par=c.referentes[2].acces
        )
    [avant, apres] = [lue(c, jour) for jour in (POSITIONS, BONIFICATION)]
    assert (avant.tableau.minorite_refusee, avant.versions[0].minorite_argument) == (False, "")
    assert (apres.tableau.minorite_refusee, apres.versions[0].minorite_argument) == (True, "Le sens change.")
    assert [un.tableau.lignes[0].avis for un in (avant, apres)] == ["consentement", "attendue"]


def test_the_way_bears_the_days_reached_by_then(vie):
    def dire(jour):
        return [(pas.libelle, pas.place) for pas in lue(vie, jour).parcours]

    assert dire(DEBAT) == [
        ("Rédaction", "passe"),
        ("Clarification", "passe"),
        ("Réactions", "courant"),
        ("Consentement", "a_venir"),
        ("Adoption", "a_venir"),
    ]
    assert {place for _, place in dire(ADOPTION)} == {"passe"}


def test_a_deadline_is_late_for_the_day_that_is_read(consultation):
    with le(POSITIONS):
        c = consultation(echeance=BONIFICATION).aux_objections()
    assert [lue(c, jour).echeance_passee for jour in (BONIFICATION, BONIFICATION + UN_JOUR)] == [False, True]


def test_a_draft_amended_since_is_read_as_it_was_written(consultation):
    with le(BROUILLON):
        c = consultation(titre="Premier titre")
    with le(DEBAT):
        p = c.relire()
        actions.amender(p, version=p.version, saisi={"titre": "Second titre"}, par=c.coordination)
    page = ouvrir(c.distribution.membre1.client, c, BROUILLON)
    assert "<h1>Premier titre</h1>" in page
    assert "<del>Premier titre</del>" in page
    assert "<ins>Second titre</ins>" in page


def test_the_page_says_the_day_what_happened_since_and_sends_nothing(vie):
    page = ouvrir(vie.distribution.coordination.client, vie, POSITIONS)
    assert "Vous consultez l’état au <strong>10 mars 2026</strong>" in page
    assert 'href="#depuis">Comparer avec aujourd’hui</a>' in page
    assert 'content="noindex"' in page
    for devenir in (
        "<del>Consentement</del>",
        "<ins>Adoptée</ins>",
        "<del>Objection, version 1.0</del>",
        "<ins>Consentement, version 1.1</ins>",
        "<ins>D-2026-001</ins>",
    ):
        assert devenir in page
    contenu = page.split("<main")[1]
    assert 'method="post"' not in contenu
    assert (
        contenu.count("<form") == contenu.count('<form class="voir-au" method="get"') == contenu.count("<button") == 1
    )
    assert "/positions/" not in contenu


@pytest.mark.parametrize("role", ["referente1", "comite", "coordination"])
@pytest.mark.parametrize("jour", [BROUILLON, OUVERTURE, DEBAT, POSITIONS])
def test_nobody_acts_on_a_past_day_of_a_consultation_in_progress(consultation, role, jour):
    with le(BROUILLON):
        c = consultation()
    with le(OUVERTURE):
        c.ouvrir()
    with le(DEBAT):
        c.avancer()
    with le(POSITIONS):
        c.avancer()
    contenu = ouvrir(getattr(c.distribution, role).client, c, jour).split("<main")[1]
    assert 'method="post"' not in contenu
    assert contenu.count("<button") == 1
    assert [
        geste for geste in ("/positions/", "/bonifier/", "/retirer/", "/modifier/", "/avancer/") if geste in contenu
    ] == []


def test_a_day_before_it_was_written_says_so(vie):
    page = ouvrir(vie.distribution.membre1.client, vie, BROUILLON - UN_JOUR)
    assert "Le 1er mars 2026, cette proposition n’était pas encore écrite." in page.replace("1<sup>er</sup>", "1er")
    assert 'content="noindex"' in page


@pytest.mark.parametrize("au", ["hier", "2026-02-31", "9999-12-31"])
def test_a_day_that_cannot_be_shown_is_said_over_the_page_of_today(vie, au):
    for adresse in (vie.relire().get_absolute_url(), reverse("pilotage:propositions"), reverse("pilotage:comite")):
        page = texte(vie.distribution.membre1.client.get(adresse, {"au": au}))
        assert "Voici l’état d’aujourd’hui." in page
        assert "Vous consultez l’état au" not in page
        assert 'content="noindex"' in page


@pytest.mark.parametrize("au", ["0001-01-01", "2020-01-01"])
def test_before_the_journal_every_page_is_empty_and_says_so(vie, au):
    for nom, args in (("proposition", [1]), ("propositions", []), ("comite", []), ("feuille_de_route", [])):
        reponse = vie.distribution.membre1.client.get(reverse(f"pilotage:{nom}", args=args), {"au": au})
        assert reponse.status_code == 200
        assert "Le journal commence le" in texte(reponse)


# Queries --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("nom", "au_plus"), [("propositions", 14), ("proposition", 60)])
def test_the_past_pages_keep_their_queries(consultation, distribution, compter_requetes, nom, au_plus):
    """More propositions, questions and positions do not make more queries."""
    with le(hier(), heure=9):
        premiere, client = consultation().aux_objections(), distribution.membre1.client
    chantiers = iter(range(1, 6))

    def ajouter():
        with le(hier(), heure=10):
            consultation().aux_objections()
            premiere.position(next(chantiers), OBJECTION, "Trop tôt.")

    args = [premiere.proposition.numero] if nom == "proposition" else []
    adresse = reverse(f"pilotage:{nom}", args=args)

    def lire():
        assert "Vous consultez l’état au" in texte(client.get(adresse, {"au": hier().isoformat()}))

    verifier_nombre_constant(compter_requetes, ajouter, lire, au_plus=au_plus, tailles=(1, 3))
