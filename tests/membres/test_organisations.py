"""The list of organisations: read by members, kept by the coordination and those who animate a chantier."""

from dataclasses import replace
from uuid import uuid4

import pytest

from historique.models import Acte
from historique.refus import ActionRefusee
from membres import actions
from membres.models import Organisation, Rattachement
from tests import fabriques

pytestmark = pytest.mark.django_db

GESTION = ("referente1", "animateur", "coordination")


def saisie(**autre) -> dict:
    return {"id": str(uuid4()), "version": 1, "nom": "Rives et Réseaux", "type": "reseau_ess", "site": "", **autre}


def ajouter(client, **autre):
    return client.post("/organisations/ajouter/", saisie(**autre))


@pytest.mark.parametrize("role", GESTION)
def test_those_who_keep_the_list_add_to_it(distribution, role):
    figure = getattr(distribution, role)
    reponse = ajouter(figure.client, site="rives.example", motif="Nouveau réseau")
    organisation = Organisation.objects.get()
    acte = Acte.objects.order_by("-sequence").first()
    assert (reponse.status_code, organisation.nom, organisation.site) == (
        302,
        "Rives et Réseaux",
        "https://rives.example",
    )
    assert (acte.verbe, acte.auteur_id, acte.objet_id) == ("ajouter", figure.personne.pk, organisation.pk)


@pytest.mark.parametrize("role", ["membre1", "financeur", "comite", "administrateur"])
def test_others_are_told_who_does_and_lose_nothing(distribution, role):
    client = getattr(distribution, role).client
    reponse = ajouter(client, nom="Marque-figue")
    texte = reponse.content.decode()
    assert (reponse.status_code, Organisation.objects.count()) == (403, 0)
    assert ("La liste des organisations est tenue par" in texte, 'value="Marque-figue"' in texte) == (True, True)
    assert client.get("/organisations/ajouter/").status_code == 403


def test_the_coordination_needs_her_second_factor(distribution):
    acces = replace(distribution.coordination.acces, second_facteur=False)
    with pytest.raises(ActionRefusee, match="second facteur"):
        actions.ajouter_une_organisation(uuid4(), saisi={"nom": "X"}, par=acces)


def test_the_same_form_sent_twice_adds_once(distribution):
    pk = str(uuid4())
    for _ in range(2):
        assert ajouter(distribution.referente1.client, id=pk).status_code == 302
    assert Organisation.objects.count() == 1


def test_a_name_already_there_is_refused(distribution):
    fabriques.organisation("Rives et Réseaux")
    reponse = ajouter(distribution.referente1.client, nom="RIVES ET RÉSEAUX")
    assert (reponse.status_code, "est déjà dans la liste" in reponse.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [({"nom": ""}, "Écrivez le nom"), ({"site": "pas une adresse"}, "URL"), ({"type": "inconnu"}, "inconnu")],
)
def test_a_mistake_is_said_and_nothing_is_lost(distribution, champs, phrase):
    reponse = ajouter(distribution.referente1.client, **{"motif": "Mon motif", **champs})
    texte = reponse.content.decode()
    assert (reponse.status_code, phrase in texte, 'value="Mon motif"' in texte) == (422, True, True)


# Changing -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def organisation():
    return fabriques.organisation("Rives et Réseaux")


def modifier(figure, organisation, **autre):
    champs = {"version": organisation.version, "nom": organisation.nom, "type": organisation.type, "site": ""}
    return figure.client.post(
        f"/organisations/{organisation.pk}/modifier/", {"id": str(organisation.pk), **champs, **autre}
    )


def test_changing_an_organisation_is_an_act(distribution, organisation):
    assert modifier(distribution.referente1, organisation, nom="Rives").status_code == 302
    assert (Organisation.objects.get().nom, Acte.objects.order_by("-sequence").first().verbe) == ("Rives", "modifier")


def test_two_people_change_different_fields_and_both_are_kept(distribution, organisation):
    modifier(distribution.referente1, organisation, nom="Rives")
    reponse = modifier(distribution.referente2, organisation, type="autre", site="https://rives.example")
    relue = Organisation.objects.get()
    assert (reponse.status_code, relue.nom, relue.site) == (302, "Rives", "https://rives.example")


def test_two_people_change_the_same_field_and_nothing_is_lost(distribution, organisation):
    modifier(distribution.referente1, organisation, nom="Rives")
    reponse = modifier(distribution.referente2, organisation, nom="Réseaux")
    texte = reponse.content.decode()
    assert (reponse.status_code, "Rives" in texte, 'value="Réseaux"' in texte) == (409, True, True)
    assert Organisation.objects.get().nom == "Rives"


def test_one_archives_while_the_other_edits_and_nothing_is_lost(distribution, organisation):
    distribution.referente1.client.post(f"/organisations/{organisation.pk}/archiver/")
    reponse = modifier(distribution.referente2, organisation, nom="Marque-figue")
    texte = reponse.content.decode()
    assert (reponse.status_code, "a été archivée le" in texte, 'value="Marque-figue"' in texte) == (403, True, True)


def test_archived_then_brought_back(distribution, organisation):
    client = distribution.referente1.client
    client.post(f"/organisations/{organisation.pk}/archiver/")
    assert "Rives et Réseaux" not in lire(client)
    assert "Rives et Réseaux" in lire(client, "?archivees=1")
    client.post(f"/organisations/{organisation.pk}/retablir/")
    assert "Rives et Réseaux" in lire(client)
    verbes = Acte.objects.order_by("-sequence").values_list("verbe", flat=True)[:2]
    assert list(verbes) == ["retablir", "archiver"]


def lire(client, suite: str = "") -> str:
    return client.get(f"/organisations/{suite}").content.decode().split("</h1>")[1]


def test_bringing_back_what_is_there_is_refused(distribution, organisation):
    with pytest.raises(ActionRefusee, match="déjà dans la liste"):
        actions.retablir_une_organisation(organisation, par=distribution.referente1.acces)


@pytest.mark.parametrize("action", [actions.archiver_une_organisation, actions.retablir_une_organisation])
def test_a_member_neither_archives_nor_brings_back(distribution, organisation, action):
    with pytest.raises(ActionRefusee, match="La liste des organisations est tenue par"):
        action(organisation, par=distribution.membre1.acces)


# Reading --------------------------------------------------------------------------------------------------------------


def test_members_read_the_list_and_the_people_tied_today(distribution, organisation):
    personne = distribution.membre2.personne
    fabriques.inscrire(Rattachement(personne=personne, organisation=organisation))
    page = lire(distribution.membre1.client)
    assert ("Rives et Réseaux" in page, "Membre2 Essai" in page, "ajouter" in page) == (True, True, False)


def test_the_public_does_not(client, organisation):
    assert client.get("/organisations/")["Location"] == "/compte/login/?next=/organisations/"


def test_names_are_in_french_order(distribution):
    for nom in ("Zèbre", "Étoile", "avance", "Œuvre", "École"):
        fabriques.organisation(nom)
    page = lire(distribution.membre1.client)
    assert sorted(("Zèbre", "Étoile", "avance", "Œuvre", "École"), key=page.index) == [
        "avance",
        "École",
        "Étoile",
        "Œuvre",
        "Zèbre",
    ]


def test_the_list_keeps_its_number_of_queries(distribution, compter_requetes):
    client = distribution.referente1.client
    comptes = set()
    for numero in range(1, 31):
        une = fabriques.organisation(f"Organisation {numero}")
        fabriques.inscrire(Rattachement(personne=fabriques.personne(), organisation=une))
        if numero in (1, 3, 30):
            lire(client)
            comptes.add(compter_requetes(lambda: lire(client)))
    assert len(comptes) == 1
