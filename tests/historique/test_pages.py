"""The journal as people read it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from historique.actes import Agent, consigner
from historique.horloge import a_l_instant, aujourd_hui
from historique.models import Acte, Visibilite
from membres.models import Personne
from tests import fabriques
from tests.requetes import verifier_nombre_constant

pytestmark = pytest.mark.django_db
JOURNAL = "/journal/"


def modifier(objet, par=Agent.SYSTEME, motif="", verbe="modifier", visibilite=None, **champs):
    with consigner(verbe, par=par, motif=motif, visibilite=visibilite) as acte:
        courant = type(objet).objects.select_for_update().get(pk=objet.pk)
        for champ, valeur in champs.items():
            setattr(courant, champ, valeur)
        courant.save()
        acte.objet = courant
    return acte


def etape(chantier=1, **champs):
    return fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(chantier))), **champs)


def lire(figure, adresse=JOURNAL, **parametres):
    reponse = figure.client.get(adresse, parametres)
    assert reponse.status_code == 200, reponse.status_code
    return " ".join(reponse.content.decode().split()).replace("\u00a0", " ").replace("\u202f", " ")


def texte(page):
    """What is read, without tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_a_change_is_told_in_words(distribution):
    une = etape(titre="Mener l’enquête", echeance=date(2027, 3, 12))
    modifier(une, distribution.membre1.acces, motif="Deux relectures de plus.", echeance=date(2027, 4, 30))
    page = lire(distribution.membre2)
    assert "Membre1 Essai a modifié l’étape Mener l’enquête" in texte(page)
    assert "Échéance : <del>12 mars 2027</del> → <ins>30 avril 2027</ins>" in page
    assert "« Deux relectures de plus. »" in page


def test_names_are_contracted_as_people_say_them(distribution):
    une = etape()
    fabriques.livrable(une, titre="Référentiel")
    livrable = une.livrables.get()
    modifier(livrable, distribution.membre1.acces, verbe="changer_l_etat", etat="abandonne")
    page = texte(lire(distribution.membre1))
    assert "a changé l’état du livrable Référentiel" in page
    assert "a ajouté la feuille de route 2027" in page


def test_entries_stand_under_their_day_with_their_hour(distribution):
    with a_l_instant(datetime(2026, 3, 12, 22, 30, tzinfo=UTC)):
        fabriques.organisation("La veille")
    with a_l_instant(datetime(2026, 3, 12, 23, 30, tzinfo=UTC)):
        fabriques.organisation("Le lendemain")
    with a_l_instant(datetime(2026, 3, 13, 9, 0, tzinfo=UTC)):
        page = lire(distribution.coordination)
    assert page.index("<h2>Vendredi 13 mars 2026</h2>") < page.index("Le lendemain")
    assert page.index("Le lendemain") < page.index("<h2>Jeudi 12 mars 2026</h2>") < page.index("La veille")
    assert "0 h 30</time>" in page


PAR_VISIBILITE = {
    Visibilite.PUBLIQUE: {"visiteur", "membre1", "referente2", "comite", "coordination", "administrateur"},
    Visibilite.MEMBRES: {"membre1", "referente2", "comite", "coordination"},
    Visibilite.COMITE: {"referente2", "comite", "coordination"},
    Visibilite.RESTREINTE: {"coordination", "administrateur"},
}


@pytest.mark.parametrize("visibilite", Visibilite)
@pytest.mark.parametrize("role", sorted(PAR_VISIBILITE[Visibilite.PUBLIQUE]))
def test_each_entry_is_read_by_those_it_was_written_for(distribution, role, visibilite):
    figure = getattr(distribution, role)
    secret = f"Secret {visibilite.value}"
    acte = modifier(fabriques.chantier(1), motif=secret, visibilite=visibilite, defi=f"Défi {visibilite.value}")
    attendu = role in PAR_VISIBILITE[visibilite]
    adresses = [JOURNAL, reverse("historique:objet", args=["chantiers.chantier", fabriques.chantier(1).pk])]
    assert [secret in lire(figure, adresse) for adresse in adresses] == [attendu, attendu]
    detail = figure.client.get(reverse("historique:inscription", args=[acte.sequence]))
    assert (detail.status_code, secret in detail.content.decode()) == ((200, True) if attendu else (404, False))


def test_her_own_entries_are_always_read(distribution):
    acte = modifier(
        distribution.membre1.personne, distribution.membre1.acces, verbe="modifier_le_profil", nom_public=True
    )
    page = lire(distribution.membre1, reverse("historique:inscription", args=[acte.sequence]))
    assert "a modifié le profil de la personne" in page


def test_the_fields_of_reserved_objects_are_hidden_in_the_entries_of_others(distribution):
    chantier = fabriques.chantier(1)
    with consigner("inviter", par=Agent.SYSTEME, visibilite=Visibilite.MEMBRES) as acte:
        invitee = Personne(prenom="Ondine", nom="Marchetti", courriel="ondine@essai.example")
        invitee.save()
        acte.objet = chantier
    adresse = reverse("historique:inscription", args=[acte.sequence])
    page = lire(distribution.membre1, adresse)
    assert "ondine@essai.example" not in page
    assert "Le détail est réservé" in page
    assert "ondine@essai.example" in lire(distribution.coordination, adresse)
    historique = reverse("historique:objet", args=["membres.personne", invitee.pk])
    assert distribution.membre1.client.get(historique).status_code == 404
    assert "ondine@essai.example" in lire(distribution.coordination, historique)


def test_a_visitor_reads_only_the_names_of_those_who_agreed(distribution):
    auteure = distribution.membre1
    modifier(fabriques.chantier(1), auteure.acces, visibilite=Visibilite.PUBLIQUE, defi="Un défi")
    assert "Membre1 Essai" not in lire(distribution.visiteur)
    modifier(auteure.personne, auteure.acces, verbe="modifier_le_profil", nom_public=True)
    assert "Membre1 Essai" in lire(distribution.visiteur)


def test_a_visitor_reads_no_title_of_what_is_being_worked_on(distribution):
    une = etape(titre="Titre de travail")
    modifier(une, visibilite=Visibilite.PUBLIQUE, rang=3)
    page = lire(distribution.visiteur)
    assert "a modifié l’étape" in page
    assert "Titre de travail" not in page
    assert "Titre de travail" in lire(distribution.membre1)


def test_filters_combine_and_stand_in_the_address(distribution):
    une, deux = etape(1, titre="Du premier"), etape(2, titre="Du deuxième")
    modifier(une, distribution.membre1.acces, titre="Du premier bis")
    modifier(deux, distribution.membre1.acces, titre="Du deuxième bis")
    modifier(une, distribution.referente1.acces, verbe="archiver", archive_le=datetime(2026, 1, 1, tzinfo=UTC))
    tous = {"chantier": "1", "personne": str(distribution.membre1.personne.pk), "verbe": "modifier"}
    jour = aujourd_hui()
    page = lire(distribution.membre1, **tous, du=jour.isoformat(), au=jour.isoformat())
    assert page.count('<li id="inscription-') == 1
    assert "Du premier bis" in page
    assert '<option value="1" selected>' in page
    assert lire(distribution.membre1, **tous, au=(jour - timedelta(days=1)).isoformat()).count("<li id=") == 0
    assert lire(distribution.membre1, verbe="archiver").count("<li id=") == 1


def test_filters_survive_paging(distribution):
    une = etape()
    for rang in range(35):
        modifier(une, rang=rang + 1)
    page = lire(distribution.membre1, verbe="modifier")
    dernier = Acte.objects.filter(verbe="modifier").order_by("-sequence")[29].sequence
    assert f'href="?verbe=modifier&amp;avant={dernier}" rel="next"' in page
    suite = lire(distribution.membre1, verbe="modifier", avant=dernier)
    assert suite.count('<li id="inscription-') == 5
    assert f'href="?verbe=modifier&amp;apres={dernier - 1}" rel="prev"' in suite
    retour = lire(distribution.membre1, verbe="modifier", apres=dernier - 1)
    assert retour.count('<li id="inscription-') == 30
    assert 'rel="prev"' not in retour


@pytest.mark.parametrize(
    ("parametres", "phrase"),
    [
        ({"du": "2027-03-12", "au": "2027-03-01"}, "Cette date précède celle du début"),
        ({"du": "demain"}, "Saisissez une date valide"),
        ({"chantier": "12"}, "Ce choix n’existe pas ou plus"),
        ({"avant": "-1", "apres": "²", "personne": "x"}, "Ce choix n’existe pas ou plus"),
    ],
)
def test_a_wrong_filter_is_explained(distribution, parametres, phrase):
    assert phrase in lire(distribution.membre1, **parametres)


@pytest.mark.parametrize("jour", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_days(distribution, jour):
    """Paris and the database's clock are hours apart: neither end may fall out of the calendar."""
    modifier(fabriques.chantier(1), visibilite=Visibilite.PUBLIQUE, defi="Un défi")
    vides = {b: "Aucune inscription ne correspond" in lire(distribution.visiteur, **{b: jour}) for b in ("du", "au")}
    assert vides == {"du": jour == "9999-12-31", "au": jour == "0001-01-01"}


def test_an_empty_page_says_what_to_do(distribution):
    assert "Aucune inscription ne correspond" in lire(distribution.membre1, verbe="adopter")


def test_robots_are_sent_away(distribution):
    acte = modifier(fabriques.chantier(1), visibilite=Visibilite.PUBLIQUE, defi="Un défi")
    objet = reverse("historique:objet", args=["chantiers.chantier", fabriques.chantier(1).pk])
    for adresse in (JOURNAL, reverse("historique:inscription", args=[acte.sequence]), objet):
        assert '<meta name="robots" content="noindex">' in lire(distribution.visiteur, adresse)


def test_a_long_text_is_compared_word_by_word(distribution):
    debut = "Trois ateliers, un par territoire, préparés avec les structures qui y travaillent déjà"
    une = etape(description=f"{debut}.")
    acte = modifier(une, description=f"{debut}, et deux relectures.")
    page = lire(distribution.membre1, reverse("historique:inscription", args=[acte.sequence]))
    assert f"{debut}<ins>, et deux relectures</ins>." in page
    assert "Description : texte modifié" in lire(distribution.membre1)


def test_what_people_wrote_is_escaped(distribution):
    une = etape(titre="<script>alert(1)</script>")
    acte = modifier(une, motif="<b>gras</b>", titre="<img src=x onerror=alert(1)>" + "x" * 80)
    for adresse in (JOURNAL, reverse("historique:inscription", args=[acte.sequence])):
        page = lire(distribution.membre1, adresse)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>gras" not in page


def test_an_archived_object_says_so(distribution):
    une = etape(titre="Vieille")
    modifier(une, verbe="archiver", archive_le=datetime(2026, 1, 1, tzinfo=UTC))
    assert "a archivé l’étape Vieille (archivé)" in texte(lire(distribution.membre1))


def test_unknown_entries_and_objects_are_not_found(distribution):
    inconnue = "00000000-0000-4000-8000-000000000000"
    adresses = [
        f"/historique/chantiers.etape/{inconnue}/",
        f"/historique/membres.compte/{inconnue}/",
        f"/journal/{10**30}/",
        "/journal/0/",
    ]
    assert [distribution.membre1.client.get(adresse).status_code for adresse in adresses] == [404] * 4


def test_the_number_of_queries_does_not_grow(distribution, compter_requetes):
    """Entries of mixed types: one query for each, and a dozen for the rest."""
    client = distribution.membre1.client
    une = etape()
    faits = iter(range(1000))

    livrable, organisation, chantier = fabriques.livrable(une), fabriques.organisation(), fabriques.chantier(1)

    def ajouter():
        rang = next(faits)
        modifier(une, distribution.membre1.acces, motif=f"Motif {rang}", titre=f"Titre {rang}", rang=rang + 1)
        modifier(livrable, description=f"Ceci {rang}")
        modifier(organisation, site=f"https://{rang}.example")
        modifier(chantier, distribution.membre2.acces, defi=f"Défi {rang}")

    adresse = f"{JOURNAL}?verbe=modifier"
    verifier_nombre_constant(compter_requetes, ajouter, lambda: client.get(adresse), au_plus=20)
    objet = reverse("historique:objet", args=["chantiers.etape", une.pk])
    assert compter_requetes(lambda: client.get(objet)) <= 18
