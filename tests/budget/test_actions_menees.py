"""Actions and expérimentations, and the étapes they carry out."""

import uuid

import pytest

from budget.actions import actions_menees as actions
from budget.actions.verrous import Perime
from budget.models import Action, EtapeDAction
from historique.models import Acte
from historique.refus import ActionRefusee
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db
AJOUTER = "/budget/2027/chantiers/competences-et-metiers/actions/ajouter/"
TITRE = {"titre": "Référentiel", "nature": "action"}


@pytest.fixture
def chantier():
    budget.exercice()
    return fabriques.chantier(1)


@pytest.fixture
def acces(chantier, distribution):
    return distribution.membre1.acces


@pytest.fixture
def client(chantier, distribution):
    return distribution.membre1.client


@pytest.fixture
def etape(chantier):
    return fabriques.etape(fabriques.objectif(fabriques.feuille(chantier)), titre="Enquête")


def verbe() -> str:
    return Acte.objects.order_by("-sequence").first().verbe


def menees(action: Action) -> set[str]:
    return {str(lien.etape) for lien in EtapeDAction.objects.presents().filter(action=action)}


def test_actions_are_numbered_in_order_in_their_chantier(client, distribution):
    for donnees in (TITRE, {**TITRE, "nature": "experimentation", "territoire": "Trois vallées"}):
        assert client.post(AJOUTER, donnees).status_code == 302
    fabriques.chantier(0)
    distribution.coordination.client.post(AJOUTER.replace("competences-et-metiers", "interchantier"), TITRE)
    codes = [(a.code, a.nature, a.territoire) for a in Action.objects.order_by("chantier__numero", "numero")]
    assert codes == [("I.1", "action", ""), ("1.1", "action", ""), ("1.2", "experimentation", "Trois vallées")]
    assert verbe() == "ajouter"


def test_the_number_of_an_archived_action_is_not_given_again(acces, chantier):
    actions.archiver(budget.action(chantier), par=acces)
    assert actions.ajouter(Action(chantier=chantier, titre="Autre"), par=acces).numero == 2


def test_the_same_form_sent_twice_adds_one_action(client):
    donnees = {**TITRE, "id": str(uuid.uuid4())}
    assert [client.post(AJOUTER, donnees).status_code for _ in range(2)] == [302, 302]
    assert Action.objects.count() == 1


def test_an_action_is_added_with_its_etapes(client, etape):
    client.post(AJOUTER, {**TITRE, "etapes": [str(etape.pk)]})
    assert menees(Action.objects.get()) == {"Enquête"}


def test_an_action_without_a_title_comes_back_filled(client):
    reponse = client.post(AJOUTER, {"nature": "action", "territoire": "Trois vallées"})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Donnez un intitulé à l’action." in page
    assert 'value="Trois vallées"' in page


def test_two_people_change_an_action(client, acces, chantier):
    action = budget.action(chantier, titre="Référentiel")
    actions.modifier(action, version=1, saisi={"territoire": "Alpes"}, par=acces)
    adresse = f"/budget/actions/{action.pk}/modifier/"
    saisi = {**TITRE, "titre": "Référentiel des métiers", "version": "1"}
    assert client.post(adresse, saisi).status_code == 302
    action.refresh_from_db()
    assert (action.titre, action.territoire, verbe()) == ("Référentiel des métiers", "Alpes", "modifier")
    reponse = client.post(adresse, {**TITRE, "titre": "Autre titre", "version": "2"})
    assert reponse.status_code == 409
    assert 'name="choix-titre"' in reponse.content.decode()


def test_etapes_are_tied_and_untied_and_nothing_is_deleted(client, acces, chantier, etape):
    autre = fabriques.etape(etape.objectif, titre="Écriture")
    action = budget.action(chantier)
    adresse = f"/budget/actions/{action.pk}/etapes/"
    client.post(adresse, {"etapes": [str(etape.pk)]})
    assert menees(action) == {"Enquête"}
    client.post(adresse, {"etapes": [str(autre.pk)], "motif": "L’enquête est faite"})
    assert menees(action) == {"Écriture"}
    assert EtapeDAction.objects.count() == 2
    assert client.get(adresse).context["formulaire"].initial["etapes"] == [str(autre.pk)]


def test_an_etape_of_another_chantier_is_refused(acces, chantier):
    ailleurs = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(2))))
    with pytest.raises(ActionRefusee, match="Cette étape est d’un autre chantier : choisissez dans la liste."):
        actions.choisir_les_etapes(budget.action(chantier), [ailleurs], par=acces)


def test_an_action_that_has_lines_stays(client, acces, chantier):
    action = budget.action(chantier)
    ligne = budget.ligne(chantier, action=action)
    budget.contribution(chantier, action=action)
    phrase = (
        "Cette action a 1 ligne et 1 contribution : archivez-les ou rattachez-les ailleurs d’abord, puis archivez-la."
    )
    with pytest.raises(Perime) as refus:
        actions.archiver(action, par=acces)
    assert str(refus.value) == phrase
    page = client.get(f"/budget/actions/{action.pk}/archiver/").content.decode()
    assert "Cette action a 1 ligne et 1 contribution" in page
    assert "<button>Archiver" not in page
    assert ligne.archive_le is None


def test_an_action_is_archived_and_comes_back(client, chantier):
    action = budget.action(chantier)
    client.post(f"/budget/actions/{action.pk}/archiver/", {"motif": "Reportée"})
    action.refresh_from_db()
    assert (action.archive_le is not None, verbe()) == (True, "archiver")
    page = client.get("/budget/2027/chantiers/competences-et-metiers/lignes/").content.decode()
    assert f"/budget/actions/{action.pk}/retablir/" in page
    client.post(f"/budget/actions/{action.pk}/retablir/")
    action.refresh_from_db()
    assert (action.archive_le, verbe()) == (None, "retablir")


def test_an_archived_action_is_not_modified(acces, chantier):
    action = budget.action(chantier)
    actions.archiver(action, par=acces)
    for faire in (
        lambda: actions.modifier(action, version=2, saisi={"titre": "Autre"}, par=acces),
        lambda: actions.choisir_les_etapes(action, [], par=acces),
    ):
        with pytest.raises(Perime, match="Cette action a été archivée le"):
            faire()


def test_an_earlier_state_of_an_action_is_brought_back(acces, chantier):
    action = budget.action(chantier, titre="Référentiel")
    etat = Action.history.get(id=action.pk, version=1)
    actions.modifier(action, version=1, saisi={"titre": "Autre"}, par=acces)
    actions.restaurer(action, etat=etat, par=acces)
    action.refresh_from_db()
    assert (action.titre, verbe()) == ("Référentiel", "restaurer")


def test_only_the_members_of_the_chantier_and_the_coordination_keep_its_actions(distribution, chantier):
    phrase = "Seuls les membres du chantier 1, et la coordination, écrivent ses besoins."
    action = budget.action(chantier)
    for role in ("membre2", "comite", "administrateur"):
        par = getattr(distribution, role).acces
        for faire in (
            lambda par=par: actions.ajouter(Action(chantier=chantier, titre="Autre"), par=par),
            lambda par=par: actions.modifier(action, version=1, saisi={"titre": "Autre"}, par=par),
            lambda par=par: actions.archiver(action, par=par),
        ):
            with pytest.raises(ActionRefusee, match=phrase):
                faire()
