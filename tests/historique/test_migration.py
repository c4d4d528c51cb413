"""Data migrations leave an entry, and migrations of historical tables put the guards back."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor

from chantiers.models import Etape
from historique.canonique import lire
from historique.gardes import gardes_manquantes
from historique.lecture import derniere_sequence
from historique.migration import Consigne, ReecrireLesEtatsPasses
from historique.models import Acte, Changement, Visibilite
from historique.saisie import EcritureHorsJournal, EtatPerime
from historique.verification import verifier
from membres.models import Organisation, Personne
from tests import fabriques


def renommer(avant, apres):
    """What the function of a data migration looks like."""

    def migrer(apps, schema_editor):
        with Consigne(apps, motif=f"« {avant} » se dit « {apres} »") as consigne:
            for etape in apps.get_model("chantiers", "Etape").objects.filter(titre=avant):
                etape.titre = apres
                consigne.enregistrer(etape)

    return migrer


def etat():
    return MigrationExecutor(connection).loader.project_state()


def appliquer(operation, sens="forwards"):
    present = etat()
    # The transaction is ours: SQLite's editor would look at a broken one on its way out, and hide the refusal.
    with connection.schema_editor(atomic=False) as editeur, transaction.atomic():
        getattr(operation, f"database_{sens}")("chantiers", editeur, present, present)


@pytest.fixture
def etapes(base_reelle):
    objectif = fabriques.objectif(fabriques.feuille(fabriques.chantier(1)))
    return [fabriques.etape(objectif, titre) for titre in ("Ancien mot", "Ancien mot", "Autre")]


def test_a_data_migration_is_one_entry_and_comes_back_by_another(etapes):
    operation = RunPython(renommer("Ancien mot", "Nouveau mot"), renommer("Nouveau mot", "Ancien mot"))
    appliquer(operation)
    acte = Acte.objects.get(verbe="migrer")
    assert (acte.agent, acte.origine, acte.visibilite) == ("systeme", "migration", Visibilite.MEMBRES)
    assert {c.objet_id for c in acte.changements.all()} == {etapes[0].pk, etapes[1].pk}
    assert sorted(Etape.objects.values_list("titre", "version")) == [
        ("Autre", 1),
        ("Nouveau mot", 2),
        ("Nouveau mot", 2),
    ]
    appliquer(operation, "backwards")
    assert sorted(Etape.objects.values_list("titre", "version")) == [("Ancien mot", 3), ("Ancien mot", 3), ("Autre", 1)]
    assert Acte.objects.filter(verbe="migrer").count() == 2
    assert list(verifier()) == []


def test_its_texts_are_commitments(etapes):
    appliquer(RunPython(renommer("Ancien mot", "Phrase marquée")))
    assert not Changement.objects.filter(apres__contains="Phrase marquée").exists()


def test_a_data_migration_creates_rows(base_reelle):
    def creer(apps, schema_editor):
        with Consigne(apps, motif="Au départ") as consigne:
            consigne.enregistrer(apps.get_model("membres", "Organisation")(nom="Créée"))
            consigne.enregistrer(apps.get_model("membres", "Personne")(prenom="Zoé", nom="Créée"))

    appliquer(RunPython(creer))
    assert Organisation.objects.get().history.get().history_type == "+"
    assert Personne.objects.get().version == 1
    # One of the rows is reserved: so is the entry.
    assert Acte.objects.get(verbe="migrer").visibilite == Visibilite.RESTREINTE
    assert list(verifier()) == []


def test_a_data_migration_that_changes_nothing_leaves_no_entry(etapes):
    avant = derniere_sequence()
    appliquer(RunPython(renommer("Jamais écrit", "Rien")))
    appliquer(RunPython(renommer("Autre", "Autre")))
    assert derniere_sequence() == avant
    assert set(Etape.objects.values_list("version", flat=True)) == {1}


def test_a_data_migration_that_forgets_the_journal_is_refused(etapes):
    def par_save(apps, schema_editor):
        etape = apps.get_model("chantiers", "Etape").objects.first()
        etape.titre = "Sans trace"
        etape.save()

    def par_update(apps, schema_editor):
        apps.get_model("chantiers", "Etape").objects.update(titre="Sans trace")

    def dans_une_consigne(apps, schema_editor):
        with Consigne(apps, motif="Mal écrite"):
            par_save(apps, schema_editor)

    for fautive in (par_save, par_update, dans_une_consigne):
        with pytest.raises(EcritureHorsJournal):
            appliquer(RunPython(fautive))
    assert not Etape.objects.filter(titre="Sans trace").exists()


def test_a_data_migration_saves_no_stale_row(etapes):
    def perimer(apps, schema_editor):
        modele = apps.get_model("chantiers", "Etape")
        une, la_meme = modele.objects.get(titre="Autre"), modele.objects.get(titre="Autre")
        with Consigne(apps, motif="Deux fois") as consigne:
            une.titre = "Première"
            consigne.enregistrer(une)
            consigne.enregistrer(la_meme)

    with pytest.raises(EtatPerime):
        appliquer(RunPython(perimer))
    assert Etape.objects.filter(titre="Autre").exists()


def noter(raison):
    def migrer(apps, schema_editor):
        apps.get_model("chantiers", "HistoricalEtape").objects.update(history_change_reason=raison)

    return migrer


def test_past_states_are_rewritten_only_by_an_operation_that_says_so(etapes):
    with pytest.raises(EcritureHorsJournal):
        appliquer(RunPython(noter("en cachette")))
    assert set(Etape.history.values_list("history_change_reason", flat=True)) == {None}
    operation = ReecrireLesEtatsPasses([RunPython(noter("converti"), noter(None))], raison="Une colonne convertie")
    for sens, note in (("forwards", "converti"), ("backwards", None)):
        appliquer(operation, sens)
        assert set(Etape.history.values_list("history_change_reason", flat=True)) == {note}
        assert gardes_manquantes() == []
    assert Acte.objects.filter(verbe="migrer", origine="migration").count() == 2
    assert list(verifier()) == []


def test_a_failed_rewriting_leaves_the_guards_as_they_were(etapes):
    def echouer(apps, schema_editor):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        appliquer(ReecrireLesEtatsPasses([RunPython(noter("non")), RunPython(echouer)], raison="Manquée"))
    assert gardes_manquantes() == []
    assert set(Etape.history.values_list("history_change_reason", flat=True)) == {None}


def test_the_operation_is_written_back_in_a_migration():
    operation = ReecrireLesEtatsPasses([], raison="Pourquoi")
    nom, arguments, nommes = operation.deconstruct()
    assert (nom, arguments, nommes) == ("ReecrireLesEtatsPasses", [[]], {"raison": "Pourquoi"})
    assert "Pourquoi" in operation.describe()


def test_tables_that_guards_read_may_be_rebuilt_and_are_guarded_again(base_reelle):
    """On SQLite a table is rebuilt when a constraint changes, which a trigger of another table would stop."""
    call_command("migrate", "pilotage", "0001", verbosity=0)
    assert gardes_manquantes() == []
    call_command("migrate", verbosity=0)
    assert gardes_manquantes() == []


def test_entries_written_before_the_chain_are_taken_in_by_an_entry_that_says_so(etapes):
    """Backwards to the journal without a chain, then forwards as an instance that is updated."""
    inscrites = list(Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine"))
    call_command("migrate", "historique", "0003", verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(Acte.objects.order_by("sequence").values_list("sequence", "feuille", "chaine"))[:-1] == inscrites
    derniere = Acte.objects.order_by("sequence").last()
    assert (derniere.verbe, derniere.visibilite) == ("migrer", Visibilite.PUBLIQUE)
    assert lire(derniere.faits) == {"inscriptions_enchainees": len(inscrites)}
    assert gardes_manquantes() == []
    assert list(verifier()) == []


def test_an_empty_journal_begins_its_chain_without_an_entry(base_reelle):
    call_command("migrate", "historique", "0003", verbosity=0)
    call_command("migrate", verbosity=0)
    assert derniere_sequence() == 0
    assert list(verifier()) == []
