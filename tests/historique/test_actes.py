"""One action, one transaction, one entry."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from chantiers.models import Chantier, Etape
from historique.actes import Agent, consigner
from historique.canonique import lire
from historique.horloge import a_l_instant, maintenant
from historique.models import Acte, Changement, Ouverture, Serie, Tete
from historique.refus import ActionRefusee
from historique.saisie import EcritureHorsJournal, EtatPerime
from membres.acces import ANONYME
from membres.models import Organisation
from tests import fabriques

pytestmark = pytest.mark.django_db


def renommer(organisation, nom):
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        courante = Organisation.objects.select_for_update().get(pk=organisation.pk)
        courante.nom = nom
        courante.save()
        acte.objet = courante
    return acte


def changements(acte):
    return {c.champ: (c.avant, c.apres) for c in Changement.objects.filter(acte=acte.id)}


def test_an_act_leaves_one_entry_with_its_author_and_what_changed():
    organisation = fabriques.organisation()
    acte = renommer(organisation, "Autre nom")
    inscription = Acte.objects.get(sequence=acte.sequence)
    assert (inscription.verbe, inscription.objet_type, inscription.objet_id, inscription.agent) == (
        "modifier",
        "membres.organisation",
        organisation.pk,
        "systeme",
    )
    assert changements(acte).keys() == {"nom", "version"}
    assert changements(acte)["version"] == ("1", "2")


def test_an_act_of_a_person_bears_her_key(distribution):
    with consigner("ajouter", par=distribution.membre1.acces) as acte:
        Organisation(nom="Sienne").save()
    assert Acte.objects.get(sequence=acte.sequence).auteur_id == distribution.membre1.personne.pk


def test_a_reason_keeps_all_but_the_character_no_database_holds():
    """Buttons send their reason without a form to clean it; PostgreSQL refuses NUL in any text."""
    with consigner("ajouter", par=Agent.SYSTEME, motif="Une\0 raison \0") as acte:
        Organisation(nom="Une").save()
    engagement = Acte.objects.get(sequence=acte.sequence).motif
    assert Ouverture.objects.get(engagement=engagement).valeur == "Une raison"


def test_a_visitor_is_asked_to_sign_in():
    with pytest.raises(ActionRefusee, match="Connectez-vous"), consigner("ajouter", par=ANONYME):
        raise AssertionError("the block must not run")


def test_all_rows_of_an_act_share_its_instant():
    with consigner("ajouter", par=Agent.SYSTEME) as acte:
        Organisation(nom="Une").save()
        Organisation(nom="Deux").save()
    instants = set(Organisation.history.filter(acte=acte.id).values_list("history_date", flat=True))
    assert instants == {Acte.objects.get(pk=acte.id).instant}


def test_the_scope_comes_from_the_object():
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(3))))
    assert Acte.objects.get(objet_id=etape.pk).portee_id == fabriques.chantier(3).pk


def test_a_block_that_changes_nothing_leaves_no_entry_and_no_trace():
    organisation = fabriques.organisation()
    avant = Tete.objects.get().dernier
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        courante = Organisation.objects.get(pk=organisation.pk)
        courante.save()
    assert acte.sequence is None
    assert Tete.objects.get().dernier == avant
    assert Organisation.objects.get(pk=organisation.pk).version == courante.version == 1
    assert Organisation.history.filter(id=organisation.pk).count() == 1


def test_a_save_without_change_beside_a_change_is_told_as_a_version():
    une, deux = fabriques.organisation("Une"), fabriques.organisation("Deux")
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        for pk, nom in ((une.pk, "Une autre"), (deux.pk, "Deux")):
            courante = Organisation.objects.get(pk=pk)
            courante.nom = nom
            courante.save()
    champs = {(c.objet_id, c.champ) for c in Changement.objects.filter(acte=acte.id)}
    assert champs == {(une.pk, "nom"), (une.pk, "version"), (deux.pk, "version")}


def test_a_verb_that_changes_nothing_by_nature_leaves_an_entry():
    with consigner("exporter", par=Agent.SYSTEME) as acte:
        pass
    assert Acte.objects.get(sequence=acte.sequence).verbe == "exporter"


def test_an_error_leaves_nothing_and_gives_the_instance_its_version_back():
    organisation = fabriques.organisation()
    avant = Tete.objects.get().dernier
    courante = Organisation.objects.get(pk=organisation.pk)
    actes = []

    def echouer():
        with consigner("modifier", par=Agent.SYSTEME) as acte:
            actes.append(acte)
            courante.nom = "Autre"
            courante.save()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        echouer()
    assert actes[0].sequence is None
    assert (courante.version, Organisation.objects.get(pk=organisation.pk).nom) == (1, organisation.nom)
    assert Tete.objects.get().dernier == avant


def test_a_new_instance_refused_by_the_database_may_be_saved_again():
    fabriques.chantier(1)
    double = Chantier(numero=1, titre="Double", nom_court="Double", slug="double")
    with pytest.raises(IntegrityError), consigner("fonder", par=Agent.SYSTEME):
        double.save()
    double.numero = 9
    with consigner("fonder", par=Agent.SYSTEME) as acte:
        double.save()
    assert changements(acte)["numero"] == (None, "9")


def test_an_action_never_calls_an_action():
    with (
        pytest.raises(EcritureHorsJournal, match="never calls"),
        consigner("ajouter", par=Agent.SYSTEME),
        consigner("ajouter", par=Agent.SYSTEME),
    ):
        raise AssertionError("the block must not run")
    assert renommer(fabriques.organisation(), "Après").sequence is not None


def test_an_act_is_not_part_of_another_transaction(base_reelle):
    with (
        pytest.raises(RuntimeError, match="durable"),
        transaction.atomic(),
        consigner("ajouter", par=Agent.SYSTEME),
    ):
        raise AssertionError("the block must not run")


def test_what_a_savepoint_rolled_back_is_not_in_the_journal():
    organisation = fabriques.organisation("Avant")

    def essayer_puis_renoncer():
        with transaction.atomic():
            Organisation(nom="Abandonnée").save()
            raise ZeroDivisionError

    with consigner("modifier", par=Agent.SYSTEME) as acte:
        with pytest.raises(ZeroDivisionError):
            essayer_puis_renoncer()
        courante = Organisation.objects.get(pk=organisation.pk)
        courante.nom = "Après"
        courante.save()
    assert {c.objet_id for c in Changement.objects.filter(acte=acte.id)} == {organisation.pk}


def test_an_act_whose_transaction_is_lost_says_so():
    fabriques.chantier(1)
    actes = []

    def avaler_l_erreur():
        with consigner("fonder", par=Agent.SYSTEME), suppress(IntegrityError):
            Chantier(numero=1, titre="Double", nom_court="Double", slug="double").save()

    def renoncer():
        with consigner("ajouter", par=Agent.SYSTEME) as acte:
            actes.append(acte)
            Organisation(nom="Perdue").save()
            transaction.set_rollback(True)

    for perdre in (avaler_l_erreur, renoncer):
        with pytest.raises(EcritureHorsJournal, match="transaction is lost"):
            perdre()
    assert actes[0].sequence is None
    assert not Organisation.objects.filter(nom="Perdue").exists()


def test_a_row_loaded_before_another_act_is_refused():
    organisation = fabriques.organisation("Avant")
    perimee = Organisation.objects.get(pk=organisation.pk)
    renommer(organisation, "Le travail d’une autre")
    perimee.site = "https://site.example"
    with pytest.raises(EtatPerime), consigner("modifier", par=Agent.SYSTEME):
        perimee.save()
    assert Organisation.objects.get(pk=organisation.pk).nom == "Le travail d’une autre"


def test_a_row_saved_twice_in_an_act_is_one_change():
    organisation = fabriques.organisation("Avant")
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        courante = Organisation.objects.get(pk=organisation.pk)
        for nom in ("Pendant", "Après"):
            courante.nom = nom
            courante.save()
    assert changements(acte)["version"] == ("1", "3")


def test_values_are_journaled_as_the_database_holds_them():
    etape = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))))
    with consigner("modifier", par=Agent.SYSTEME) as acte:
        courante = Etape.objects.get(pk=etape.pk)
        courante.avancement, courante.echeance = "40", "2027-03-12"
        courante.save()
    assert changements(acte)["avancement"] == ("0", "40")
    assert lire(changements(acte)["echeance"][1]) == "2027-03-12"


def test_deferred_and_partial_saves_are_refused():
    organisation = fabriques.organisation()
    with pytest.raises(EcritureHorsJournal, match="update_fields"), consigner("modifier", par=Agent.SYSTEME):
        Organisation.objects.get(pk=organisation.pk).save(update_fields=["nom"])
    with pytest.raises(EcritureHorsJournal, match="update_fields"), consigner("modifier", par=Agent.SYSTEME):
        Organisation.objects.only("nom").get(pk=organisation.pk).save()


def test_public_numbers_follow_each_other_and_an_abandoned_act_gives_its_number_back():
    with consigner("ajouter", par=Agent.SYSTEME):
        Organisation(nom=f"n° {Serie.prochain('essai')}").save()
    with pytest.raises(ZeroDivisionError), consigner("ajouter", par=Agent.SYSTEME):
        Serie.prochain("essai") / 0
    with consigner("ajouter", par=Agent.SYSTEME):
        Organisation(nom=f"n° {Serie.prochain('essai')}").save()
    assert set(Organisation.objects.values_list("nom", flat=True)) == {"n° 1", "n° 2"}


def test_the_clock_moves_only_in_a_journal_of_demonstration():
    passe = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
    with a_l_instant(passe):
        fabriques.organisation("D’autrefois")
    demonstration = Acte.objects.get()
    assert (demonstration.origine, demonstration.instant) == ("demonstration", passe)
    fabriques.organisation("D’aujourd’hui")
    with a_l_instant(passe + timedelta(days=1)), pytest.raises(EcritureHorsJournal, match="more than a demonstration"):
        fabriques.organisation("Trop tard")


def test_the_clock_of_the_demonstration_never_goes_back():
    with a_l_instant(maintenant() - timedelta(days=2)):
        fabriques.organisation("Une")
    with a_l_instant(maintenant() - timedelta(days=3)), pytest.raises(EcritureHorsJournal, match="moved back"):
        fabriques.organisation("Deux")
