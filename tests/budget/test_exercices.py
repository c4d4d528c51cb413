"""Opening a budget year, and setting its thresholds."""

from datetime import date

import pytest
from django.db import IntegrityError

from budget.actions import exercices as actions
from budget.models import Exercice
from historique.actes import Agent, consigner
from historique.models import Acte, Ouverture
from historique.refus import ActionRefusee
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db
OUVRIR = "/budget/exercices/ouvrir/"
SEULE = "Seule la coordination ouvre un exercice et règle ses seuils."
REGLAGES = {"debut": "2027-01-01", "fin": "2027-12-31", "plafond_public": "70", "seuil_d_ecart": "5"}


def neuf(**champs) -> Exercice:
    return Exercice(**{"annee": 2027, "debut": date(2027, 1, 1), "fin": date(2027, 12, 31), **champs})


def ecrire(exercice: Exercice) -> None:
    """Past all that the application checks."""
    with consigner("ajouter", par=Agent.SYSTEME):
        exercice.save()


def test_the_coordination_opens_the_civil_year_and_the_journal_says_so(distribution):
    client = distribution.coordination.client
    reponse = client.post(
        OUVRIR, {"annee": "2027", "plafond_public": "80", "seuil_d_ecart": "10", "motif": "Budget à venir"}
    )
    exercice = Exercice.objects.get()
    assert (reponse.status_code, reponse["Location"]) == (302, "/budget/2027/")
    assert (exercice.debut, exercice.fin) == (date(2027, 1, 1), date(2027, 12, 31))
    acte = Acte.objects.order_by("-sequence").first()
    motif = Ouverture.objects.get(engagement=acte.motif).valeur
    assert (acte.verbe, motif, acte.objet_id) == ("ouvrir_l_exercice", "Budget à venir", exercice.pk)


def test_the_same_form_sent_twice_opens_once(distribution):
    donnees = {"id": "6f1f1c4e-2f6c-4d43-9c8b-0f1f6f2b9d11", "annee": "2027", "plafond_public": "80"}
    for _ in range(2):
        reponse = distribution.coordination.client.post(OUVRIR, {**donnees, "seuil_d_ecart": "10"})
        assert reponse.status_code == 302
    assert Exercice.objects.count() == 1


def test_a_year_is_opened_once(distribution):
    budget.exercice(2027)
    with pytest.raises(ActionRefusee, match="L’exercice 2027 est déjà ouvert : choisissez une autre année.") as refus:
        actions.ouvrir_l_exercice(neuf(), par=distribution.coordination.acces)
    assert refus.value.champ == "annee"


@pytest.mark.parametrize(
    ("champs", "champ", "phrase"),
    [
        ({"fin": date(2027, 1, 1)}, "fin", "La fin de l’exercice précède son début : corrigez l’une des deux dates."),
        ({"plafond_public": 101}, "plafond_public", "Le plafond d’aide publique va de 1 à 100 %."),
        ({"seuil_d_ecart": 101}, "seuil_d_ecart", "Le seuil d’écart va de 0 à 100 %."),
    ],
)
def test_what_an_exercice_refuses_is_said_beside_its_field_and_the_database_refuses_it_too(
    distribution, champs, champ, phrase
):
    with pytest.raises(ActionRefusee) as refus:
        actions.ouvrir_l_exercice(neuf(**champs), par=distribution.coordination.acces)
    assert (str(refus.value), refus.value.champ) == (phrase, champ)
    with pytest.raises(IntegrityError):
        ecrire(neuf(**champs))


@pytest.mark.parametrize(
    ("champs", "champ"), [({"debut": date(1, 1, 1)}, "debut"), ({"fin": date(9999, 12, 31)}, "fin")]
)
def test_an_exercice_is_about_its_year(distribution, champs, champ):
    with pytest.raises(ActionRefusee, match="commence en 2026 ou 2027, et finit en 2027 ou 2028") as refus:
        actions.ouvrir_l_exercice(neuf(**champs), par=distribution.coordination.acces)
    assert refus.value.champ == champ
    assert Exercice.objects.count() == 0


def test_nobody_else_opens_one(distribution):
    for role in ("membre1", "referente1", "comite", "administrateur"):
        reponse = getattr(distribution, role).client.get(OUVRIR)
        assert reponse.status_code == 403
        assert SEULE in reponse.content.decode()
    with pytest.raises(ActionRefusee, match=SEULE):
        actions.ouvrir_l_exercice(neuf(), par=distribution.comite.acces)
    assert Exercice.objects.count() == 0


def test_the_coordination_sets_the_thresholds(distribution):
    exercice = budget.exercice(2027)
    reponse = distribution.coordination.client.post("/budget/2027/regler/", {**REGLAGES, "version": "1"})
    exercice.refresh_from_db()
    assert reponse.status_code == 302
    assert (exercice.plafond_public, exercice.seuil_d_ecart, exercice.version) == (70, 5, 2)


def test_two_settings_of_the_same_threshold_are_a_choice_and_nothing_is_lost(distribution):
    exercice = budget.exercice(2027)
    saisi = {"plafond_public": 60}
    actions.regler_l_exercice(exercice, version=1, saisi=saisi, par=distribution.coordination.acces)
    client = distribution.coordination.client
    reponse = client.post("/budget/2027/regler/", {**REGLAGES, "version": "1"})
    page = reponse.content.decode()
    assert reponse.status_code == 409
    assert 'name="choix-plafond_public" value="autre"' in page
    assert 'value="70"' in page
    choisi = {**REGLAGES, "version": "2", "choix-plafond_public": "autre"}
    assert client.post("/budget/2027/regler/", choisi).status_code == 302
    exercice.refresh_from_db()
    assert (exercice.plafond_public, exercice.seuil_d_ecart) == (60, 5)


def test_a_form_with_mistakes_comes_back_filled(distribution):
    reponse = distribution.coordination.client.post(OUVRIR, {"annee": "27", "plafond_public": "cent", "motif": "Oups"})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Écrivez l’année en quatre chiffres, entre 2000 et 2100." in page
    assert 'value="cent"' in page
    assert "Oups" in page
