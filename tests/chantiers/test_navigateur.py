"""The roadmap in a real browser: in place with htmx, page by page without JavaScript, by keyboard alone."""

from datetime import date

import pytest

from chantiers import actions
from chantiers.models import Etape
from tests import fabriques

pytestmark = pytest.mark.sqlite_seul
FEUILLE = "/chantiers/competences-et-metiers/feuille-de-route/"


@pytest.fixture
def etape(distribution):
    objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)), rang=1)
    fabriques.etape(objectif, titre="Une autre", rang=2)
    return fabriques.etape(objectif, titre="Mener l’enquête", rang=1, debut=date(2027, 2, 1))


@pytest.fixture
def sans_javascript(browser, serveur, distribution):
    contexte = browser.new_context(java_script_enabled=False, locale="fr-FR")
    serveur.connecter(contexte, distribution.membre1.compte)
    yield contexte.new_page()
    contexte.close()


def titre(etape):
    return Etape.objects.get(pk=etape.pk).titre


def test_editing_in_place_keeps_the_focus_where_one_works(serveur, distribution, context, page, etape):
    plaintes = []
    page.on("console", lambda message: plaintes.append(message.text) if message.type == "error" else None)
    serveur.connecter(context, distribution.membre1.compte)
    page.goto(serveur.url(FEUILLE))
    page.get_by_label("Modifier l’étape 1.1.1").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=titre]:focus")
    page.get_by_label("Échéance").fill("2027-01-15")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_selector("[name=echeance]:focus")
    assert "La fin précède le début" in page.locator(".erreur").inner_text()
    page.get_by_label("Échéance").fill("2027-03-15")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_selector("#avis >> text=L’étape est enregistrée.")
    page.wait_for_selector(f"#etape-{etape.pk} a[aria-label^=Modifier]:focus")
    assert page.url == serveur.url(FEUILLE)
    # 409 and 422 are answers to show: the browser itself notes them as errors.
    assert [plainte for plainte in plaintes if "status of 422" not in plainte] == []


def test_cancelling_puts_the_etape_back_where_it_was(serveur, distribution, context, page, etape):
    serveur.connecter(context, distribution.membre1.compte)
    page.goto(serveur.url(FEUILLE))
    page.get_by_label("Modifier l’étape 1.1.1").click()
    page.wait_for_selector("[name=titre]:focus")
    page.get_by_role("link", name="Annuler").click()
    page.wait_for_selector(f"#etape-{etape.pk} > a[aria-label^=Modifier]:focus")
    assert page.locator(".edition").count() == 0


def test_cancelling_closes_the_form_of_an_addition(serveur, distribution, context, page, etape):
    serveur.connecter(context, distribution.membre1.compte)
    page.goto(serveur.url(FEUILLE))
    page.get_by_role("link", name="Ajouter une étape").click()
    page.wait_for_selector("[name=titre]:focus")
    page.get_by_role("link", name="Annuler").click()
    page.wait_for_selector(".edition", state="detached")
    assert page.locator("li.etape").count() == 2


def test_the_state_changes_in_two_clicks_and_one_load(serveur, distribution, context, page, etape):
    serveur.connecter(context, distribution.membre1.compte)
    page.goto(serveur.url(FEUILLE))
    page.get_by_label("État de l’étape 1.1.1").click()
    page.get_by_role("button", name="Faite").first.click()
    page.wait_for_selector("#avis >> text=« Mener l’enquête » : faite.")
    assert Etape.objects.get(pk=etape.pk).etat == "faite"
    assert page.locator(f"#etape-{etape.pk} .etat.fait").count() == 1


def test_a_conflict_is_chosen_in_place(serveur, distribution, context, page, etape):
    serveur.connecter(context, distribution.membre1.compte)
    page.goto(serveur.url(FEUILLE))
    page.get_by_label("Modifier l’étape 1.1.1").click()
    page.get_by_label("Intitulé").fill("Le mien")
    actions.modifier(etape, version=1, saisi={"titre": "Le leur"}, par=distribution.referente1.acces)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("radio", name="Le leur").check()
    page.get_by_role("button", name="Enregistrer ces choix").click()
    page.wait_for_selector("#avis >> text=L’étape est enregistrée.")
    assert titre(etape) == "Le leur"


def test_everything_works_without_javascript(sans_javascript, serveur, etape):
    page = sans_javascript
    page.goto(serveur.url(FEUILLE))
    page.get_by_label("État de l’étape 1.1.1").click()
    page.get_by_role("button", name="En cours").first.click()
    assert page.url == serveur.url(f"{FEUILLE}#etape-{etape.pk}")
    page.get_by_label("Modifier l’étape 1.1.1").click()
    page.get_by_label("Intitulé").fill("Changée sans JavaScript")
    page.get_by_role("button", name="Enregistrer").click()
    assert page.get_by_text("L’étape est enregistrée.").count() == 1
    page.get_by_role("link", name="Ajouter une étape").click()
    page.get_by_label("Intitulé").fill("Ajoutée sans JavaScript")
    page.get_by_role("button", name="Ajouter une étape").click()
    page.get_by_role("link", name="Réordonner").click()
    page.get_by_label("Monter « Ajoutée sans JavaScript »").click()
    assert [e.titre for e in Etape.objects.order_by("rang")] == [
        "Changée sans JavaScript",
        "Ajoutée sans JavaScript",
        "Une autre",
    ]


def test_a_choice_is_made_without_javascript(sans_javascript, serveur, distribution, etape):
    page = sans_javascript
    page.goto(serveur.url(f"/etapes/{etape.pk}/modifier/"))
    page.get_by_label("Intitulé").fill("Le mien")
    actions.modifier(etape, version=1, saisi={"titre": "Le leur"}, par=distribution.referente1.acces)
    page.get_by_role("button", name="Enregistrer").click()
    assert page.get_by_text("Rien n’est perdu.").count() == 1
    page.get_by_role("button", name="Enregistrer ces choix").click()
    assert titre(etape) == "Le mien"
