"""The list of what was taken out, outside the database, and what it makes of an older backup."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection

from chantiers.models import Etape
from historique import effacements, prises, retrait
from historique.actes import Agent, consigner
from historique.canonique import canonique, lire
from historique.effacements import Effacement, completer_la_liste, lire_la_liste, rejouer_les_effacements
from historique.models import PASSAGE_RETIRE, Acte, Ouverture
from historique.verification import verifier
from tests import fabriques
from tests.historique.test_pages import modifier
from tests.historique.test_retrait import SECRET, base_entiere, retirer


@pytest.fixture
def une_etape(base_reelle):
    une = fabriques.etape(fabriques.objectif(fabriques.feuille(fabriques.chantier(1))), "Mener l’enquête")
    modifier(une, description=SECRET, motif=f"Motif : {SECRET}")
    return une


def fichier(dossier):
    return dossier / "effacements.ndjson"


def test_each_act_that_took_something_out_has_its_line_and_no_text(une_etape, dossier_du_journal):
    acte = retirer(une_etape, "description", SECRET, motif_legal="tiers")
    (ligne,) = fichier(dossier_du_journal).read_text().splitlines()
    assert json.loads(ligne) == {
        "inscription": str(acte.pk),
        "sequence": acte.sequence,
        "instant": lire(canonique(acte.instant)),
        "retraits": lire(acte.faits)["retraits"],
        "passages": [["chantiers.etape", str(une_etape.pk), "description"]],
        "personne": None,
        "motif_legal": "tiers",
    }
    assert SECRET not in ligne


def test_the_directory_is_for_its_owner_alone(une_etape, dossier_du_journal):
    retirer(une_etape, "description", SECRET)
    assert dossier_du_journal.stat().st_mode & 0o077 == 0


def test_an_act_that_is_rolled_back_has_no_line(une_etape, dossier_du_journal):
    with pytest.raises(ValueError, match="not a legal reason"):
        retirer(une_etape, "description", SECRET, motif_legal="non")
    assert not fichier(dossier_du_journal).exists()


def test_who_is_erased_is_named_by_her_key(une_etape):
    personne = fabriques.personne()
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        retrait.retirer_un_texte(acte, Etape, une_etape.pk, "description", SECRET)
        retrait.motiver(acte, "effacement", personne.pk)
    (effacement,) = lire_la_liste()
    assert (effacement.personne, effacement.motif_legal) == (personne.pk, "effacement")


def test_the_list_is_made_complete_from_the_journal_and_twice_is_once(une_etape, dossier_du_journal):
    retirer(une_etape, "description", SECRET)
    attendu = fichier(dossier_du_journal).read_bytes()
    fichier(dossier_du_journal).unlink()
    assert completer_la_liste() == 1
    assert completer_la_liste() == 0
    assert fichier(dossier_du_journal).read_bytes() == attendu


def test_the_daily_upkeep_adds_the_line_that_a_crash_kept_from_being_written(une_etape, dossier_du_journal, capsys):
    acte = retirer(une_etape, "description", SECRET)
    fichier(dossier_du_journal).unlink()
    call_command("entretenir")
    assert "hors de la base : 1 ajouté." in capsys.readouterr().out
    assert [e.inscription for e in lire_la_liste()] == [acte.pk]


def test_a_line_cut_by_a_crash_is_written_again(une_etape, dossier_du_journal):
    acte = retirer(une_etape, "description", SECRET)
    entiere = fichier(dossier_du_journal).read_bytes()
    fichier(dossier_du_journal).write_bytes(entiere[: len(entiere) // 2])
    assert completer_la_liste() == 1
    assert completer_la_liste() == 0
    assert [e.inscription for e in lire_la_liste()] == [acte.pk]


def test_a_list_that_cannot_be_written_does_not_undo_the_act(une_etape, dossier_du_journal, caplog):
    dossier_du_journal.mkdir()
    fichier(dossier_du_journal).mkdir()
    acte = retirer(une_etape, "description", SECRET)
    assert SECRET not in Ouverture.objects.values_list("valeur", flat=True)
    assert "Error calling" in caplog.text
    fichier(dossier_du_journal).rmdir()
    assert completer_la_liste() == 1
    assert lire_la_liste()[0].inscription == acte.pk


# An older backup is back ----------------------------------------------------------------------------------------------


@pytest.fixture
def revenue(une_etape, dossier_du_journal):
    """The database as it was before the texts were taken out; the list says that they were."""
    ouvertures = Ouverture.objects.filter(valeur__contains=SECRET).values_list("pk", flat=True)
    vise = Acte.objects.exclude(motif="").get()
    effacement = Effacement(
        inscription=uuid4(),
        sequence=99,
        instant="2026-11-24T10:00:00.000000Z",
        engagements=tuple(ouvertures),
        passages=(
            ("chantiers.etape", une_etape.pk, "description"),
            ("chantiers.etape", uuid4(), "titre"),  # of an item made since
            ("historique.acte", vise.pk, "motif"),
        ),
        personne=None,
        motif_legal="diffamation",
    )
    dossier_du_journal.mkdir()
    fichier(dossier_du_journal).write_text(f"{effacement.ligne}\n")
    return effacement


def test_what_was_taken_out_is_taken_out_again_by_the_platform(revenue, une_etape):
    assert SECRET in base_entiere()
    assert rejouer_les_effacements() == 1
    assert SECRET not in base_entiere()
    assert Etape.objects.get(pk=une_etape.pk).description == PASSAGE_RETIRE
    acte = Acte.objects.order_by("-sequence").first()
    assert (acte.verbe, acte.agent) == ("rejouer_un_retrait", "systeme")
    faits = lire(acte.faits)
    assert (faits["motif_legal"], faits["inscription_rejouee"]) == ("diffamation", str(revenue.inscription))
    assert [str(a) for a in verifier()] == []


def test_a_list_that_comes_back_after_the_database_is_replayed_by_the_daily_upkeep(revenue, capsys):
    call_command("entretenir")
    assert "hors de la base : 1 refait." in capsys.readouterr().out
    assert SECRET not in base_entiere()
    call_command("entretenir")
    assert "hors de la base : complète." in capsys.readouterr().out


def test_replaying_twice_is_replaying_once(revenue):
    rejouer_les_effacements()
    inscriptions = Acte.objects.count()
    assert rejouer_les_effacements() == 0
    assert Acte.objects.count() == inscriptions
    assert [e.sequence for e in lire_la_liste()] == [99, inscriptions]


def test_what_this_database_has_taken_out_itself_is_not_replayed(une_etape):
    retirer(une_etape, "description", SECRET)
    inscriptions = Acte.objects.count()
    assert rejouer_les_effacements() == 0
    assert Acte.objects.count() == inscriptions


def test_a_person_is_erased_again_once(une_etape, dossier_du_journal, revenue, monkeypatch):
    appels = []
    personne = fabriques.personne()

    def effacer(personne_id, motif_legal):
        appels.append((personne_id, motif_legal))
        with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
            retrait.retirer_un_texte(acte, Etape, une_etape.pk, "description", SECRET)
            retrait.motiver(acte, motif_legal, personne_id)

    monkeypatch.setattr(prises, "effacer_de_nouveau", [effacer])
    siens = [replace(revenue, personne=personne.pk, inscription=uuid4()), replace(revenue, personne=personne.pk)]
    fichier(dossier_du_journal).write_text("".join(f"{e.ligne}\n" for e in siens))
    rejouer_les_effacements()
    rejouer_les_effacements()
    assert appels == [(personne.pk, "diffamation")]
    assert SECRET not in base_entiere()


@pytest.mark.sqlite_seul
def test_a_real_copy_of_before_put_back_holds_the_text_no_more(une_etape, base_reelle, tmp_path):
    connection.close()
    with closing(sqlite3.connect(base_reelle)) as vivante, closing(sqlite3.connect(tmp_path / "copie")) as copie:
        vivante.backup(copie)
    retirer(une_etape, "description", SECRET, remplacement="Ce qui reste.")
    connection.close()
    with closing(sqlite3.connect(tmp_path / "copie")) as copie, closing(sqlite3.connect(base_reelle)) as vivante:
        copie.backup(vivante)
    assert Etape.objects.get(pk=une_etape.pk).description == SECRET
    assert effacements.rejouer_les_effacements() == 1
    assert Etape.objects.get(pk=une_etape.pk).description == PASSAGE_RETIRE
    assert not Ouverture.objects.filter(valeur=SECRET).exists()
    assert [str(a) for a in verifier()] == []
