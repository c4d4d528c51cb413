"""Scene 1: members edit the roadmap of their chantier, at the same time, and lose nothing."""

import re

from playwright.sync_api import expect

from chantiers.models import Etape
from historique.models import Acte
from historique.verification import verifier

FEUILLE = "/chantiers/outils-financiers/feuille-de-route/"
REGLEMENT = "Écrire le règlement du fonds avec les territoires"


def etape(page, titre):
    return page.locator("li.etape", has_text=titre)


def ouvrir_la_modification(page, titre):
    etape(page, titre).get_by_role("link", name=re.compile("^Modifier")).click()
    formulaire = page.locator("form:has(h4)").filter(has=page.get_by_label("Intitulé"))
    expect(formulaire.get_by_label("Intitulé")).to_have_value(titre)
    return formulaire


def enregistrer(formulaire):
    formulaire.get_by_role("button", name="Enregistrer", exact=True).click()


def test_une_membre_modifie_une_etape_et_le_journal_dit_pourquoi(avec_ou_sans_js):
    page = avec_ou_sans_js("membre2", FEUILLE)
    formulaire = ouvrir_la_modification(page, REGLEMENT)
    formulaire.get_by_label("Avancement").fill("65")
    formulaire.get_by_label("Motif").fill("Le troisième atelier a eu lieu.")
    enregistrer(formulaire)
    expect(etape(page, REGLEMENT)).to_contain_text(re.compile(r"65\s%"))
    acte = Acte.objects.filter(objet_id=Etape.objects.get(titre=REGLEMENT).pk).latest("sequence")
    page.goto(page.url.split("/chantiers/")[0] + f"/journal/{acte.sequence}/")
    expect(page.locator("main")).to_contain_text("Le troisième atelier a eu lieu.")
    expect(page.locator("main")).to_contain_text("Camille Roussel")
    assert list(verifier()) == []


def test_changer_l_etat_prend_deux_gestes_et_un_chargement_et_l_on_reste_la(avec_ou_sans_js):
    page = avec_ou_sans_js("membre2", FEUILLE)
    chargements = []
    page.on("request", lambda requete: chargements.append(requete.url) if requete.is_navigation_request() else None)
    ligne = etape(page, "Choisir trois territoires pilotes")
    ligne.locator("summary").click()
    ligne.get_by_role("button", name="En cours").click()
    expect(ligne.locator("summary")).to_contain_text("En cours")
    assert FEUILLE in page.url
    assert len([url for url in chargements if "/static/" not in url]) <= 2  # the POST and the page it leads to
    ligne.get_by_role("link", name="Choisir trois territoires pilotes").click()
    expect(page.locator("main")).to_contain_text("Camille Roussel")


def test_deux_membres_changent_des_champs_differents_et_les_deux_sont_gardes(avec_ou_sans_js):
    camille = avec_ou_sans_js("membre2", FEUILLE)
    mathilde = avec_ou_sans_js("referent2", FEUILLE)
    de_camille, de_mathilde = (ouvrir_la_modification(page, REGLEMENT) for page in (camille, mathilde))
    de_camille.get_by_label("Avancement").fill("55")
    enregistrer(de_camille)
    expect(etape(camille, REGLEMENT)).to_contain_text(re.compile(r"55\s%"))
    de_mathilde.get_by_label("Description").fill("Quatre ateliers.")
    enregistrer(de_mathilde)
    expect(mathilde.locator("body")).to_contain_text(re.compile("avait entre-temps modifié.*Avancement"))
    gardee = Etape.objects.get(titre=REGLEMENT)
    assert (gardee.avancement, gardee.description) == (55, "Quatre ateliers.")


def test_deux_membres_changent_le_meme_champ_et_rien_n_est_perdu(avec_ou_sans_js):
    camille = avec_ou_sans_js("membre2", FEUILLE)
    mathilde = avec_ou_sans_js("referent2", FEUILLE)
    de_camille, de_mathilde = (ouvrir_la_modification(page, REGLEMENT) for page in (camille, mathilde))
    de_camille.get_by_label("Avancement").fill("55")
    enregistrer(de_camille)
    expect(etape(camille, REGLEMENT)).to_contain_text(re.compile(r"55\s%"))
    de_mathilde.get_by_label("Avancement").fill("70")
    de_mathilde.get_by_label("Description").fill("Quatre ateliers.")
    enregistrer(de_mathilde)
    conflit = mathilde.locator("form:has(.conflit)")
    expect(conflit).to_contain_text("Rien n’est perdu.")
    expect(conflit.locator("fieldset")).to_have_count(1)
    conflit.get_by_role("button", name="Enregistrer ces choix").click()
    expect(etape(mathilde, REGLEMENT)).to_contain_text(re.compile(r"70\s%"))
    gardee = Etape.objects.get(titre=REGLEMENT)
    assert (gardee.avancement, gardee.description) == (70, "Quatre ateliers.")


def test_l_une_archive_pendant_que_l_autre_modifie(avec_ou_sans_js):
    camille = avec_ou_sans_js("membre2", FEUILLE)
    mathilde = avec_ou_sans_js("referent2", FEUILLE)
    de_mathilde = ouvrir_la_modification(mathilde, REGLEMENT)
    ouvrir_la_modification(camille, REGLEMENT).get_by_role("link", name=re.compile("^Archiver")).click()
    camille.get_by_role("button", name=re.compile("^Archiver")).click()
    expect(etape(camille, REGLEMENT)).to_have_count(0)
    de_mathilde.get_by_label("Description").fill("Une phrase que personne ne doit perdre.")
    enregistrer(de_mathilde)
    expect(mathilde.get_by_label("Description")).to_have_value("Une phrase que personne ne doit perdre.")
    expect(mathilde.locator("body")).to_contain_text("archiv")


def test_on_ajoute_un_objectif_une_etape_un_livrable(avec_ou_sans_js):
    page = avec_ou_sans_js("membre2", FEUILLE)
    page.get_by_role("link", name="Ajouter un objectif").click()
    page.get_by_label("Intitulé").fill("Partager nos outils avec d’autres territoires")
    page.get_by_role("button", name="Ajouter un objectif").click()
    objectif = page.locator("section.objectif", has_text="Partager nos outils")
    objectif.get_by_role("link", name=re.compile("Ajouter une étape")).click()
    page.get_by_label("Intitulé").fill("Écrire à dix collectifs")
    page.get_by_label(re.compile("Échéance|Fin")).last.fill("2027-06-30")
    page.get_by_role("button", name="Ajouter une étape").click()
    expect(etape(page, "Écrire à dix collectifs")).to_be_visible()
    assert list(verifier()) == []


def test_la_feuille_se_lit_telle_qu_elle_etait(avec_ou_sans_js):
    page = avec_ou_sans_js("membre3", "/chantiers/accompagnement/feuille-de-route/")
    expect(etape(page, "Comparer les logiciels de suivi")).to_have_count(0)
    page.get_by_label("Voir au").fill("2026-10-20")
    page.get_by_role("button", name="Voir", exact=True).click()
    expect(page.locator(".alerte").first).to_contain_text("Vous consultez l’état au")
    expect(etape(page, "Comparer les logiciels de suivi")).to_be_visible()
