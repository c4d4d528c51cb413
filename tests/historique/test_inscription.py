"""The page of one entry: what seals it, what stands around it, and what was taken out of it."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from chantiers.models import Etape
from historique import chaine, retrait
from historique.actes import Agent, consigner
from historique.canonique import lire as lire_canonique
from historique.horloge import a_l_instant
from historique.models import ORIGINE_DE_LA_CHAINE, Acte, Visibilite
from membres.models import Personne
from tests import fabriques
from tests.historique.test_pages import etape, lire, modifier, texte

pytestmark = pytest.mark.django_db


def adresse(sequence: int) -> str:
    return reverse("historique:inscription", args=[sequence])


def contenu(figure, sequence: int) -> str | None:
    """The canonical text that the page shows, as it is in the page."""
    page = figure.client.get(adresse(sequence)).content.decode()
    trouve = re.search(r'aria-label="Contenu scellé"><code>(.*?)</code>', page, re.DOTALL)
    return html.unescape(trouve[1]) if trouve else None


def test_an_entry_shows_its_place_in_the_chain(distribution):
    une = etape()
    acte = Acte.objects.get(sequence=modifier(une, rang=3).sequence)
    avant = Acte.objects.get(sequence=acte.sequence - 1)
    page = lire(distribution.membre1, adresse(acte.sequence))
    empreintes = re.findall(r"<dd><code>([0-9a-f]{64})</code></dd>", page)
    assert empreintes == [acte.chaine, avant.chaine, acte.feuille]
    assert f"Précédente, {avant.sequence}" in page
    assert f'href="/journal/verifier/?point={acte.sequence}-{acte.chaine}"' in page


def test_the_first_entry_follows_the_origin(distribution):
    une = fabriques.chantier(1)
    assert Acte.objects.get(objet_id=une.pk).sequence == 1
    page = lire(distribution.visiteur, adresse(1))
    assert "Origine de la chaîne" in page
    assert ORIGINE_DE_LA_CHAINE in page


def test_the_sealed_content_is_the_one_that_the_fingerprint_covers(distribution):
    acte = modifier(etape(), motif="<b>Relecture</b>", description="« a » & b")
    lu = contenu(distribution.membre1, acte.sequence)
    assert chaine.feuille(lu) == Acte.objects.get(sequence=acte.sequence).feuille
    assert "Relecture" not in lu


def test_the_sealed_content_is_for_those_who_may_read_all_of_it(distribution):
    chantier = fabriques.chantier(1)
    with consigner("inviter", par=Agent.SYSTEME, visibilite=Visibilite.MEMBRES) as acte:
        Personne(prenom="Ondine", nom="Marchetti").save()
        acte.objet = chantier
    assert contenu(distribution.membre1, acte.sequence) is None
    assert "Le contenu scellé est réservé" in lire(distribution.membre1, adresse(acte.sequence))
    assert contenu(distribution.coordination, acte.sequence) is not None


def test_one_goes_from_an_entry_to_those_that_one_may_read(distribution):
    une, membre = etape(), distribution.membre1
    avant = modifier(une, rang=3)
    modifier(une, visibilite="restreinte", rang=4)
    acte = modifier(une, rang=5)
    modifier(une, visibilite="comite", rang=6)
    apres = modifier(une, rang=7)
    page = lire(membre, adresse(acte.sequence))
    voisines = re.findall(r'href="/journal/(\d+)/" rel="(\w+)"', page)
    assert voisines == [(str(apres.sequence), "prev"), (str(avant.sequence), "next")]
    assert "C’est la plus récente" in lire(membre, adresse(apres.sequence))


@pytest.mark.parametrize("fin", ["", "#etape-{pk}"])
def test_an_object_is_seen_as_it_was_at_the_end_of_that_day(distribution, fin):
    with a_l_instant(datetime(2026, 3, 12, 9, 0, tzinfo=UTC)):
        une = etape()
    objet = une if fin else une.objectif.feuille_de_route
    sequence = Acte.objects.get(objet_id=objet.pk).sequence
    page = lire(distribution.membre1, adresse(sequence))
    attendue = f"/chantiers/competences-et-metiers/feuille-de-route/?au=2026-03-12{fin.format(pk=une.pk)}"
    assert f'<a href="{attendue}">' in page
    assert "Voir la page au 12 mars 2026" in page
    assert distribution.membre1.client.get(attendue).status_code == 200


def test_a_day_that_is_not_over_is_not_proposed(distribution):
    une = etape()
    assert "Voir la page au" not in lire(distribution.membre1, adresse(modifier(une, rang=3).sequence))


def test_an_object_without_a_dated_page_is_not_proposed_at_a_date(distribution):
    with a_l_instant(datetime(2026, 3, 12, 9, 0, tzinfo=UTC)):
        fabriques.organisation("La Coop")
    assert "?au=" not in lire(distribution.membre1, adresse(1))


def test_what_became_archived_stays_readable(distribution):
    une = etape(titre="Vieille", description="Toujours lisible")
    ajout = Acte.objects.get(objet_id=une.pk).sequence
    archivage = modifier(une, verbe="archiver", archive_le=datetime(2026, 1, 1, tzinfo=UTC)).sequence
    for sequence in (ajout, archivage):
        page = lire(distribution.membre1, adresse(sequence))
        assert "Vieille</a> (archivé)" in page
        assert f'href="/historique/chantiers.etape/{une.pk}/"' in page
    assert "Toujours lisible" in lire(distribution.membre1, adresse(ajout))
    assert "Archivé le" in lire(distribution.membre1, adresse(archivage))


# What was taken out ---------------------------------------------------------------------------------------------------


@pytest.fixture
def retiree(distribution):
    """An entry whose text was taken out on 12 March 2026, with its reason."""
    with a_l_instant(datetime(2026, 3, 10, 9, 0, tzinfo=UTC)):
        une = etape(titre="Mener l’enquête", description="Texte d’avant")
        acte = modifier(une, motif="Zanzibar", description="Phrase secrète, bien plus longue que soixante signes " * 2)
    with a_l_instant(datetime(2026, 3, 12, 9, 0, tzinfo=UTC)), consigner("retirer_un_passage", par=Agent.SYSTEME) as r:
        secrete = Etape.objects.get(pk=une.pk).description
        r.objet = retrait.retirer_un_texte(r, Etape, une.pk, "description", secrete)
        retrait.retirer_un_motif(r, Acte.objects.get(sequence=acte.sequence))
        retrait.motiver(r, "diffamation")
    return acte.sequence, r.sequence


DIT = "Passage retiré le 12 mars 2026, motif légal : diffamation ou injure"


def test_what_was_taken_out_says_when_and_why(distribution, retiree):
    page = lire(distribution.membre1, adresse(retiree[0]))
    assert f'<p class="doux">{DIT}.</p>' in page
    assert f'<td data-titre="Après">{DIT}</td>' in page
    assert "secrète" not in page
    assert "Zanzibar" not in page
    assert "<del>Texte d’avant</del>" in page


def test_a_list_says_it_too(distribution, retiree):
    page = lire(distribution.membre1)
    assert f"Description : <del>Texte d’avant</del> → {DIT}" in page
    assert f"« {DIT}" not in page


def test_the_act_that_takes_out_says_what_and_why(distribution, retiree):
    page = texte(lire(distribution.coordination, adresse(retiree[1])))
    assert "Motif légal : diffamation ou injure" in page
    assert "Passages retirés : étape (description) et inscription (motif)" in page


def test_taken_out_texts_cost_one_query(distribution, compter_requetes):
    une, client = etape(titre="Mener l’enquête"), distribution.membre1.client
    page = adresse(modifier(une, titre="Zanzibar").sequence)
    client.get(page)
    avant = compter_requetes(lambda: client.get(page))
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        acte.objet = retrait.retirer_un_texte(acte, Etape, une.pk, "titre", "Zanzibar")
        retrait.motiver(acte, "secret")
    assert compter_requetes(lambda: client.get(page)) == avant + 1


# Facts ----------------------------------------------------------------------------------------------------------------


def test_facts_are_said_in_words(distribution):
    with consigner("reprendre_le_journal", par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE) as acte:
        acte.faits |= {"perdues_de": 4801, "perdues_a": 4812, "point_perdu": f"4812-{'ab' * 32}", "autre_chose": "x"}
    assert lire_canonique(Acte.objects.get(pk=acte.id).faits)["perdues_de"] == 4801
    page = texte(lire(distribution.visiteur, adresse(acte.sequence)))
    for dit in (
        "Première inscription perdue : 4 801",
        "Dernière inscription perdue : 4 812",
        "Point de contrôle perdu : 4812-abababababababab",
        "Autre chose : x",
    ):
        assert dit in page
    assert "ab" * 32 not in page.split("Sa place dans la chaîne")[0]


def test_facts_that_other_rooms_write_are_said_in_their_words(distribution):
    with consigner("reprendre_le_journal", par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE) as acte:
        acte.faits |= {"fondement": "opposition", "numero": 3, "personne": "00000000-0000-4000-8000-000000000000"}
    with consigner("reprendre_le_journal", par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE) as sans:
        sans.faits |= {"fondement": ""}
    page = texte(lire(distribution.visiteur, adresse(acte.sequence))).split("Sa place dans la chaîne")[0]
    assert "Fondement : Elle s’oppose à leur usage (article 17, 1, c, et article 21)" in page
    assert "Numéro de la personne retirée : 3" in page
    assert "00000000" not in page
    assert "Fondement" not in texte(lire(distribution.visiteur, adresse(sans.sequence)))


def test_the_number_of_queries_does_not_grow_with_the_changes(distribution, compter_requetes):
    client, comptes = distribution.membre1.client, set()
    for combien in (1, 3, 30):
        feuille = fabriques.feuille(fabriques.chantier(1))
        objectifs = [fabriques.objectif(feuille) for _ in range(combien)]
        with consigner("ordonner", par=Agent.SYSTEME) as acte:
            for rang, objectif in enumerate(objectifs, start=50):
                objectif.rang = rang
                objectif.save()
            acte.objet = feuille
        client.get(adresse(acte.sequence))
        comptes.add(compter_requetes(lambda s=acte.sequence: client.get(adresse(s))))
    assert len(comptes) == 1
