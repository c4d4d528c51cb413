"""Without a session, with a stale token or a withdrawn right, a form is shown again; nothing is sent by itself."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from membres.acces import ANONYME
from membres.models import Organisation
from membres.reponses import GARDES_AU_PLUS, formulaire_refuse
from tests import fabriques
from tests.membres import gens

pytestmark = pytest.mark.django_db

LONG = "Première ligne\r\nseconde ligne & « fin » </textarea><script>alert(1)</script>"
SAISIE = {"nom": "Marque-figue", "motif": LONG, "id": "3f2b8a52-0000-4000-8000-000000000001", "version": "1"}


def test_a_form_sent_without_a_session_is_shown_again(client):
    reponse = client.post("/organisations/ajouter/", SAISIE)
    texte = reponse.content.decode()
    assert (reponse.status_code, reponse.templates[0].name) == (403, "membres/reprise.html")
    attendus = [
        '<form method="post" action="/organisations/ajouter/"',
        'name="nom" value="Marque-figue"',
        '<input type="hidden" name="version" value="1">',
        "« fin » &lt;/textarea&gt;&lt;script&gt;",
        'href="/compte/login/?next=/reprise/"',
    ]
    assert [un for un in attendus if un not in texte] == []


def test_it_is_found_again_after_signing_in_and_nothing_was_sent(client, distribution):
    client.post("/organisations/ajouter/?de=liste", SAISIE)
    gens.membre()
    assert gens.par_mot_de_passe(client, suite="/reprise/")["Location"] == "/reprise/"
    texte = client.get("/reprise/").content.decode()
    attendus = [
        'action="/organisations/ajouter/?de=liste"',
        'value="Marque-figue"',
        "seconde ligne",
        "Envoyer de nouveau",
    ]
    assert ([un for un in attendus if un not in texte], Organisation.objects.count()) == ([], 0)


def test_sent_after_signing_in_it_does_what_it_would_have_done(distribution):
    client, figure = Client(), distribution.referente1
    client.post("/organisations/ajouter/", {**SAISIE, "motif": "", "type": "autre"})
    client.force_login(figure.compte)
    champs = {champ.nom: champ.valeur for champ in client.get("/reprise/").context["champs"]}
    assert client.post("/organisations/ajouter/", champs).status_code == 302
    assert Organisation.objects.get().nom == "Marque-figue"


def test_without_anything_to_find_again_one_goes_to_the_dashboard(distribution):
    assert distribution.membre1.client.get("/reprise/").status_code == 302


def test_passwords_codes_and_tokens_are_never_shown_nor_kept(client):
    secrets = {
        "password": "secret-un",
        "mot_de_passe": "secret-deux",
        "code": "secret-trois",
        "oldpassword": "secret-4",
    }
    texte = client.post("/organisations/ajouter/", {**SAISIE, **secrets}).content.decode()
    gardes = str(client.session["reprise"])
    assert [un for un in secrets.values() if un in texte or un in gardes] == []


def test_a_very_long_text_is_shown_and_not_kept_on_the_server(client):
    reponse = client.post("/organisations/ajouter/", {"nom": "x" * (GARDES_AU_PLUS + 1)})
    texte = reponse.content.decode()
    assert ("reprise" in client.session, "x" * (GARDES_AU_PLUS + 1) in texte) == (False, True)
    assert "dans un nouvel onglet" in texte


def test_a_stale_token_shows_the_form_again_with_a_fresh_one(distribution):
    client = Client(enforce_csrf_checks=True)
    client.force_login(distribution.referente1.compte)
    reponse = client.post("/organisations/ajouter/", {**SAISIE, "csrfmiddlewaretoken": "x" * 64})
    texte = reponse.content.decode()
    assert (reponse.status_code, 'value="Marque-figue"' in texte, "x" * 64 in texte) == (403, True, False)
    jeton = reponse.context["csrf_token"]
    renvoi = client.post(
        "/organisations/ajouter/", {**SAISIE, "motif": "", "type": "autre", "csrfmiddlewaretoken": str(jeton)}
    )
    assert (renvoi.status_code, Organisation.objects.get().nom) == (302, "Marque-figue")


def test_htmx_shows_it_as_the_page(client):
    reponse = client.post("/organisations/ajouter/", SAISIE, headers={"HX-Request": "true", "HX-Target": "etape-3"})
    assert (reponse.status_code, reponse["HX-Retarget"], reponse["HX-Reselect"]) == (403, "#contenu", "#contenu")


def test_htmx_without_a_session_goes_to_sign_in_and_comes_back_to_the_page(client):
    entetes = {"HX-Request": "true", "HX-Current-URL": "http://testserver/organisations/?archivees=1"}
    reponse = client.get("/organisations/ajouter/", headers=entetes)
    assert reponse["HX-Redirect"] == "/compte/login/?next=/organisations/%3Farchivees%3D1"


def test_a_form_refused_as_a_whole_keeps_its_text():
    demande = RequestFactory().post("/ailleurs/", SAISIE)
    demande.user, demande.session, demande.acces = gens.membre().compte, {}, ANONYME
    reponse: HttpResponse = formulaire_refuse(demande, "Ce chantier n’est plus le vôtre.")
    texte = reponse.content.decode()
    assert (reponse.status_code, "Ce chantier n’est plus le vôtre." in texte) == (403, True)
    assert ('value="Marque-figue"' in texte, "/compte/login/" in texte.split("</header>")[1]) == (True, False)


# The public side, closed ----------------------------------------------------------------------------------------------


def test_a_form_whose_address_is_gone_keeps_its_text(distribution):
    """A roadmap closed while an objectif was being written for it: there is none to add it to."""
    chantier = fabriques.chantier(1)
    reponse = distribution.membre1.client.post(f"/chantiers/{chantier.slug}/objectifs/ajouter/", {"titre": "Myrtille"})
    assert (reponse.status_code, reponse.templates[0].name) == (404, "membres/reprise.html")
    assert 'value="Myrtille"' in reponse.content.decode()


def test_a_page_not_found_without_a_text_says_only_that(distribution, client):
    inconnue = "/organisations/3f2b8a52-0000-4000-8000-000000000001/modifier/"
    vues = [
        distribution.membre1.client.get(inconnue),
        distribution.membre1.client.post(inconnue, {"version": "1"}),
        client.post("/n-existe-pas/", {"texte": "Myrtille"}),
    ]
    assert [(vue.status_code, vue.templates[0].name) for vue in vues] == [(404, "404.html")] * 3


def test_with_the_public_side_closed_pages_ask_to_sign_in(client, settings):
    settings.COTE_PUBLIC_OUVERT = False
    assert client.get("/")["Location"] == "/compte/login/?next=/"


@pytest.mark.parametrize("adresse", ["/compte/login/", "/compte/password/reset/", "/invitation/inconnu/"])
def test_signing_in_and_accepting_an_invitation_stay_open(client, settings, adresse):
    settings.COTE_PUBLIC_OUVERT = False
    reponse = client.get(adresse)
    assert (reponse.status_code in {200, 404}, reponse.has_header("Location")) == (True, False)


@pytest.mark.parametrize(
    "adresse", ["/mentions-legales/", "/donnees-personnelles/", "/accessibilite/", "/signaler/", "/charte/", "/sante/"]
)
def test_what_the_law_asks_for_stays_open(client, settings, adresse):
    settings.COTE_PUBLIC_OUVERT = False
    assert client.get(adresse).status_code == 200


def test_members_read_as_before(distribution, settings):
    settings.COTE_PUBLIC_OUVERT = False
    assert distribution.membre1.client.get("/organisations/").status_code == 200
