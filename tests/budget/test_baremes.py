"""The scales: laid once, new values that follow the old ones, and the decision that adopts them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse

from budget.actions.baremes import Tarif, adopter_des_baremes, fixer_un_bareme, ouvrir_un_bareme, poser_les_baremes
from budget.lecture.baremes import lire_le_bareme, lire_les_baremes, quantite_en_mots, taux
from budget.models import Bareme
from config.typographie import typographier
from historique.actes import Agent, consigner
from historique.models import Acte
from historique.refus import ActionRefusee
from tests import fabriques_budget
from tests.consultation import Consultation

pytestmark = pytest.mark.django_db


@pytest.fixture
def par(distribution):
    return distribution.coordination.acces


@pytest.fixture
def decision(distribution):
    """An adopted proposition, in the register."""
    c = Consultation(distribution).aux_objections()
    c.consentir()
    return c.adopter()


@pytest.fixture
def poses():
    poser_les_baremes(par=Agent.SYSTEME)


def refus(action, *args, **kwargs) -> str:
    """The sentence of a refusal, after which nothing is written."""
    actes = Acte.objects.count()
    with pytest.raises(ActionRefusee) as refuse:
        action(*args, **kwargs)
    assert Acte.objects.count() == actes
    return str(refuse.value)


def fixer(par, code="benevolat_execution", **champs):
    voulu = {"id": uuid4(), "du": date(2027, 1, 1), "source": "arrêté", "tarifs": [Tarif(0, 12_500)]} | champs
    return fixer_un_bareme(code, **voulu, par=par)


def touches(acte) -> int:
    """How many rows an act changed."""
    return acte.changements.values("objet_id").distinct().count()


def lire(client, nom, **parametres):
    return client.get(reverse(nom), parametres).content.decode()


# Laying them ----------------------------------------------------------------------------------------------------------


def test_the_scales_to_begin_with_are_laid_once():
    assert poser_les_baremes(par=Agent.SYSTEME) == 27
    acte = Acte.objects.first()
    assert (acte.verbe, touches(acte)) == ("poser_les_baremes", 27)
    assert poser_les_baremes(par=Agent.SYSTEME) == 0
    assert (Bareme.objects.count(), Acte.objects.first()) == (27, acte)


def test_a_command_lays_them(capsys):
    call_command("poser_les_baremes")
    assert capsys.readouterr().out == "Barèmes posés : 27\n"


def test_laying_them_again_leaves_a_new_value_alone(poses, par):
    fixer(par)
    assert poser_les_baremes(par=par) == 0
    assert [v.bandes[0].taux_milliemes for v in lire_le_bareme("benevolat_execution").valeurs] == [12_500, 12_310]


def test_only_the_coordination_lays_scales(distribution):
    assert refus(poser_les_baremes, par=distribution.comite.acces).startswith("Seule la coordination")


# In words -------------------------------------------------------------------------------------------------------------


def test_the_bands_of_a_mileage_scale_are_said_in_words(poses):
    assert lire_le_bareme("km_auto_4cv").derniere.en_mots.replace("\u202f", " ").replace("\u00a0", " ") == (
        "jusqu’à 5 000 km : 0,606 €/km ; de 5 001 à 20 000 km : 0,340 €/km + 1 330 € ; au-delà : 0,407 €/km"
    )


@pytest.mark.parametrize(
    ("milliemes", "unite", "mots"),
    [
        (12_310, "h", "12,31 €/h"),
        (606, "km", "0,606 €/km"),
        (180_000, "jour", "180 €/jour"),
        (1_000, "€", "prix réel"),
        (1_005, "km", "1,005 €/km"),
        (1_234_500, "jour", "1\u202f234,50 €/jour"),
    ],
)
def test_a_rate_reads_as_people_write_it(milliemes, unite, mots):
    assert taux(milliemes, unite) == mots


def test_a_quantity_reads_as_people_write_it():
    lus = [quantite_en_mots(Decimal(nombre), unite) for nombre, unite in ((1, "jour"), (18, "jour"), (2000, "km"))]
    assert lus == ["1 jour", "18 jours", "2\u202f000 km"]


# Fixing a value -------------------------------------------------------------------------------------------------------


def test_a_new_value_closes_the_one_before_in_the_same_act(poses, par):
    nouvelle = fixer(par, motif="Le SMIC a changé")
    acte, ancienne = Acte.objects.first(), Bareme.objects.get(code="benevolat_execution", valable_du=date(2026, 6, 1))
    assert (nouvelle.valable_du, nouvelle.valable_au, ancienne.valable_au) == (
        date(2027, 1, 1),
        None,
        date(2026, 12, 31),
    )
    assert (acte.verbe, acte.objet_id, touches(acte)) == ("fixer_un_bareme", nouvelle.pk, 2)
    assert (nouvelle.libelle, nouvelle.famille, nouvelle.unite) == (ancienne.libelle, "benevolat", "h")


def test_a_new_value_waits_for_a_decision_as_the_one_before_did(poses, par):
    assert (fixer(par).a_adopter, fixer(par, "smic_horaire_brut").a_adopter) == (True, False)


def test_all_the_bands_of_a_scale_change_together(poses, par):
    tarifs = [Tarif(20_000, 420), Tarif(0, 620), Tarif(5_000, 350, 135_000)]
    fixer(par, "km_auto_4cv", tarifs=tarifs)
    neuves = Bareme.objects.filter(code="km_auto_4cv", valable_au=None).order_by("au_dela_de")
    assert [(b.au_dela_de, b.taux_milliemes, b.forfait_centimes) for b in neuves] == [
        (0, 620, 0),
        (5_000, 350, 135_000),
        (20_000, 420, 0),
    ]
    assert Bareme.objects.filter(code="km_auto_4cv", valable_au=date(2026, 12, 31)).count() == 3


def test_a_band_left_out_is_refused(poses, par):
    phrase = refus(fixer, par, "km_auto_4cv", tarifs=[Tarif(0, 620)])
    assert phrase == "Ce barème a plusieurs tranches : donnez la valeur de chacune."


def test_the_same_form_sent_twice_writes_once(poses, par):
    cle = uuid4()
    assert fixer(par, id=cle).pk == fixer(par, id=cle).pk
    assert Bareme.objects.filter(code="benevolat_execution").count() == 2


@pytest.mark.parametrize("du", [date(2026, 6, 1), date(2026, 1, 1)])
def test_a_value_that_overlaps_or_precedes_another_is_refused(poses, par, du):
    assert refus(fixer, par, du=du) == (
        "Ce barème a déjà une valeur à partir du 1er juin 2026 : la nouvelle commence après ce jour, "
        "et celles d’avant ne se modifient pas."
    )


def test_a_value_that_has_an_end_is_not_overlapped(par):
    fabriques_budget.bareme(valable_au=date(2027, 6, 30))
    assert refus(fixer, par) == ("Ce barème a une valeur jusqu’au 30 juin 2027 : la nouvelle commence après ce jour.")
    assert fixer(par, du=date(2027, 7, 1)).valable_du == date(2027, 7, 1)


def test_a_scale_that_does_not_exist_is_not_fixed(par):
    assert refus(fixer, par, "inconnu") == "Ce barème n’existe pas : choisissez-en un dans la liste."


@pytest.mark.parametrize("role", ["comite", "referente1", "administrateur"])
def test_only_the_coordination_fixes_a_scale(poses, distribution, role):
    phrase = refus(fixer, getattr(distribution, role).acces)
    assert phrase == "Seule la coordination tient les barèmes ; une décision les adopte."


def test_a_scale_may_be_added_and_waits_for_a_decision(par):
    cle = uuid4()
    champs = {"libelle": "Vélo cargo", "famille": "deplacement", "unite": "km", "source": "usage"}
    champs |= {"du": date(2027, 1, 1), "tarif": Tarif(0, 250)}
    neuf = ouvrir_un_bareme(id=cle, **champs, par=par)
    assert (neuf.code, neuf.a_adopter, neuf.decision_id) == ("velo_cargo", True, None)
    assert ouvrir_un_bareme(id=cle, **champs, par=par) == neuf
    assert refus(ouvrir_un_bareme, id=uuid4(), **champs, par=par) == (
        "Un barème porte déjà ce nom : donnez-en un autre, ou fixez sa valeur."
    )


def test_the_database_refuses_values_that_overlap():
    fabriques_budget.bareme()
    with pytest.raises(IntegrityError, match="se recouvrent"):
        fabriques_budget.bareme(valable_du=date(2027, 1, 1))


@pytest.mark.parametrize("champ", ["taux_milliemes", "forfait_centimes", "au_dela_de"])
def test_the_database_refuses_to_edit_a_value(champ):
    bareme = fabriques_budget.bareme()
    setattr(bareme, champ, getattr(bareme, champ) + 1)
    with pytest.raises(IntegrityError, match="une valeur en suit une autre"), ecrire():
        bareme.save()


def ecrire():
    return consigner("modifier", par=Agent.SYSTEME)


# Adopting -------------------------------------------------------------------------------------------------------------


def premieres(*codes):
    return [lire_le_bareme(code).derniere.id for code in codes]


def test_a_decision_adopts_the_scales_that_are_ticked_with_all_their_bands(poses, par, decision):
    ids = premieres("km_auto_4cv", "salle_jour")
    adopter_des_baremes(ids, decision_id=decision.pk, motif="D’après le compte rendu", par=par)
    adoptes = Bareme.objects.filter(decision_id=decision.pk)
    assert sorted(adoptes.values_list("code", flat=True)) == ["km_auto_4cv"] * 3 + ["salle_jour"]
    assert (Acte.objects.first().verbe, touches(Acte.objects.first())) == ("adopter_des_baremes", 4)
    assert lire_le_bareme("salle_jour").derniere.decision.numero == decision.numero


def test_adopting_again_by_the_same_decision_changes_nothing(poses, par, decision):
    ids = premieres("salle_jour")
    adopter_des_baremes(ids, decision_id=decision.pk, par=par)
    actes = Acte.objects.count()
    assert adopter_des_baremes(ids, decision_id=decision.pk, par=par) == []
    assert Acte.objects.count() == actes


def test_a_decision_that_adopted_a_scale_never_changes(poses, par, decision, distribution):
    ids = premieres("salle_jour")
    adopter_des_baremes(ids, decision_id=decision.pk, par=par)
    autre = Consultation(distribution).aux_objections()
    autre.consentir()
    assert refus(adopter_des_baremes, ids, decision_id=autre.adopter().pk, par=par) == (
        "Une autre décision a déjà adopté ceci, et cela ne change plus : Salle de réunion (journée)."
    )
    bareme = Bareme.objects.get(code="salle_jour")
    bareme.decision_id = uuid4()
    with pytest.raises(IntegrityError, match="une valeur en suit une autre"), ecrire():
        bareme.save()


def test_an_unknown_decision_an_official_scale_and_no_scale_are_refused(poses, par, decision):
    ids = premieres("salle_jour")
    assert refus(adopter_des_baremes, ids, decision_id=uuid4(), par=par) == (
        "Cette décision n’est pas au registre : choisissez-en une de la liste."
    )
    assert refus(adopter_des_baremes, [uuid4()], decision_id=decision.pk, par=par) == "Cochez au moins un barème."
    assert refus(adopter_des_baremes, premieres("train"), decision_id=decision.pk, par=par) == (
        "Ce barème officiel n’a pas à être adopté : Train : prix du billet de 2e classe."
    )


def test_only_the_coordination_adopts(poses, decision, distribution):
    ids = premieres("salle_jour")
    phrase = refus(adopter_des_baremes, ids, decision_id=decision.pk, par=distribution.comite.acces)
    assert phrase == "Seule la coordination tient les barèmes ; une décision les adopte."


# Pages ----------------------------------------------------------------------------------------------------------------


def test_anyone_reads_the_scales_and_what_adopts_them(poses, par, decision, client):
    adopter_des_baremes(premieres("salle_jour"), decision_id=decision.pk, par=par)
    page = lire(client, "budget:baremes")
    assert page.count("À adopter</span>") == 12
    assert f'<a href="{decision.get_absolute_url()}">{decision.numero}</a>' in page
    assert page.count('id="smic_horaire_brut"') == 1
    assert page.count("SMIC horaire brut <span") == 2  # its two past values
    assert typographier("au-delà : 0,407 €/km") in page


def test_the_page_keeps_its_queries(poses, client, compter_requetes):
    assert compter_requetes(lambda: lire(client, "budget:baremes")) <= 4


def test_the_coordination_fixes_a_value_in_the_form(poses, distribution):
    adresse = reverse("budget:fixer_un_bareme") + "?code=km_auto_4cv"
    saisie = {"id": uuid4(), "du": "2027-01-01", "source": "arrêté", "taux_0": "0,62", "taux_5000": "0.35"}
    saisie |= {"taux_20000": "0,42", "forfait_5000": "1 350", "motif": "Nouveau barème"}
    reponse = distribution.coordination.client.post(adresse, saisie)
    assert (reponse.status_code, reponse["Location"]) == (302, reverse("budget:baremes"))
    assert [(b.taux_milliemes, b.forfait_centimes) for b in lire_le_bareme("km_auto_4cv").derniere.bandes] == [
        (620, 0),
        (350, 135_000),
        (420, 0),
    ]


def test_what_was_typed_of_a_value_comes_back_with_what_to_mend(poses, distribution):
    adresse = reverse("budget:fixer_un_bareme") + "?code=salle_jour"
    saisie = {"id": uuid4(), "du": "2025-01-01", "source": "un devis", "taux_0": "deux cents"}
    reponse = distribution.coordination.client.post(adresse, saisie)
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "deux cents » ne se lit pas" in typographier(page).replace("\u00a0", " ").replace("\u202f", " ")
    assert 'value="un devis"' in page
    reponse = distribution.coordination.client.post(adresse, saisie | {"taux_0": "200"})
    assert reponse.status_code == 422
    assert "Ce barème a déjà une valeur à partir du" in reponse.content.decode()


def test_a_flat_part_that_no_column_holds_is_refused_beside_its_field(poses, distribution):
    adresse = reverse("budget:fixer_un_bareme") + "?code=km_auto_4cv"
    saisie = {"id": uuid4(), "du": "2027-01-01", "source": "arrêté", "taux_0": "0,62", "taux_5000": "0,35"}
    saisie |= {"taux_20000": "0,42", "forfait_5000": "30 000 000"}
    reponse = distribution.coordination.client.post(adresse, saisie)
    assert reponse.status_code == 422
    assert "forfait_5000" in reponse.context["formulaire"].errors


def test_a_scale_is_added_in_the_form(distribution):
    saisie = {"id": uuid4(), "libelle": "Vélo cargo", "famille": "deplacement", "unite": "km", "taux": "0,25"}
    saisie |= {"du": "2027-01-01", "source": "usage"}
    reponse = distribution.coordination.client.post(reverse("budget:fixer_un_bareme"), saisie)
    assert reponse.status_code == 302
    assert [b.code for b in lire_les_baremes()] == ["velo_cargo"]


def test_the_coordination_ties_scales_to_a_decision_in_the_form(poses, decision, distribution):
    client, adresse = distribution.coordination.client, reverse("budget:adopter_des_baremes")
    assert client.get(adresse).content.decode().count('name="valeurs"') == 13
    saisie = {"valeurs": premieres("salle_jour", "km_auto_4cv"), "decision": decision.pk}
    assert client.post(adresse, saisie).status_code == 302
    assert client.get(adresse).content.decode().count('name="valeurs"') == 11
    assert client.post(adresse, {"decision": decision.pk}).status_code == 422
