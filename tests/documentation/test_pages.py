"""The pages of reports: who sees which rows, who downloads what, and forms that lose nothing."""

from itertools import count
from uuid import uuid4

import pytest
from django.utils.html import escape

from documentation.models import Rapport
from fichiers.rangement import lire
from historique.actes import Agent, consigner
from membres.models import Personne
from tests import fabriques
from tests.requetes import verifier_nombre_constant

ADRESSE = "/rapports/"


def titres(reponse):
    return {rapport.titre for rapport, _ in reponse.context["lignes"]}


@pytest.fixture
def deux(adoptee, exporter, distribution):
    """A report for members of today's draft, and one for everybody of the adopted version; both ready."""
    membres = exporter(fait=True)
    publique = exporter(par=distribution.coordination, version=adoptee, audience="publique", fait=True)
    return membres, publique


def test_visitors_see_published_reports_only_and_no_form(deux, distribution):
    reponse = distribution.visiteur.client.get(ADRESSE)
    assert titres(reponse) == {deux[1].titre}
    assert reponse.context["formulaire"] is None


def test_members_see_all_and_a_form(deux, distribution):
    reponse = distribution.membre2.client.get(ADRESSE)
    assert titres(reponse) == {deux[0].titre, deux[1].titre}
    assert "audience" not in reponse.context["formulaire"].fields
    assert "audience" in distribution.coordination.client.get(ADRESSE).context["formulaire"].fields


@pytest.mark.parametrize("suite", ["", "page/", "pdf/"])
def test_a_visitor_reaches_nothing_of_a_report_for_members(deux, distribution, suite):
    membres, publique = deux
    assert distribution.visiteur.client.get(f"{ADRESSE}{membres.pk}/{suite}").status_code == 404
    assert distribution.visiteur.client.get(f"{ADRESSE}{publique.pk}/{suite}").status_code == 200
    assert distribution.administrateur.client.get(f"{ADRESSE}{membres.pk}/{suite}").status_code == 404


def test_the_file_comes_as_an_attachment_and_its_fingerprint_is_on_the_page(deux, distribution):
    membres, _ = deux
    client = distribution.membre1.client
    reponse = client.get(f"{ADRESSE}{membres.pk}/pdf/")
    assert reponse.content == lire(membres.fichier)
    assert reponse["Content-Disposition"].startswith('attachment; filename="feuille-de-route-globale-projet-')
    assert membres.fichier.sha256 in client.get(membres.get_absolute_url()).content.decode()


def test_the_page_says_the_same_as_the_file_without_private_names(deux, distribution):
    membres, publique = deux
    assert "Cerisier" in distribution.membre1.client.get(f"{ADRESSE}{membres.pk}/page/").content.decode()
    page = distribution.visiteur.client.get(f"{ADRESSE}{publique.pk}/page/").content.decode()
    assert "Étape du chantier\u00a01" in page
    assert "Cerisier" not in page


def test_asking_by_the_form_then_following_it(feuilles, distribution):
    client = distribution.membre1.client
    saisi = {"id": str(uuid4()), "sujet": "outils-financiers", "source": "projet"}
    reponse = client.post(f"{ADRESSE}demander/", saisi)
    rapport = Rapport.objects.get()
    assert reponse["Location"] == rapport.get_absolute_url()
    assert (rapport.chantier, rapport.audience) == (fabriques.chantier(2), "membres")
    suivi = client.get(rapport.get_absolute_url()).content.decode()
    assert "Actualiser" in suivi
    assert "http-equiv" not in suivi
    assert "En attente" in suivi
    assert client.post(f"{ADRESSE}demander/", saisi)["Location"] == rapport.get_absolute_url()


def test_a_refused_request_keeps_what_was_chosen(feuilles, distribution):
    saisi = {"id": str(uuid4()), "sujet": "outils-financiers", "source": "projet", "audience": "publique"}
    reponse = distribution.coordination.client.post(f"{ADRESSE}demander/", saisi)
    assert reponse.status_code == 422
    assert "Un rapport pour tout le monde porte sur une version adoptée" in reponse.content.decode()
    assert reponse.context["formulaire"]["sujet"].value() == "outils-financiers"


def test_an_unknown_choice_is_refused(feuilles, distribution):
    saisi = {"id": str(uuid4()), "sujet": "inconnu", "source": str(uuid4())}
    assert distribution.membre1.client.post(f"{ADRESSE}demander/", saisi).status_code == 422
    assert Rapport.objects.count() == 0


def test_a_member_who_forges_the_audience_gets_a_report_for_members(adoptee, distribution):
    saisi = {"id": str(uuid4()), "sujet": "globale", "source": str(adoptee.pk), "audience": "publique"}
    distribution.membre1.client.post(f"{ADRESSE}demander/", saisi)
    assert Rapport.objects.get().audience == "membres"


def test_a_ready_report_is_not_made_again(deux, distribution):
    membres, _ = deux
    reponse = distribution.membre1.client.post(f"{ADRESSE}{membres.pk}/reprendre/", follow=True)
    assert escape("Ce rapport est prêt.") in reponse.content.decode()


def test_the_list_keeps_its_count_of_queries(deux, distribution, exporter, compter_requetes):
    client = distribution.membre1.client
    numeros = count()

    def demander():
        exporter(chantier=fabriques.chantier(next(numeros) % 5 + 1))

    verifier_nombre_constant(compter_requetes, demander, lambda: client.get(ADRESSE))


def test_a_file_that_names_someone_who_changed_her_mind_is_no_longer_given(deux, distribution):
    _, publique = deux
    client = distribution.visiteur.client
    assert client.get(f"{ADRESSE}{publique.pk}/pdf/").status_code == 200
    with consigner("modifier", par=Agent.SYSTEME):
        discrete = Personne.objects.get(nom="Cerisier")
        discrete.nom_public = True
        discrete.save()
    assert client.get(f"{ADRESSE}{publique.pk}/pdf/").status_code == 404
    assert "n’est plus proposé" in client.get(publique.get_absolute_url()).content.decode()
