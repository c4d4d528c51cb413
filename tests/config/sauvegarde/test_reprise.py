"""A backup older than what was signed since: the journal says what was lost, and never forks in silence."""

import shutil
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import connection

from config.sauvegarde.reprise import perte, reprendre
from historique import points, retrait
from historique.actes import Agent, consigner
from historique.canonique import lire
from historique.models import Acte, Ouverture
from historique.note import CleSecrete
from historique.verification import verifier
from membres.actions import effacer
from membres.models import Organisation, Personne
from tests.bases import brancher, faire_le_modele
from tests.config.sauvegarde.conftest import inscrire, lancer
from tests.fabriques import compte, organisation, personne
from tests.historique.test_points import rechainer

SECRET = "Association-à-retirer"


def reprise():
    """The entry that says what was lost: its number, its facts, its readers, and its sentence."""
    acte = Acte.objects.get(verbe=points.REPRENDRE)
    return acte.sequence, lire(acte.faits), acte.visibilite, acte.auteur_id, Ouverture.objects.get(pk=acte.motif).valeur


def perdre(nombre):
    """Entries signed after the backup; gives the last point signed."""
    inscrire(nombre)
    return points.verifier_point(points.signer())


def test_an_old_backup_names_the_lost_range_and_the_journal_goes_on(sauvegarde, machine_neuve, dossier_du_journal):
    n = points.point_a().taille
    perdu = perdre(4)
    with machine_neuve(dossier_du_journal):
        dit = lancer("restaurer", sauvegarde)
        faits = {"perdues_de": n + 1, "perdues_a": n + 4, "point_perdu": perdu.long}
        phrase = (
            "Retour d’une sauvegarde plus ancienne que le dernier point de contrôle signé : "
            f"les inscriptions qui portaient les numéros {n + 1} à {n + 4} sont perdues."
        )
        assert reprise() == (n + 1, faits, "publique", None, phrase)
        assert f"{phrase} La nouvelle inscription {n + 1} le dit à tous." in dit
        assert list(verifier()) == []
        assert points.points_signes()[-1] == points.point_a()
        inscrire(2)
        assert points.verifier_point(points.signer()).taille == n + 3


def test_one_lost_entry_is_said_as_one(sauvegarde, machine_neuve, dossier_du_journal):
    n = perdre(1).taille
    with machine_neuve(dossier_du_journal):
        lancer("restaurer", sauvegarde)
        assert reprise()[1]["perdues_de"] == reprise()[1]["perdues_a"] == n
        assert reprise()[4].endswith(f"l’inscription qui portait le numéro {n} est perdue.")


def test_what_was_never_signed_was_given_to_nobody_and_is_not_named(sauvegarde, machine_neuve, dossier_du_journal):
    inscrire(4)
    with machine_neuve(dossier_du_journal):
        lancer("restaurer", sauvegarde)
        assert not Acte.objects.filter(verbe=points.REPRENDRE).exists()
        assert list(verifier()) == []


def test_the_points_that_the_backup_brings_are_remembered_without_the_directory(instance, machine_neuve, tmp_path, cle):
    perdre(2)
    lancer("sauvegarder", tmp_path / "a.zip")
    signes = points.points_signes()
    with machine_neuve():
        lancer("restaurer", tmp_path / "a.zip", cle=cle)
        assert points.points_signes() == signes


@pytest.mark.django_db
def test_a_rewritten_journal_does_not_pass_for_an_old_backup(db):
    inscrire(2)
    points.signer()
    inscrire(3)
    points.signer()
    rechainer(4)
    perdu = perte()
    assert (perdu.de, perdu.a, perdu.remplacees) == (5, 5, True)
    reprendre(perdu)
    assert reprise()[1]["remplacees"] is True
    assert reprise()[4].startswith("Ce journal n’est plus celui qui a été signé : d’autres inscriptions")


def test_a_second_fork_is_named_from_where_it_begins(instance, machine_neuve, dossier_du_journal, tmp_path):
    """Restored to an early backup, then to a later one of the first life: what is lost begins at the first return."""
    lancer("sauvegarder", tmp_path / "tot.zip")
    tot = points.point_a().taille
    perdre(5)
    lancer("sauvegarder", tmp_path / "tard.zip")
    with machine_neuve(dossier_du_journal):
        lancer("restaurer", tmp_path / "tot.zip")
        autre_vie = perdre(9)
    with machine_neuve(dossier_du_journal):
        lancer("restaurer", tmp_path / "tard.zip")
        faits = {
            "perdues_de": tot + 1,
            "perdues_a": autre_vie.taille,
            "point_perdu": autre_vie.long,
            "remplacees": True,
        }
        assert reprise()[:2] == (tot + 6, faits)
        assert list(verifier()) == []


def test_the_points_of_another_journal_are_refused(instance, sauvegarde, machine_neuve):
    with machine_neuve() as dossier:
        lancer("restaurer", sauvegarde)
        shutil.rmtree(dossier / "journal")
        inscrire()
        points.signer()
        autre = dossier / "journal"
        with (
            machine_neuve(autre),
            pytest.raises(CommandError, match="d’un autre journal que ce qui est dans le dossier"),
        ):
            lancer("restaurer", sauvegarde)


# By hand --------------------------------------------------------------------------------------------------------------


@contextmanager
def copie(dossier):
    """The database of this instant, copied by hand; gives the name of the copy."""
    modele = faire_le_modele(dossier)
    with modele.copie() as nom:
        yield nom
    modele.supprimer()


def test_an_old_database_put_back_by_hand_is_named_at_start_and_taken_up_again(base_reelle, tmp_path):
    inscrire(3)
    ancien = points.verifier_point(points.signer())
    with copie(tmp_path) as remise:
        perdu = perdre(2)
        with brancher(remise):
            with pytest.raises(
                ImproperlyConfigured, match="ancienne sauvegarde.\n.*« manage.py reprendre_le_journal »"
            ):
                points.exiger_la_continuite()
            with pytest.raises(points.RuptureDuJournal):
                points.signer()
            dit = lancer("reprendre_le_journal")
            points.exiger_la_continuite()
            faits = {"perdues_de": 4, "perdues_a": 5, "point_perdu": perdu.long}
            assert reprise()[:2] == (ancien.taille + 1, faits)
            assert "La nouvelle inscription 4 le dit à tous." in dit
            assert points.points_signes()[-1] == points.point_a()
            assert "rien n’est à reprendre" in lancer("reprendre_le_journal")
            assert Acte.objects.filter(verbe=points.REPRENDRE).count() == 1


def test_a_journal_that_goes_on_has_nothing_to_take_up(instance):
    assert "rien n’est à reprendre" in lancer("reprendre_le_journal")


# Erasures -------------------------------------------------------------------------------------------------------------


def test_what_was_erased_since_the_backup_is_erased_again(instance, machine_neuve, dossier_du_journal, tmp_path):
    cible = organisation(SECRET)
    lancer("sauvegarder", tmp_path / "a.zip")
    with consigner("retirer_un_passage", par=Agent.SYSTEME) as acte:
        acte.objet = retrait.retirer_les_textes(acte, Organisation, cible.pk, {"nom": [SECRET]})
        retrait.motiver(acte, "diffamation")
    points.signer()
    with machine_neuve(dossier_du_journal):
        dit = lancer("restaurer", tmp_path / "a.zip")
        assert "1 effacement a été refait." in dit
        assert Organisation.objects.get(pk=cible.pk).nom == "[passage retiré]"
        assert not Ouverture.objects.filter(valeur__contains=SECRET).exists()
        assert list(verifier()) == []
        if connection.vendor == "sqlite":
            assert SECRET.encode() not in Path(connection.settings_dict["NAME"]).read_bytes()


def test_a_person_erased_since_the_backup_is_nowhere_in_what_comes_back(
    instance, distribution, machine_neuve, dossier_du_journal, tmp_path
):
    elle = personne(prenom="Zéphyrine", nom="Quintefeuille", compte=compte("zephyrine.q@essai.example"))
    lancer("sauvegarder", tmp_path / "a.zip")
    effacer(elle, fondement="consentement_retire", par=distribution.coordination.acces)
    perdu = points.verifier_point(points.signer())
    marques = [b"Quintefeuille", "Zéphyrine".encode(), b"zephyrine.q@essai.example"]
    with machine_neuve(dossier_du_journal):
        lancer("restaurer", tmp_path / "a.zip")
        assert reprise()[1]["point_perdu"] == perdu.long
        assert Personne.objects.get(pk=elle.pk).retiree_le is not None
        lancer("sauvegarder", tmp_path / "apres.zip", portable=True)
        with zipfile.ZipFile(tmp_path / "apres.zip") as zip_:
            contenu = b"".join(map(zip_.read, zip_.namelist()))
        if connection.vendor == "sqlite":
            contenu += Path(connection.settings_dict["NAME"]).read_bytes()
        assert [marque for marque in marques if marque in contenu] == []
        assert list(verifier()) == []


def test_without_the_list_the_text_would_come_back(instance, machine_neuve, dossier_du_journal, tmp_path, cle):
    """The negative control: it is the list kept outside that erases again."""
    cible = organisation(SECRET)
    lancer("sauvegarder", tmp_path / "a.zip")
    with machine_neuve():
        lancer("restaurer", tmp_path / "a.zip", cle=cle)
        assert Organisation.objects.get(pk=cible.pk).nom == SECRET


# The key --------------------------------------------------------------------------------------------------------------


def test_the_key_of_another_journal_is_named(sauvegarde, machine_neuve, tmp_path):
    (tmp_path / "fausse").write_text(str(CleSecrete.tirer("ailleurs/journal")))
    with machine_neuve() as dossier:
        with pytest.raises(CommandError, match="La clé donnée est la clé d’un autre journal .ailleurs/journal"):
            lancer("restaurer", sauvegarde, cle=tmp_path / "fausse")
        assert list(dossier.iterdir()) == []


def test_a_file_that_is_no_key_is_named(sauvegarde, machine_neuve):
    with machine_neuve(), pytest.raises(CommandError, match="n’est pas une clé de signature"):
        lancer("restaurer", sauvegarde, cle=sauvegarde)


def test_a_key_changed_since_the_backup_needs_the_directory(
    sauvegarde, machine_neuve, dossier_du_journal, cle, tmp_path
):
    shutil.copyfile(cle, tmp_path / "ancienne")
    lancer("changer_la_cle")
    nouvelle, ancienne = points.cles()
    with machine_neuve(), pytest.raises(CommandError, match="est la clé d’un autre journal"):
        lancer("restaurer", sauvegarde, cle=cle)
    with machine_neuve(dossier_du_journal), pytest.raises(CommandError, match="est une ancienne clé de ce journal"):
        lancer("restaurer", sauvegarde, cle=tmp_path / "ancienne")
    with machine_neuve(dossier_du_journal):
        lancer("restaurer", sauvegarde)
        assert points.cles()[0] == nouvelle
        assert points.rupture_du_journal() is None
        # The entry that named the new key is lost: the one that says so names it again.
        faits = reprise()[1]
        assert (faits["ancienne"], faits["nouvelle"]) == (str(ancienne), str(nouvelle))
