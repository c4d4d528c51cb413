"""Scene 2: the comité adopts the global roadmap, by consent of the five chantiers, on one frozen version."""

import re

from playwright.sync_api import expect

from historique.verification import verifier
from pilotage.models import Decision

CONSULTATION = "/propositions/2/"


def consentir(page):
    formulaire = page.locator("form:has(fieldset)").filter(has_text="se prononce avant")
    formulaire.get_by_role("radio").first.check()
    formulaire.get_by_role("button", name=re.compile("^Donner la position")).click()


def ligne(page, numero):
    return page.locator(f"#chantier-{numero}")


def test_une_objection_est_levee_par_une_bonification_puis_la_version_est_adoptee(avec_ou_sans_js):
    coordination = avec_ou_sans_js("coordination", CONSULTATION)
    expect(coordination.get_by_role("button", name="Constater l’adoption")).to_be_disabled()
    expect(coordination.locator("#pourquoi")).to_contain_text(re.compile(r"objection reste à lever.*chantier\s2"))

    jeanne = avec_ou_sans_js("referent4", "/chantiers/outils-financiers/feuille-de-route/")
    etape = jeanne.locator("li.etape", has_text="Choisir trois territoires pilotes")
    etape.get_by_role("link", name=re.compile("^Modifier")).click()
    jeanne.get_by_label("Début").fill("2027-04-01")
    jeanne.get_by_label("Échéance").fill("2027-05-31")
    jeanne.get_by_label("Motif").fill("Attendre la réponse de la banque.")
    jeanne.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(etape).to_contain_text("31 mai 2027")

    coordination.get_by_role("link", name=re.compile("bonification", re.I)).click()
    coordination.get_by_label("Ce qui change et pourquoi").fill(
        "Les territoires sont choisis une fois les fonds accordés."
    )
    coordination.get_by_role("button", name=re.compile("version|bonification", re.I)).click()
    expect(coordination.locator("main")).to_contain_text("Version 2.1")

    for numero in (1, 2, 3, 4):
        referente = avec_ou_sans_js(f"referent{numero}", CONSULTATION)
        expect(referente.locator("main")).to_contain_text("Choisir trois territoires pilotes")
        consentir(referente)
        expect(ligne(referente, numero)).to_contain_text("Consentement")
    ines = avec_ou_sans_js("referent5", CONSULTATION)
    ines.get_by_role("button", name=re.compile("^Nous maintenons")).click()
    expect(ligne(ines, 5)).to_contain_text("Réserve")

    coordination.goto(coordination.url)
    coordination.get_by_role("button", name="Constater l’adoption").click()
    expect(coordination.locator("main")).to_contain_text("Décision D-")
    decision = Decision.objects.latest("constatee_le")
    assert (decision.version_adoptee.etiquette, decision.remplace.numero[:2]) == ("2.1", "D-")

    visiteuse = avec_ou_sans_js(None, f"/decisions/{decision.numero}/")
    expect(visiteuse.locator("main")).to_contain_text("Mathilde Ferrand")
    visiteuse.goto(visiteuse.url.split("/decisions/")[0] + "/feuille-de-route/")
    expect(visiteuse.locator("main")).to_contain_text("2.1")
    assert list(verifier()) == []


def test_une_position_sans_argument_est_refusee_et_rien_n_est_perdu(avec_ou_sans_js):
    page = avec_ou_sans_js("referent1", CONSULTATION)
    page.get_by_role("link", name="Changer notre position").click()
    page.locator("input[value=objection]").check()
    page.get_by_text("Comment le chantier a décidé").click()
    page.get_by_label(re.compile("^Comment")).fill("À sept, en visio.")
    page.get_by_role("button", name=re.compile("^Donner la position")).click()
    expect(page.locator("main")).to_contain_text("Une objection s’explique")
    expect(page.get_by_label(re.compile("^Comment"))).to_have_value("À sept, en visio.")


def test_un_visiteur_sait_que_la_consultation_existe_et_rien_de_plus(visiteuses):
    page = visiteuses(None, CONSULTATION)
    expect(page.locator("main")).to_contain_text(re.compile(r"5 chantiers sur 5|cinq chantiers", re.I))
    assert "promettrions" not in page.content()
