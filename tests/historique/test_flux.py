"""The Atom feeds of the journal: what the page says to the same reader, and nothing more."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from chantiers.models import Adhesion
from historique.models import Acte, Visibilite
from historique.points import point_a
from tests import fabriques
from tests.historique.test_pages import PAR_VISIBILITE, etape, modifier
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db
FLUX = "/journal/flux.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def lire(figure, adresse=FLUX):
    reponse = figure.client.get(adresse)
    assert reponse.status_code == 200
    assert reponse["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(reponse.content)


def titres(figure, adresse=FLUX) -> list[str]:
    return [entree.findtext(f"{ATOM}title") for entree in lire(figure, adresse).iter(f"{ATOM}entry")]


@pytest.mark.parametrize("visibilite", Visibilite)
@pytest.mark.parametrize("role", sorted(PAR_VISIBILITE[Visibilite.PUBLIQUE]))
def test_a_feed_holds_what_its_reader_may_read(distribution, role, visibilite):
    modifier(fabriques.chantier(1), motif=f"Secret {visibilite}", visibilite=visibilite, defi="Un défi")
    lu = [f"Secret {visibilite}" in getattr(distribution, role).client.get(f).text for f in (FLUX, du_chantier(1))]
    attendu = role in PAR_VISIBILITE[visibilite]
    assert lu == [attendu, attendu]


def du_chantier(numero: int) -> str:
    return reverse("historique:flux_du_chantier", args=[numero])


def test_a_former_member_reads_her_own_entries_and_no_other(distribution):
    membre = distribution.membre1
    une = etape(titre="Zanzibar")
    modifier(une, membre.acces, motif="Le mien", rang=3)
    modifier(une, motif="Un autre", rang=4)
    modifier(Adhesion.objects.get(personne=membre.personne), du=date(2025, 1, 1), au=date(2026, 1, 1))
    texte = membre.client.get(FLUX).text
    assert [mot in texte for mot in ("Le mien", "Un autre", "Zanzibar")] == [True, False, False]


def test_a_visitor_reads_no_name_that_is_not_public(distribution):
    auteure, lectrice = distribution.membre1, distribution.membre2
    modifier(fabriques.chantier(1), auteure.acces, visibilite=Visibilite.PUBLIQUE, defi="Un défi")
    assert "Membre1" not in distribution.visiteur.client.get(FLUX).text
    assert titres(distribution.visiteur)[0] == "un·e membre du chantier 1 a modifié le chantier 1"
    assert titres(lectrice)[0] == "Membre1 Essai a modifié le chantier 1"


def test_the_feed_of_a_chantier_holds_its_entries_alone(distribution):
    for numero in (1, 2):
        modifier(fabriques.chantier(numero), visibilite=Visibilite.PUBLIQUE, defi="Un défi")
    assert titres(distribution.visiteur, du_chantier(2)) == [
        "La plateforme a modifié le chantier 2",
        "La plateforme a ajouté le chantier 2",
    ]
    assert distribution.visiteur.client.get(du_chantier(9)).status_code == 404


def test_a_feed_is_one_that_readers_understand(distribution):
    acte = modifier(fabriques.chantier(1), visibilite=Visibilite.PUBLIQUE, motif="Car & parce que", defi="<b>")
    flux = lire(distribution.visiteur)
    entree = next(flux.iter(f"{ATOM}entry"))
    inscrit = Acte.objects.get(sequence=acte.sequence)
    assert entree.findtext(f"{ATOM}id") == f"urn:uuid:{inscrit.pk}"
    assert entree.find(f"{ATOM}link").get("href") == f"http://testserver/journal/{acte.sequence}/"
    assert entree.findtext(f"{ATOM}updated")[:19] == inscrit.instant.isoformat()[:19]
    assert entree.findtext(f"{ATOM}summary") == (
        "<p>« Car &amp; parce que »</p><p>Défi\u00a0: <del>non renseigné</del> → <ins>&lt;b&gt;</ins></p>"
    )
    assert flux.findtext(f"{ATOM}subtitle") == f"Point de contrôle\u00a0: {point_a().court}"
    assert flux.findtext(f"{ATOM}id") == "http://testserver/journal/"


def test_characters_that_xml_cannot_write_do_not_break_the_feed(distribution):
    modifier(fabriques.chantier(1), visibilite=Visibilite.PUBLIQUE, motif="Un\x0bmot\ufffe", defi="Des\x1bmots")
    assert "Unmot" in next(lire(distribution.visiteur).iter(f"{ATOM}entry")).findtext(f"{ATOM}summary")


def test_a_feed_that_has_not_changed_is_not_sent_again(distribution):
    client = distribution.visiteur.client
    etiquette = client.get(FLUX)["ETag"]
    assert client.get(FLUX, headers={"if-none-match": etiquette}).status_code == 304
    assert distribution.membre1.client.get(FLUX, headers={"if-none-match": etiquette}).status_code == 200
    modifier(fabriques.chantier(1), visibilite=Visibilite.PUBLIQUE, defi="Un défi")
    assert client.get(FLUX, headers={"if-none-match": etiquette}).status_code == 200


def test_the_pages_name_their_feeds(distribution):
    fabriques.chantier(2)
    page = distribution.visiteur.client.get("/journal/?chantier=2").text
    for adresse in (FLUX, du_chantier(2)):
        assert '<link rel="alternate" type="application/atom+xml" title="Journal' in page
        assert f'href="{adresse}"' in page
    assert f'<a href="{du_chantier(2)}">' in page
    assert f'href="{du_chantier(2)}"' in distribution.visiteur.client.get("/chantiers/outils-financiers/").text


def test_the_number_of_queries_does_not_grow(distribution, compter_requetes):
    une, chantier = etape(), fabriques.chantier(1)
    faits = iter(range(1000))

    def ajouter():
        rang = next(faits)
        modifier(une, distribution.membre1.acces, motif=f"Motif {rang}", rang=rang + 2)
        modifier(chantier, distribution.membre2.acces, defi=f"Défi {rang}")

    client = distribution.membre1.client
    verifier_nombre_constant(compter_requetes, ajouter, lambda: client.get(FLUX), au_plus=18, tailles=(1, 3, 10))
