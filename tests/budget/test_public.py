"""What the public reads of a budget: the adopted version, and never what one person is paid, even by subtraction."""

import re
from itertools import combinations

import pytest

from historique.horloge import aujourd_hui
from pilotage.models import Proposition
from tests import fabriques
from tests import fabriques_budget as budget
from tests.consultation import Consultation

LIENS = r'href="(/(?:budget|decisions|propositions)/[^"#]*)"'
CLASSEURS = (".ods", ".xlsx")  # they hold the sheets that the CSV gives one by one
FEUILLES = ("synthese", "emplois-et-ressources", "par-chantier", "contributions", "financements")
PAIE = 27_431  # euros: found nowhere by chance


def adopter(distribution) -> Consultation:
    consultation = Consultation(distribution, nature=Proposition.Nature.BUDGET_GLOBAL, exercice_id=budget.exercice().pk)
    consultation.aux_objections()
    consultation.consentir()
    consultation.adopter()
    return consultation


def un_budget_avec_une_paie(numero: int = 0) -> None:
    """A pay in the animation of a chantier, other charges around it, and a chantier that holds nothing but a pay."""
    chantier = fabriques.chantier(numero)
    paie = budget.ligne(chantier, PAIE, poste="remuneration", nominative=True)
    budget.affectation(budget.financement(60_000, statut="accordee", accorde=60_000), paie, PAIE)
    budget.ligne(chantier, 913, poste="locations")
    budget.ligne(chantier, 4_127, poste="honoraires")
    action = budget.action(chantier, "Journée nationale")
    budget.ligne(chantier, 2_311, poste="honoraires", action=action)
    budget.ligne(fabriques.chantier(1), 5_659, poste="honoraires")
    budget.ligne(fabriques.chantier(1), 1_777, poste="remuneration")
    budget.ligne(fabriques.chantier(2), 3_089, poste="achats_matieres")
    budget.affectation(budget.financement(40_000), budget.ligne(fabriques.chantier(2), 41, poste="locations"), 41)


def pages_publiques(client) -> dict[str, str]:
    """Every page of the budget, and of what adopted it, that a visitor reaches from the budget, by its address."""
    lues: dict[str, str] = {}
    a_lire = ["/budget/2027/"]
    if "/budget/2027/budget.csv" in client.get("/budget/2027/").content.decode():
        a_lire += [f"/budget/2027/budget.csv?feuille={feuille}" for feuille in FEUILLES]
    while a_lire:
        adresse = a_lire.pop()
        if adresse in lues or adresse.endswith(CLASSEURS):
            continue
        reponse = client.get(adresse, follow=True)
        assert reponse.status_code == 200, adresse
        contenu = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
        # The other sheets hold what the CSV holds.
        lues[adresse] = contenu.decode() if reponse["Content-Type"].startswith("text/") else ""
        a_lire += [lien.replace("&amp;", "&") for lien in re.findall(LIENS, lues[adresse])]
    return lues


def montants(texte: str) -> set[int]:
    """The amounts that a page or a sheet shows, in euros."""
    trouves = re.findall(r"(\d[\d\u202f]*)\u00a0€", texte) + re.findall(r"(?:^|;)(\d+),00(?=;|\r|$)", texte)
    return {int(re.sub(r"\D", "", trouve)) for trouve in trouves}


@pytest.mark.django_db
def test_no_subtraction_of_public_numbers_gives_what_one_person_is_paid(distribution):
    un_budget_avec_une_paie()
    adopter(distribution)
    pages = pages_publiques(distribution.visiteur.client)
    assert len(pages) >= 5
    lus = set().union(*(montants(texte) for texte in pages.values()))
    total = PAIE + 913 + 4_127 + 2_311 + 5_659 + 1_777 + 3_089 + 41
    assert {total, PAIE + 4_127 + 2_311} <= lus
    assert PAIE not in lus
    assert PAIE not in {abs(a - b) for a, b in combinations(lus, 2)}
    assert PAIE not in {a - b - c for a in lus for b, c in combinations(lus, 2)}
    assert PAIE not in {a + b - c for a, b in combinations(lus, 2) for c in lus}


@pytest.mark.django_db
def test_members_read_the_same_poste_apart(distribution):
    un_budget_avec_une_paie()
    adopter(distribution)
    texte = distribution.membre1.client.get("/budget/2027/").content.decode()
    assert PAIE in montants(texte)
    assert "Postes regroupés" not in texte


@pytest.mark.django_db
def test_the_page_explains_what_is_grouped(distribution):
    un_budget_avec_une_paie()
    adopter(distribution)
    texte = distribution.visiteur.client.get("/budget/2027/").content.decode()
    assert "Postes regroupés (62, 64)" in texte
    assert "repose sur la paie d’une seule personne" in texte


@pytest.mark.django_db
def test_an_action_that_holds_only_a_pay_is_read_with_the_animation(distribution):
    chantier = fabriques.chantier(1)
    action = budget.action(chantier, "Suivi")
    budget.ligne(chantier, PAIE, poste="remuneration", nominative=True, action=action)
    budget.ligne(chantier, 900, poste="honoraires")
    adopter(distribution)
    client = distribution.visiteur.client
    assert "Ce budget n’est pas montré à part." in client.get(f"/budget/actions/{action.pk}/").content.decode()
    du_chantier = client.get(f"/budget/2027/chantiers/{chantier.slug}/").content.decode()
    assert "Animation du chantier et Action 1.1 Suivi" in du_chantier
    lus = set().union(*(montants(texte) for texte in pages_publiques(client).values()))
    assert lus - {0} == {PAIE + 900}


@pytest.mark.django_db
def test_a_chantier_that_holds_only_a_pay_is_read_with_another_one(distribution):
    budget.ligne(fabriques.chantier(1), PAIE, poste="remuneration", nominative=True)
    budget.ligne(fabriques.chantier(2), 900, poste="honoraires")
    budget.ligne(fabriques.chantier(3), 500, poste="honoraires")
    adopter(distribution)
    client = distribution.visiteur.client
    pages = pages_publiques(client)
    assert "Compétences et métiers et Outils financiers" in pages["/budget/2027/"]
    seul = client.get(f"/budget/2027/chantiers/{fabriques.chantier(1).slug}/").content.decode()
    assert "Ce budget n’est pas montré à part." in seul
    lus = set().union(*(montants(texte) for texte in (*pages.values(), seul))) - {0}
    assert lus == {PAIE + 900 + 500, PAIE + 900, 500}


@pytest.mark.django_db
def test_who_is_read_with_a_pay_has_no_total_of_its_own(distribution):
    """The animation of chantier 2 hides the pay that is all of chantier 1: the rest of chantier 2 is shown apart."""
    budget.ligne(fabriques.chantier(1), PAIE, poste="remuneration", nominative=True)
    deux = fabriques.chantier(2)
    action = budget.action(deux, "Journée nationale")
    budget.ligne(deux, 913, poste="honoraires")
    budget.ligne(deux, 500, poste="honoraires", action=action)
    adopter(distribution)
    client = distribution.visiteur.client
    adresses = [f"/budget/2027/chantiers/{deux.slug}/", f"/budget/actions/{action.pk}/"]
    seules = [client.get(adresse).content.decode() for adresse in adresses]
    lus = set().union(*(montants(texte) for texte in (*pages_publiques(client).values(), *seules)))
    assert PAIE not in {abs(a - b) for a, b in combinations(lus, 2)}
    assert "Ce budget n’est pas montré à part." in seules[0]


@pytest.mark.django_db
def test_a_budget_that_is_one_pay_is_not_shown_at_all(distribution):
    budget.ligne(fabriques.chantier(1), PAIE, poste="remuneration", nominative=True)
    proposition = adopter(distribution).proposition
    pages = pages_publiques(distribution.visiteur.client)
    version = f"{proposition.get_absolute_url()}versions/0/"
    pages[version] = distribution.visiteur.client.get(version).content.decode()
    sans_rien = {adresse for adresse, texte in pages.items() if "Ce budget repose sur une seule paie." in texte}
    assert {"/budget/2027/", version} <= sans_rien
    assert set().union(*(montants(texte) for texte in pages.values())) == set()


@pytest.mark.django_db
def test_the_public_reads_the_adopted_version_and_not_what_came_after(distribution):
    budget.ligne(fabriques.chantier(1), 1_000)
    consultation = adopter(distribution)
    budget.ligne(fabriques.chantier(1), 234)
    publics = montants(distribution.visiteur.client.get("/budget/2027/").content.decode())
    du_travail = distribution.membre1.client.get("/budget/2027/").content.decode()
    assert (1_000 in publics, 1_234 in publics) == (True, False)
    assert 1_234 in montants(du_travail)
    assert "Modifié depuis" in du_travail
    assert consultation.relire().decision.numero in distribution.visiteur.client.get("/budget/2027/").content.decode()


@pytest.mark.django_db
def test_nothing_adopted_is_said(distribution):
    budget.ligne(fabriques.chantier(1), 1_234)
    texte = distribution.visiteur.client.get("/budget/2027/").content.decode()
    assert "Aucun budget n’est encore adopté pour cet exercice." in texte
    assert montants(texte) == set()


@pytest.mark.django_db
def test_the_public_is_led_to_the_last_adopted_budget(distribution):
    chantier = fabriques.chantier(1)
    budget.exercice(aujourd_hui().year)
    budget.ligne(chantier, 1_000)
    courant = f"/budget/{aujourd_hui().year}/"
    assert distribution.visiteur.client.get("/budget/").url == courant
    adopter(distribution)
    assert distribution.visiteur.client.get("/budget/").url == "/budget/2027/"
    onglet = distribution.visiteur.client.get(f"/budget/chantiers/{chantier.slug}/").url
    assert onglet == f"/budget/2027/chantiers/{chantier.slug}/"
    assert distribution.membre1.client.get("/budget/").url == courant


@pytest.mark.django_db
def test_the_public_reads_who_gives_by_organisation_and_never_a_person(distribution):
    chantier = fabriques.chantier(1)
    budget.ligne(chantier, 1_000)
    nommee = fabriques.personne(nom="Marque-cerise", nom_public=True)
    budget.contribution(chantier, personne=nommee)
    budget.contribution(chantier, organisation=fabriques.organisation("Réseau Passerelles"))
    adopter(distribution)
    textes = " ".join(pages_publiques(distribution.visiteur.client).values())
    assert "Réseau Passerelles" in textes
    assert "Des personnes, en leur nom" in textes
    assert "Marque-cerise" not in textes


@pytest.mark.django_db
def test_the_title_of_an_action_that_is_not_adopted_is_not_public(distribution):
    budget.ligne(fabriques.chantier(1), 1_000)
    adopter(distribution)
    action = budget.action(fabriques.chantier(1), "Marque-figue")
    texte = distribution.visiteur.client.get(f"/budget/actions/{action.pk}/?annee=2027").content.decode()
    assert "Cette action n’est pas dans le budget adopté." in texte
    assert "Marque-figue" not in texte
