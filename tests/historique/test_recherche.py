"""What the filters of the journal find, and what they must not tell."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from chantiers.models import Adhesion
from historique.actes import Agent, consigner
from historique.horloge import a_l_instant
from historique.models import Acte, Visibilite
from membres.models import Personne
from tests import fabriques
from tests.generique.test_xss import CORPUS, Espion
from tests.historique.test_pages import JOURNAL, PAR_VISIBILITE, etape, lire, modifier

pytestmark = pytest.mark.django_db


def trouvees(figure, **parametres) -> list[int]:
    """The numbers of the entries that the page shows, in its order."""
    page = lire(figure, **parametres)
    return [int(morceau.split('"')[0]) for morceau in page.split('<li id="inscription-')[1:]]


def sequences(*actes) -> list[int]:
    return sorted((acte.sequence for acte in actes), reverse=True)


@pytest.mark.parametrize("cherche", ["animateur", "ANIMATRICES", "animateur·rice", "l’animatrice"])
def test_a_word_is_found_in_the_reason_whatever_its_form(distribution, cherche):
    une = etape()
    acte = modifier(une, motif="Deux animateur·rice·s de plus", rang=3)
    modifier(une, motif="Deux référentes de plus", rang=4)
    assert trouvees(distribution.membre1, texte=cherche) == [acte.sequence]


def test_all_the_words_must_be_there_wherever_they_are(distribution):
    une = etape(titre="Mener l’enquête")
    premier = modifier(une, motif="Relecture", description="Trois ateliers")
    modifier(une, motif="Sans rapport", rang=5)
    assert trouvees(distribution.membre1, texte="atelier relectures enquete") == [premier.sequence]
    assert trouvees(distribution.membre1, texte="atelier introuvable") == []


def test_words_too_common_are_refused_with_a_sentence(distribution):
    modifier(etape(), motif="Pour le financeur", rang=3)
    page = lire(distribution.membre1, texte="le la pour")
    assert "Ces mots sont trop courants pour être cherchés" in page
    assert 'value="le la pour"' in page
    assert "8 mots au plus" in lire(distribution.membre1, texte="un deux trois quatre cinq six sept huit neuf dix onze")


@pytest.mark.parametrize("texte", CORPUS)
def test_what_is_searched_is_shown_again_as_text(distribution, texte):
    page = distribution.visiteur.client.get(JOURNAL, {"texte": texte, "du": texte, "chantier": texte}).text
    assert Espion(page).dangers == []


def test_a_common_word_and_a_rare_one_are_found_alike(distribution, monkeypatch):
    """Both ways of asking the index give the same entries, alone and together."""
    une = etape()
    actes = [modifier(une, motif=f"Commun {'rare' if n == 2 else ''}", rang=n + 2) for n in range(5)]
    attendus = {"commun": sequences(*actes), "rare": sequences(actes[2]), "rare commun": sequences(actes[2])}
    for seuil in (5000, 2, 0):
        monkeypatch.setattr("historique.index.RARES", seuil)
        assert {mots: trouvees(distribution.membre1, texte=mots) for mots in attendus} == attendus


def test_every_filter_combines_with_every_other(distribution):
    """One entry satisfies all; for each filter, another entry satisfies all the others but not this one."""
    with a_l_instant(datetime(2026, 3, 10, 9, 0, tzinfo=UTC)):
        membre, autre = distribution.membre1, distribution.referente1
        une, ailleurs = etape(1), etape(2)
        modifier(une, membre.acces, motif="Relecture", rang=2)  # too early
    with a_l_instant(datetime(2026, 3, 12, 9, 0, tzinfo=UTC)):
        voulue = modifier(une, membre.acces, motif="Relecture", rang=3)
        modifier(une, membre.acces, motif="Sans", rang=4)  # not the word
        modifier(une, autre.acces, motif="Relecture", rang=5)  # not the person
        modifier(une, membre.acces, motif="Relecture", verbe="ordonner", rang=6)  # not the verb
        modifier(ailleurs, membre.acces, motif="Relecture", rang=7)  # not the chantier
        modifier(une.objectif, membre.acces, motif="Relecture", rang=8)  # not the type
    with a_l_instant(datetime(2026, 3, 14, 9, 0, tzinfo=UTC)):
        modifier(une, membre.acces, motif="Relecture", rang=9)  # too late
    filtres = {
        "chantier": "1",
        "type": "chantiers.etape",
        "personne": str(membre.personne.pk),
        "verbe": "modifier",
        "texte": "relectures",
        "du": "2026-03-12",
        "au": "2026-03-12",
    }
    assert trouvees(membre, **filtres) == [voulue.sequence]
    for nom in filtres:
        sans = {autre: valeur for autre, valeur in filtres.items() if autre != nom}
        assert len(trouvees(membre, **sans)) == 2, nom
    assert "une inscription le 12 mars 2026" in lire(membre, **filtres).lower()


def test_types_that_read_alike_are_one_choice(distribution):
    une = etape()
    page = lire(distribution.membre1, type="chantiers.etape")
    assert '<option value="chantiers.etape" selected>Étape</option>' in page
    assert page.count(">Étape</option>") == 1
    assert trouvees(distribution.membre1, type="chantiers.etape") == [Acte.objects.get(objet_id=une.pk).sequence]


def test_days_are_found_though_entries_are_read_by_number(distribution):
    with a_l_instant(datetime(2026, 3, 12, 9, 0, tzinfo=UTC)):
        une = etape()
    with a_l_instant(datetime(2026, 3, 13, 9, 0, tzinfo=UTC)):
        acte = modifier(une, rang=3)
    with a_l_instant(datetime(2026, 3, 14, 9, 0, tzinfo=UTC)):
        modifier(une, rang=4)
    figure = distribution.membre1  # her own entries are of today
    assert trouvees(figure, du="2026-03-13", au="2026-03-13") == [acte.sequence]
    assert trouvees(figure, au="2026-03-11") == []
    assert trouvees(figure, du="2031-01-01") == []


def inscrire_a(instant):
    """An act that began at this instant, whatever began or ended meanwhile."""
    chantier = fabriques.chantier(1)
    with consigner("exporter", par=Agent.SYSTEME, visibilite=Visibilite.PUBLIQUE) as acte:
        acte.instant, acte.objet = instant, chantier
    return acte


def test_an_act_that_began_before_another_and_ended_after_it_is_of_its_day(distribution, monkeypatch):
    figure, soir = distribution.visiteur, datetime(2026, 3, 12, 22, 59, tzinfo=UTC)
    tard, tot = inscrire_a(soir.replace(second=50)), inscrire_a(soir.replace(second=10))
    lendemain, veille = inscrire_a(soir.replace(hour=23, minute=1)), inscrire_a(soir.replace(second=55))
    apres = inscrire_a(soir.replace(hour=23, minute=0))
    du_jour, du_suivant = sequences(tard, tot, veille), sequences(lendemain, apres)
    jours = {"du": "2026-03-12", "au": "2026-03-12"}, {"du": "2026-03-13", "au": "2026-03-13"}
    assert [trouvees(figure, **jour) for jour in jours] == [du_jour, du_suivant]
    monkeypatch.setattr("historique.lecture.journal.EN_DESORDRE", 0)  # negative control
    assert [trouvees(figure, **jour) for jour in jours] != [du_jour, du_suivant]


def test_the_number_of_entries_found_is_said_and_capped(distribution, monkeypatch):
    monkeypatch.setattr("historique.lecture.journal.COMPTEES", 3)
    monkeypatch.setattr("historique.lecture.reperes.COMPTEES", 3)
    une = etape()
    for rang in range(2, 6):
        modifier(une, motif="Relecture", rang=rang)
    modifier(une, motif="Ailleurs", rang=9)
    assert "Plus de 3 inscriptions" in lire(distribution.membre1, texte="relecture")
    assert "Une inscription" in lire(distribution.membre1, texte="ailleurs")
    assert "Aucune inscription depuis le 1er janvier 2031" in lire(distribution.membre1, du="2031-01-01").replace(
        "1<sup>er</sup>", "1er"
    )


# What a search must not tell ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("visibilite", Visibilite)
@pytest.mark.parametrize("role", sorted(PAR_VISIBILITE[Visibilite.PUBLIQUE]))
def test_a_word_is_found_by_those_who_may_read_it(distribution, role, visibilite):
    acte = modifier(fabriques.chantier(1), motif="Zanzibar", visibilite=visibilite, defi="Un défi")
    attendu = [acte.sequence] if role in PAR_VISIBILITE[visibilite] else []
    assert trouvees(getattr(distribution, role), texte="zanzibar") == attendu


def test_a_visitor_does_not_find_a_published_entry_by_the_name_that_it_hides_from_her(distribution):
    une = etape(titre="Zanzibar")
    acte = modifier(une, visibilite=Visibilite.PUBLIQUE, motif="Publié", rang=3)
    assert trouvees(distribution.visiteur, texte="publié") == [acte.sequence]
    assert trouvees(distribution.visiteur, texte="zanzibar") == []


def test_a_member_does_not_find_an_entry_by_the_reserved_texts_that_it_changes(distribution):
    chantier = fabriques.chantier(1)
    with consigner("inviter", par=Agent.SYSTEME, visibilite=Visibilite.MEMBRES, motif="Bienvenue") as acte:
        Personne(prenom="Ondine", nom="Zanzibar", courriel="ondine@essai.example").save()
        acte.objet = chantier
    assert trouvees(distribution.membre1, texte="bienvenue") == [acte.sequence]
    assert [trouvees(distribution.coordination, texte=mot) for mot in ("zanzibar", "ondine")] == [[], []]


def test_a_former_member_finds_nothing_in_the_names_of_what_she_wrote_about(distribution):
    """She reads her own entries for ever; a search in them would tell how their objects are called."""
    membre = distribution.membre1
    une = etape(titre="Zanzibar")
    acte = modifier(une, membre.acces, motif="Relecture", rang=3)
    adhesion = Adhesion.objects.get(personne=membre.personne)
    modifier(adhesion, du=date(2025, 1, 1), au=date(2026, 1, 1))
    assert acte.sequence in trouvees(membre)
    assert [trouvees(membre, texte=mot) for mot in ("zanzibar", "relecture")] == [[], []]


def test_the_author_of_a_reserved_entry_finds_nothing_in_its_reserved_texts(distribution):
    membre = distribution.membre1
    acte = modifier(membre.personne, membre.acces, verbe="modifier_le_profil", nom="Zanzibar")
    assert acte.sequence in trouvees(membre)
    assert trouvees(membre, texte="zanzibar") == []
    assert trouvees(distribution.coordination, texte="zanzibar") == [acte.sequence]


def test_the_number_of_queries_does_not_depend_on_what_is_found(distribution, compter_requetes):
    une = etape()
    client = distribution.membre1.client
    adresse = f"{reverse('historique:journal')}?texte=relecture+commune&du=2020-01-01&type=chantiers.etape"
    comptes = set()
    for rang in range(2, 40):
        modifier(une, distribution.membre1.acces, motif="Relecture commune", rang=rang)
        if rang in {2, 4, 39}:
            client.get(adresse)
            comptes.add(compter_requetes(lambda: client.get(adresse)))
    assert len(comptes) == 1
    assert comptes.pop() <= 22
