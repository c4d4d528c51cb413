"""What people and organisations give: declared, valued, confirmed; one record on both sides of the budget."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError

from budget.actions import contributions as actions
from budget.actions.baremes import Tarif, fixer_un_bareme, poser_les_baremes
from budget.actions.verrous import Perime
from budget.lecture.baremes import calcul
from budget.lecture.contributions import a_confirmer
from budget.models import Bareme, Contribution
from historique.actes import Agent, consigner
from historique.edition import Conflit
from historique.horloge import maintenant
from historique.models import Acte
from historique.refus import ActionRefusee
from membres.models import Rattachement
from tests import fabriques
from tests import fabriques_budget as budget

pytestmark = pytest.mark.django_db

AU_1ER = date(2027, 1, 1)


@pytest.fixture
def annee():
    return budget.exercice()


@pytest.fixture
def chantier():
    return fabriques.chantier(1)


@pytest.fixture
def par(distribution):
    return distribution.membre1.acces


@pytest.fixture
def poses():
    """The scales to begin with, all adopted."""
    poser_les_baremes(par=Agent.SYSTEME)
    with consigner("adopter_des_baremes", par=Agent.SYSTEME):
        for bareme in Bareme.objects.filter(a_adopter=True):
            bareme.decision_id = uuid4()
            bareme.save()


def declarer(annee, chantier, par, **champs):
    saisi = {"libelle": "Relecture", "le": AU_1ER, "bareme": "benevolat_execution", "nombre": 1, "precision": ""}
    saisi |= {"quantite": Decimal(10), "personne_id": par.personne_id, "organisation_id": None, "action_id": None}
    cle, motif = champs.pop("id", None) or uuid4(), champs.pop("motif", "")
    return actions.declarer(annee, chantier, id=cle, saisi=saisi | champs, motif=motif, par=par)


def refus(action, *args, **kwargs) -> ActionRefusee:
    """The refusal, after which nothing is written."""
    actes = Acte.objects.count()
    with pytest.raises(ActionRefusee) as refuse:
        action(*args, **kwargs)
    assert Acte.objects.count() == actes
    return refuse.value


def pour(personne, organisation):
    fabriques.inscrire(Rattachement(personne=personne, organisation=organisation, du=date(2020, 1, 1)))
    return organisation


# Declaring ------------------------------------------------------------------------------------------------------------


def test_a_contribution_is_declared_with_its_scale_frozen_and_the_journal_says_so(poses, annee, chantier, par):
    contribution = declarer(annee, chantier, par, quantite=Decimal(420), motif="Décidé en réunion")
    acte = Acte.objects.first()
    assert (contribution.nature, contribution.unite, contribution.taux_milliemes) == ("benevolat", "h", 12_310)
    assert contribution.valeur_centimes == 517_020
    assert (acte.verbe, acte.objet_id, acte.auteur_id) == ("declarer", contribution.pk, par.personne_id)
    assert (acte.portee_id, acte.motif != "") == (chantier.pk, True)


def test_the_same_form_sent_twice_declares_once(poses, annee, chantier, par):
    cle = uuid4()
    une = declarer(annee, chantier, par, id=cle)
    assert (declarer(annee, chantier, par, id=cle, libelle="Autre"), Contribution.objects.count()) == (une, 1)


@pytest.mark.parametrize(
    ("km", "valeur_centimes", "mots"),
    [
        (2_000, 727_200, "6 × 2 000 km × 0,606 €/km = 7 272 €"),
        (5_000, 1_818_000, "6 × 5 000 km × 0,606 €/km = 18 180 €"),
        (5_001, 1_818_204, "6 × (5 001 km × 0,340 €/km + 1 330 €) = 18 182,04 €"),
        (20_000, 4_878_000, "6 × (20 000 km × 0,340 €/km + 1 330 €) = 48 780 €"),
        (20_001, 4_884_246, "6 × 20 001 km × 0,407 €/km = 48 842,46 €"),
    ],
)
def test_the_band_of_a_mileage_scale_is_that_of_the_quantity(poses, annee, chantier, par, km, valeur_centimes, mots):
    organisation = fabriques.organisation()
    champs = {"bareme": "km_auto_4cv", "nombre": 6, "quantite": Decimal(km), "organisation_id": organisation.pk}
    contribution = declarer(annee, chantier, par, **champs)
    assert contribution.valeur_centimes == valeur_centimes
    assert calcul(contribution).replace("\u202f", " ").replace("\u00a0", " ") == mots


def test_a_ticket_at_its_price_says_its_price_once(poses, annee, chantier, par):
    champs = {"bareme": "train", "quantite": Decimal(1_280), "organisation_id": fabriques.organisation().pk}
    contribution = declarer(annee, chantier, par, **champs)
    assert calcul(contribution).replace("\u202f", " ").replace("\u00a0", " ") == "1 280 € au prix réel"


def test_a_gift_in_kind_is_valued_by_hand_and_says_how(poses, annee, chantier, par):
    don = {"bareme": "don_en_nature", "quantite": None, "valeur_centimes": 125_050, "precision": "Prix du neuf, divisé"}
    contribution = declarer(annee, chantier, par, **don)
    assert (contribution.nature, contribution.unite, contribution.quantite) == ("don_en_nature", "forfait", 1)
    assert (contribution.taux_milliemes, contribution.valeur_centimes) == (1_250_500, 125_050)
    phrase = refus(declarer, annee, chantier, par, **don | {"precision": " "})
    assert (str(phrase), phrase.champ) == ("Dites comment la valeur de ce don est estimée.", "precision")
    phrase = refus(declarer, annee, chantier, par, **don | {"valeur_centimes": 0})
    assert (str(phrase), phrase.champ) == ("Écrivez la valeur de ce don, en euros.", "valeur")


@pytest.mark.parametrize(
    ("bareme", "debut"),
    [
        ("km_auto_4cv", "Un déplacement n’est valorisé ici que si une organisation le prend en charge"),
        ("temps_salarie_moyen", "Du temps salarié est mis à disposition par une organisation"),
        ("salle_jour", "Des locaux sont mis à disposition par une organisation"),
    ],
)
def test_what_only_an_organisation_gives_asks_for_it(poses, annee, chantier, par, bareme, debut):
    phrase = refus(declarer, annee, chantier, par, bareme=bareme)
    assert (str(phrase).startswith(debut), phrase.champ) == (True, "organisation")


def test_travel_points_to_the_gift_of_who_waives_her_expenses(poses, annee, chantier, par):
    assert "notez plutôt une dépense, en abandon de frais" in str(
        refus(declarer, annee, chantier, par, bareme="km_auto_4cv")
    )


def test_somebody_gives(poses, annee, chantier, par):
    phrase = refus(declarer, annee, chantier, par, personne_id=None)
    assert str(phrase) == "Dites qui donne : une organisation, une personne, ou les deux."


def test_a_scale_that_is_not_adopted_values_nothing(annee, chantier, par):
    poser_les_baremes(par=Agent.SYSTEME)
    phrase = refus(declarer, annee, chantier, par)
    assert str(phrase) == (
        "Le barème « Bénévolat : exécution (1 SMIC) » reste à adopter pour le 1er janvier 2027 : il ne valorise rien "
        "tant que la coordination ne l’a pas rattaché à une décision. Voyez la page « Barèmes »."
    )
    assert declarer(annee, chantier, par, bareme="smic_horaire_brut").valeur_centimes == 12_310


def test_a_scale_without_a_value_on_that_day_values_nothing(annee, chantier, par):
    budget.bareme(valable_au=date(2026, 12, 31))
    phrase = refus(declarer, annee, chantier, par)
    assert str(phrase).startswith("Le barème « Bénévolat : exécution » n’a pas de valeur au 1er janvier 2027")
    inconnu = refus(declarer, annee, chantier, par, bareme="inconnu")
    assert str(inconnu).startswith("Ce barème n’existe pas")


def test_a_day_out_of_the_exercice_is_refused(poses, annee, chantier, par):
    phrase = refus(declarer, annee, chantier, par, le=date(2028, 1, 1))
    assert (str(phrase), phrase.champ) == (
        "Choisissez un jour de l’exercice 2027, du 1er janvier 2027 au 31 décembre 2027.",
        "le",
    )


def test_the_action_is_one_of_the_chantier_and_present(poses, annee, chantier, par):
    ailleurs = budget.action(fabriques.chantier(2))
    assert str(refus(declarer, annee, chantier, par, action_id=ailleurs.pk)) == (
        "Cette action est celle d’un autre chantier : choisissez-en une de la liste."
    )
    archivee = budget.action(chantier, archive_le=maintenant())
    assert str(refus(declarer, annee, chantier, par, action_id=archivee.pk)) == (
        "Cette action est archivée : choisissez-en une autre."
    )


def test_no_quantity_and_too_great_a_value_are_refused(poses, annee, chantier, par):
    assert str(refus(declarer, annee, chantier, par, quantite=Decimal(0))) == "Donnez la quantité et le jour."
    immense = {"quantite": Decimal("99999999.99"), "nombre": 9_999, "bareme": "benevolat_expertise"}
    assert "cent milliards" in str(refus(declarer, annee, chantier, par, **immense))


def test_members_of_another_chantier_do_not_declare(poses, annee, chantier, distribution):
    phrase = refus(declarer, annee, chantier, distribution.membre2.acces)
    assert str(phrase) == "Seuls les membres du chantier 1, et la coordination, écrivent ses besoins."


def test_declaring_writes_nothing_when_one_only_asks_what_it_is_worth(poses, annee, chantier, par):
    saisi = {"libelle": "Relecture", "le": AU_1ER, "bareme": "benevolat_execution", "nombre": 1, "precision": ""}
    saisi |= {"quantite": Decimal(10), "personne_id": par.personne_id, "organisation_id": None, "action_id": None}
    actes = Acte.objects.count()
    assert actions.estimer(annee, chantier, saisi).valeur_centimes == 12_310
    assert (Acte.objects.count(), Contribution.objects.count()) == (actes, 0)


# Confirming -----------------------------------------------------------------------------------------------------------


def test_who_gives_herself_confirms_at_once(poses, annee, chantier, par):
    contribution = declarer(annee, chantier, par)
    assert (contribution.etat, contribution.confirmee_par_id) == ("confirmee", par.personne_id)
    assert contribution.confirmee_le is not None


def test_who_acts_for_the_organisation_confirms_at_once(poses, annee, chantier, distribution):
    organisation = pour(distribution.membre1.personne, fabriques.organisation())
    contribution = declarer(annee, chantier, distribution.membre1.acces, organisation_id=organisation.pk)
    assert contribution.etat == "confirmee"


def test_what_another_gives_waits_for_her_and_she_alone_confirms(poses, annee, chantier, distribution):
    donneuse, par = distribution.referente1, distribution.membre1.acces
    contribution = declarer(annee, chantier, par, personne_id=donneuse.personne.pk)
    assert contribution.etat == "declaree"
    assert str(refus(actions.confirmer, contribution, par=par)) == (
        "C’est à la personne qui donne de confirmer sa contribution."
    )
    assert (a_confirmer(par), a_confirmer(donneuse.acces)) == ([], [contribution])
    actions.confirmer(contribution, motif="D’accord", par=donneuse.acces)
    acte, contribution = Acte.objects.first(), Contribution.objects.get()
    assert (acte.verbe, acte.objet_id) == ("confirmer", contribution.pk)
    assert (contribution.etat, contribution.confirmee_par_id) == ("confirmee", donneuse.personne.pk)
    assert a_confirmer(donneuse.acces) == []


def test_an_organisation_confirms_through_who_acts_for_it(poses, annee, chantier, distribution):
    organisation = fabriques.organisation(nom="Rives et Réseaux")
    par = distribution.membre1.acces
    contribution = declarer(annee, chantier, par, organisation_id=organisation.pk)
    assert str(refus(actions.confirmer, contribution, par=par)) == (
        "Une personne qui agit pour Rives et Réseaux la confirme."
    )
    pour(distribution.financeur.personne, organisation)
    assert a_confirmer(distribution.financeur.acces) == [contribution]
    assert actions.confirmer(contribution, par=distribution.financeur.acces).etat == "confirmee"
    assert str(refus(actions.confirmer, contribution, par=distribution.financeur.acces)) == (
        "Cette contribution est déjà confirmée."
    )


def test_what_waits_takes_one_query(poses, annee, chantier, distribution, compter_requetes):
    declarer(annee, chantier, distribution.membre1.acces, personne_id=distribution.referente1.personne.pk)
    acces = distribution.referente1.acces
    assert compter_requetes(lambda: a_confirmer(acces)) == 1


def test_a_confirmed_contribution_changes_only_by_archiving(poses, annee, chantier, par):
    contribution = declarer(annee, chantier, par)
    phrase = refus(actions.modifier, contribution, version=1, saisi={"libelle": "Autre"}, par=par)
    assert str(phrase) == (
        "Cette contribution est confirmée : elle ne se modifie plus. Archivez-la, puis déclarez-en une autre."
    )
    actions.archiver(contribution, motif="Erreur", par=par)
    assert Contribution.objects.presents().count() == 0
    actions.retablir(contribution, par=par)
    contribution.refresh_from_db()
    assert (contribution.archive_le, contribution.etat, contribution.valeur_centimes) == (None, "confirmee", 12_310)
    assert [acte.verbe for acte in Acte.objects.all()[:2]] == ["retablir", "archiver"]


def test_an_archived_contribution_is_neither_confirmed_nor_archived_again(poses, annee, chantier, distribution):
    par = distribution.membre1.acces
    contribution = declarer(annee, chantier, par, personne_id=distribution.referente1.personne.pk)
    actions.archiver(contribution, par=par)
    for geste in (actions.archiver, actions.confirmer):
        phrase = str(refus(geste, contribution, par=distribution.referente1.acces))
        assert phrase.startswith("Cette contribution a été archivée le")
    actions.retablir(contribution, par=par)
    assert isinstance(refus(actions.retablir, contribution, par=par), Perime)


def test_members_of_another_chantier_do_not_archive(poses, annee, chantier, distribution):
    contribution = declarer(annee, chantier, distribution.membre1.acces)
    for geste in (actions.archiver, actions.retablir):
        assert "chantier 1" in str(refus(geste, contribution, par=distribution.membre2.acces))


@pytest.mark.parametrize(("champ", "neuve"), [("quantite", 99), ("valeur_centimes", 1), ("etat", "declaree")])
def test_the_database_refuses_to_change_a_confirmed_contribution(poses, annee, chantier, par, champ, neuve):
    contribution = declarer(annee, chantier, par)
    setattr(contribution, champ, neuve)
    if champ == "etat":
        contribution.confirmee_le = contribution.confirmee_par = None
    # Of two rules that refuse it, each database says the one it reads first.
    phrases = "ne se modifie plus|suit de son taux"
    with pytest.raises(IntegrityError, match=phrases), consigner("modifier", par=Agent.SYSTEME):
        contribution.save()


def test_the_database_refuses_a_rate_that_is_not_the_scale_s(poses, chantier):
    bareme = Bareme.objects.get(code="benevolat_execution")
    with pytest.raises(IntegrityError, match="ne vaut pas pour cette contribution"):
        budget.contribution(chantier, bareme=bareme, taux_milliemes=20_000)


def test_the_database_refuses_a_scale_that_waits_for_its_decision(chantier):
    with pytest.raises(IntegrityError, match="ne vaut pas pour cette contribution"):
        budget.contribution(chantier, bareme=budget.bareme(a_adopter=True))


# Modifying ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def declaree(poses, annee, chantier, distribution):
    """Given by the référente, not confirmed yet."""
    return declarer(annee, chantier, distribution.membre1.acces, personne_id=distribution.referente1.personne.pk)


def test_a_declared_contribution_is_modified_and_valued_again(declaree, par):
    saisi = {"bareme": "benevolat_encadrement", "quantite": Decimal(20)}
    actions.modifier(declaree, version=1, saisi=saisi, motif="Plus d’heures", par=par)
    declaree.refresh_from_db()
    assert (declaree.taux_milliemes, declaree.valeur_centimes, declaree.version) == (24_620, 49_240, 2)
    assert Acte.objects.first().verbe == "modifier"


def test_it_may_become_a_gift_in_kind_and_back(declaree, par):
    don = {"bareme": "don_en_nature", "quantite": None, "valeur_centimes": 5_000, "precision": "Facture"}
    actions.modifier(declaree, version=1, saisi=don, par=par)
    declaree.refresh_from_db()
    assert (declaree.nature, declaree.unite, declaree.valeur_centimes) == ("don_en_nature", "forfait", 5_000)
    retour = {"bareme": "benevolat_execution", "quantite": Decimal(3), "valeur_centimes": None}
    actions.modifier(declaree, version=2, saisi=retour, par=par)
    declaree.refresh_from_db()
    assert (declaree.nature, declaree.unite, declaree.valeur_centimes) == ("benevolat", "h", 3_693)


def test_the_record_keeps_its_rate_when_the_scale_changes(declaree, par, distribution):
    coordination = distribution.coordination.acces
    fixer_un_bareme(
        "benevolat_execution", id=uuid4(), du=AU_1ER, source="arrêté", tarifs=[Tarif(0, 13_000)], par=coordination
    )
    actions.modifier(declaree, version=1, saisi={"libelle": "Relecture complète"}, par=par)
    declaree.refresh_from_db()
    assert (declaree.libelle, declaree.taux_milliemes, declaree.valeur_centimes) == (
        "Relecture complète",
        12_310,
        12_310,
    )
    assert actions.confirmer(declaree, par=distribution.referente1.acces).valeur_centimes == 12_310


def test_a_new_value_that_waits_for_its_decision_is_said_to_who_changes_the_quantity(declaree, par, distribution):
    coordination = distribution.coordination.acces
    fixer_un_bareme(
        "benevolat_execution", id=uuid4(), du=AU_1ER, source="arrêté", tarifs=[Tarif(0, 13_000)], par=coordination
    )
    phrase = refus(actions.modifier, declaree, version=1, saisi={"quantite": Decimal(20)}, par=par)
    assert "reste à adopter" in str(phrase)


def test_two_people_who_change_different_fields_lose_nothing(declaree, par):
    actions.modifier(declaree, version=1, saisi={"quantite": Decimal(20)}, par=par)
    saisi = {"libelle": "Relecture longue", "quantite": Decimal(10), "bareme": "benevolat_execution"}
    fusion = actions.modifier(declaree, version=1, saisi=saisi, par=par)
    declaree.refresh_from_db()
    assert (declaree.libelle, declaree.quantite, declaree.valeur_centimes) == ("Relecture longue", 20, 24_620)
    assert fusion.repris == ("quantite",)


def test_two_people_who_change_the_same_field_choose(declaree, par):
    actions.modifier(declaree, version=1, saisi={"quantite": Decimal(20)}, par=par)
    conflit = refus(actions.modifier, declaree, version=1, saisi={"quantite": Decimal(30)}, par=par)
    assert isinstance(conflit, Conflit)
    assert [d.champ for d in conflit.fusion.desaccords] == ["quantite"]


def test_a_quantity_that_passes_into_another_band_does_not_conflict_with_a_wording(poses, annee, chantier, par):
    organisation = fabriques.organisation()
    champs = {"bareme": "km_auto_4cv", "quantite": Decimal(2_000), "organisation_id": organisation.pk}
    contribution = declarer(annee, chantier, par, **champs)
    actions.modifier(contribution, version=1, saisi={"quantite": Decimal(6_000)}, par=par)
    saisi = {"libelle": "Tournée", "quantite": Decimal(2_000), "bareme": "km_auto_4cv"}
    actions.modifier(contribution, version=1, saisi=saisi, par=par)
    contribution.refresh_from_db()
    assert (contribution.libelle, contribution.bareme.au_dela_de) == ("Tournée", 5_000)
    assert contribution.valeur_centimes == 337_000


def test_an_earlier_state_is_brought_back_and_valued_again(declaree, par):
    actions.modifier(declaree, version=1, saisi={"quantite": Decimal(20), "libelle": "Autre"}, par=par)
    etat = Contribution.history.get(id=declaree.pk, version=1)
    actions.restaurer(declaree, etat=etat, motif="Trop", par=par)
    declaree.refresh_from_db()
    assert (declaree.libelle, declaree.quantite, declaree.valeur_centimes) == ("Relecture", 10, 12_310)
    assert Acte.objects.first().verbe == "restaurer"


def test_a_gift_that_its_giver_withdrew_is_not_brought_back_confirmed_by_others(distribution):
    chantier, donne = fabriques.chantier(1), distribution.membre2
    contribution = budget.contribution(chantier, personne=donne.personne)
    actions.confirmer(contribution, par=donne.acces)
    actions.archiver(contribution, par=donne.acces)
    refusee = refus(actions.retablir, contribution, par=distribution.membre1.acces)
    assert str(refusee).startswith("C’est à qui la donne de rétablir une contribution confirmée")
    actions.retablir(contribution, par=donne.acces)
