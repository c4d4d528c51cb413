"""The pages that read the budget: what they say, where their numbers lead, what they cost, as of a date."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from historique.horloge import aujourd_hui, maintenant
from tests import fabriques
from tests import fabriques_budget as budget
from tests.budget.chiffres import le_budget_de_demonstration
from tests.budget.test_public import adopter

pytestmark = pytest.mark.django_db
# Pages that a number leads through.
DU_BUDGET = re.compile(
    r"/budget/(?:lignes/[^/]+/(?:\?|#|$)|actions/[^/]+/(?:\?|#|$)|financements/[^/]+/$|2027/(?:poste|chantiers)/)"
)


def texte_de(client, adresse: str, **parametres) -> str:
    """What one reads there: spaces as they are typed."""
    reponse = client.get(adresse, parametres, follow=True)
    assert reponse.status_code == 200, adresse
    return re.sub(r"[\u202f\u00a0]", " ", reponse.content.decode())


def liens_de(client, adresse: str) -> list[str]:
    """The addresses that the content of this page leads to."""
    contenu = texte_de(client, adresse).partition("<main")[2].partition("</main>")[0]
    return [lien.replace("&amp;", "&") for lien in re.findall(r'href="(/[^"#]*(?:#[^"]*)?)"', contenu)]


@pytest.fixture
def place(distribution):
    """A line for an étape, another one for the animation, both paid; a receipt; seen by the coordination."""
    chantier = fabriques.chantier(2)
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)))
    ligne = budget.ligne(chantier, 1_200, libelle="Étude", etape=etape, action=budget.action(chantier, "Un fonds"))
    animation = budget.ligne(chantier, 340, libelle="Animer", poste="deplacements")
    financement = budget.financement(1_500, accorde=1_500, statut="accordee")
    for une, euros in ((ligne, 700), (animation, 340)):
        budget.affectation(financement, une, euros)
    depense = budget.depense(ligne, 300)
    budget.imputation(depense, financement, 200)
    return {"chantier": chantier, "etape": etape, "ligne": ligne, "financement": financement, "depense": depense}


def test_the_budget_of_the_demonstration_shows_its_totals(distribution):
    le_budget_de_demonstration()
    texte = texte_de(distribution.membre1.client, "/budget/2027/")
    for attendu in (
        "Total des charges, hors contributions valorisées",
        "Total général, contributions comprises",
        "240 000 €",
        "313 766,20 €",
        "73 766,20 €",
        "<strong>58,3 %</strong> des charges hors contributions valorisées",
        "<strong>44,6 %</strong> contributions comprises",
        "Le budget est équilibré",
        "dont acquis 110 000 €, demandé 90 000 €, pistes 40 000 €",
    ):
        assert attendu in texte, attendu


def test_what_is_missing_is_said_with_its_amount(distribution):
    budget.ligne(fabriques.chantier(1), 1_000)
    budget.financement(400)
    texte = texte_de(distribution.membre1.client, "/budget/2027/")
    assert "Il reste 600 € à trouver" in texte
    assert "couvrent 40,0 % des charges" in texte


@pytest.mark.parametrize(("aide", "mots"), [(74, "Aides publiques"), (75, "Près du plafond"), (80, "Plafond atteint")])
def test_public_aid_says_in_words_how_near_its_ceiling_it_is(distribution, aide, mots):
    budget.ligne(fabriques.chantier(1), 100)
    budget.financement(aide)
    budget.financement(100 - aide, poste="aides_privees")
    texte = texte_de(distribution.membre1.client, "/budget/2027/")
    assert [m for m in ("Près du plafond", "Plafond atteint") if m in texte] == ([mots] if aide >= 75 else [])


def test_from_any_number_one_reaches_etape_funding_and_expense_in_three_clicks(distribution, place):
    """Breadth first from every link of the figures of the global budget, for the coordination."""
    client = distribution.coordination.client
    texte = texte_de(client, "/budget/2027/")
    nombres = set(re.findall(r'<a class="lien-calme" href="([^"]+)">[\d ,]+ €</a>', texte))
    assert len(nombres) >= 8
    buts = {
        reverse("chantiers:feuille_de_route", args=[place["chantier"].slug]) + f"#etape-{place['etape'].pk}",
        reverse("budget:financement", args=[place["financement"].pk]),
        reverse("budget:depense", args=[place["depense"].pk]),
    }
    connus: dict[str, list[str]] = {}

    def atteints(adresse: str, clics: int) -> set[str]:
        """What is read after at most `clics` clicks, the first of which led here."""
        if clics == 1 or not DU_BUDGET.match(adresse):
            return {adresse}
        if adresse not in connus:
            connus[adresse] = [lien for lien in liens_de(client, adresse) if lien in buts or DU_BUDGET.match(lien)]
        return {adresse}.union(*(atteints(lien, clics - 1) for lien in connus[adresse]))

    # What only stands in the contributions leads to them.
    for nombre in sorted(nombres):
        adresse = nombre.replace("&amp;", "&")
        if "deplacements" in adresse or "cvn" in adresse:
            continue
        assert buts - atteints(adresse, 3) == set(), adresse


def test_a_line_says_its_etape_what_pays_it_and_what_was_spent(distribution, place):
    texte = texte_de(distribution.coordination.client, reverse("budget:ligne", args=[place["ligne"].pk]))
    for attendu in ("Étape : Mener l’enquête", "Région d’essai", "700 € affectés sur 1 200 €", "300 €", "aucun"):
        assert attendu in texte, attendu
    assert reverse("historique:objet", args=["budget.ligne", place["ligne"].pk]) in texte


def test_a_line_without_etape_says_it_is_animation(distribution):
    ligne = budget.ligne(fabriques.chantier(1), 100)
    assert "Animation du chantier" in texte_de(distribution.membre1.client, ligne.get_absolute_url())


def test_an_archived_line_keeps_its_page_and_says_so(distribution):
    ligne = budget.ligne(fabriques.chantier(1), 100, archive_le=maintenant())
    assert "Cette ligne n’est pas dans le budget." in texte_de(distribution.membre1.client, ligne.get_absolute_url())


def test_a_poste_lists_its_lines_of_all_chantiers_or_of_one(distribution):
    budget.ligne(fabriques.chantier(1), 100, libelle="Du chantier un")
    budget.ligne(fabriques.chantier(2), 30, libelle="Du chantier deux")
    budget.ligne(fabriques.chantier(1), 5, poste="locations", libelle="D’un autre poste")
    client = distribution.membre1.client
    tous = texte_de(client, "/budget/2027/poste/autres_services_exterieurs/")
    un = texte_de(client, "/budget/2027/poste/honoraires/", chantier=fabriques.chantier(1).slug)
    assert [x in tous for x in ("Du chantier un", "Du chantier deux", "D’un autre poste")] == [True, True, False]
    assert [x in un for x in ("Du chantier un", "Du chantier deux", "D’un autre poste")] == [True, False, False]
    assert ("<strong>130 €</strong> en 2 lignes" in tous, "<strong>100 €</strong> en 1 ligne," in un) == (True, True)


def test_a_poste_that_is_not_of_the_grid_is_not_found(distribution):
    budget.exercice()
    assert distribution.membre1.client.get("/budget/2027/poste/inconnu/").status_code == 404


def test_a_poste_is_read_by_pages(distribution):
    for rang in range(45):
        budget.ligne(fabriques.chantier(1), 100, libelle=f"Besoin {rang:02}", rang=rang)
    client = distribution.membre1.client
    une, deux = (texte_de(client, "/budget/2027/poste/honoraires/", page=page) for page in (1, 2))
    assert (une.count(">Besoin "), deux.count(">Besoin ")) == (40, 5)


def test_an_action_has_its_own_budget(distribution, place):
    texte = texte_de(distribution.membre1.client, place["ligne"].action.get_absolute_url())
    assert "Action 2.1 Un fonds" in texte
    assert ("1 200 €" in texte, "340 €" in texte) == (True, False)


def test_the_form_leads_to_the_budget_of_a_chantier(distribution):
    budget.ligne(fabriques.chantier(1), 100)
    slug = fabriques.chantier(1).slug
    reponse = distribution.membre1.client.get("/budget/2027/", {"chantier": slug})
    assert reponse.url == f"/budget/2027/chantiers/{slug}/"


def test_the_tab_of_a_chantier_leads_to_its_budget_of_the_day(distribution):
    budget.ligne(fabriques.chantier(1), 100)
    slug = fabriques.chantier(1).slug
    presentation = texte_de(distribution.membre1.client, f"/chantiers/{slug}/")
    assert f'href="/budget/chantiers/{slug}/"' in presentation
    reponse = distribution.membre1.client.get(f"/budget/chantiers/{slug}/", {"au": "2026-03-12"})
    assert reponse.url == f"/budget/2027/chantiers/{slug}/?au=2026-03-12"


def test_without_an_exercice_the_coordination_opens_one_and_others_read_why(distribution):
    assert 'href="/budget/exercices/ouvrir/"' in texte_de(distribution.coordination.client, "/budget/")
    lu = texte_de(distribution.membre1.client, "/budget/")
    assert "Seule la coordination ouvre un exercice" in lu
    assert 'href="/budget/exercices/ouvrir/"' not in lu


def test_the_budget_is_read_as_it_was_on_a_day(distribution):
    client = distribution.membre1.client
    ligne = budget.ligne(fabriques.chantier(1), 1_234)
    with time_machine.travel(maintenant() + timedelta(days=5)):
        budget.ligne(fabriques.chantier(1), 8_000)
        hier = (aujourd_hui() - timedelta(days=3)).isoformat()
        alors, aujourdhui = texte_de(client, "/budget/2027/", au=hier), texte_de(client, "/budget/2027/")
        assert ("1 234 €" in alors, "9 234 €" in alors) == (True, False)
        assert "9 234 €" in aujourdhui
        assert "Vous consultez l’état au" in alors
        # The day goes along with the numbers.
        assert f"/budget/2027/poste/total_charges/?au={hier}" in alors
        assert "1 234 €" in texte_de(client, ligne.get_absolute_url(), au=hier)


def test_before_the_exercice_was_open_there_is_nothing_to_read(distribution):
    budget.ligne(fabriques.chantier(1), 1_234)
    texte = texte_de(distribution.membre1.client, "/budget/2027/", au="2020-01-01")
    assert "Cet exercice n’était pas encore ouvert ce jour-là." in texte


def test_what_changed_since_the_adopted_version_is_said_line_by_line(distribution):
    budget.ligne(fabriques.chantier(1), 1_000)
    adopter(distribution)
    budget.ligne(fabriques.chantier(1), 234, libelle="Arrivée depuis")
    texte = texte_de(distribution.membre1.client, "/budget/2027/comparer/")
    assert "Arrivée depuis" in texte
    assert "1 000 € → 1 234 €" in texte


def test_a_budget_as_adopted_says_that_nothing_changed(distribution):
    budget.ligne(fabriques.chantier(1), 1_000)
    adopter(distribution)
    texte = texte_de(distribution.membre1.client, "/budget/2027/")
    assert ("Rien n’a changé depuis." in texte, "Modifié depuis" in texte) == (True, False)


def test_two_days_are_compared(distribution):
    budget.ligne(fabriques.chantier(1), 1_000)
    with time_machine.travel(maintenant() + timedelta(days=5)):
        budget.ligne(fabriques.chantier(1), 234, libelle="Arrivée depuis")
        avant = (aujourd_hui() - timedelta(days=3)).isoformat()
        texte = texte_de(distribution.membre1.client, "/budget/2027/comparer/", au=avant)
    assert ("Arrivée depuis" in texte, "1 000 € → 1 234 €" in texte) == (True, True)


# Cost -----------------------------------------------------------------------------------------------------------------


def remplir(nombre: int) -> None:
    """`nombre` lines in two chantiers and one action, each paid, spent on, and a contribution."""
    for rang in range(nombre):
        chantier = fabriques.chantier(1 + rang % 2)
        etape = fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)))
        ligne = budget.ligne(chantier, 1_000, poste=("honoraires", "locations")[rang % 2], etape=etape)
        budget.affectation(budget.financement(1_000, accorde=900, statut="accordee"), ligne, 500)
        budget.depense(ligne, 10)
        budget.contribution(chantier)


@pytest.mark.parametrize(
    ("qui", "adresse"),
    [
        ("membre1", "/budget/2027/"),
        ("coordination", "/budget/2027/"),
        ("visiteur", "/budget/2027/"),
        ("membre1", "/budget/2027/chantiers/competences-et-metiers/"),
        ("membre1", "/budget/2027/poste/total_charges/"),
        ("membre1", "/budget/2027/poste/total_produits/"),
        ("membre1", "/budget/2027/?au=hier"),
    ],
)
def test_the_number_of_queries_does_not_grow(distribution, compter_requetes, qui, adresse):
    client, comptes = getattr(distribution, qui).client, []
    remplir(1)
    adopter(distribution)
    with time_machine.travel(maintenant() + timedelta(days=2)):
        demandee = adresse.replace("hier", (aujourd_hui() - timedelta(days=1)).isoformat())
    for nombre in (1, 3, 12):
        remplir(nombre)
        if qui == "visiteur":
            budget.ligne(fabriques.chantier(1), 10)
        with time_machine.travel(maintenant() + timedelta(days=2)):
            texte_de(client, demandee)
            comptes.append(compter_requetes(lambda: client.get(demandee)))
    assert len(set(comptes)) == 1, comptes
    assert comptes[0] <= (40 if "au=" in demandee else 25), comptes


def test_one_goes_on_from_the_budget_to_its_report_and_to_the_chantiers(distribution):
    exercice = budget.ligne(fabriques.chantier(1)).exercice
    page = distribution.comite.client.get("/budget/2027/").content.decode()
    assert "/rapports/?sujet=budget-2027" in page
    assert f"/propositions/nouvelle/?nature=budget_global&amp;exercice_id={exercice.pk}" in page
    formulaire = distribution.comite.client.get(
        f"/propositions/nouvelle/?nature=budget_global&exercice_id={exercice.pk}"
    )
    assert f'<option value="{exercice.pk}" selected>' in formulaire.content.decode()
    assert "Proposer ce budget" not in distribution.membre1.client.get("/budget/2027/").content.decode()
    assert "Rapport PDF" not in distribution.visiteur.client.get("/budget/2027/").content.decode()
