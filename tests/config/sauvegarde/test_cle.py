"""Another key signs the journal: it says so, and the points that the old one signed stay good."""

import json
import stat

import pytest
from django.core.management import CommandError

from historique import points
from historique.canonique import lire
from historique.models import Acte
from historique.note import CleSecrete, lire_note, verifier_note
from historique.verification import verifier
from tests.config.sauvegarde.conftest import inscrire, lancer

pytestmark = pytest.mark.usefixtures("base_reelle")


@pytest.fixture
def ancienne():
    """A note signed by the first key."""
    inscrire(2)
    return points.signer()


def changement():
    acte = Acte.objects.get(verbe="changer_la_cle")
    return acte.sequence, lire(acte.faits), acte.visibilite, acte.agent


def test_the_journal_says_which_key_takes_the_place_of_which(ancienne):
    avant = points.cles()
    lancer("changer_la_cle")
    nouvelle, *reste = points.cles()
    faits = {"ancienne": str(avant[0]), "nouvelle": str(nouvelle)}
    assert changement() == (3, faits, "publique", "systeme")
    assert tuple(reste) == avant
    assert nouvelle.nom == avant[0].nom


def test_the_old_points_stay_good_and_the_new_key_signs(ancienne, dossier_du_journal):
    lancer("changer_la_cle")
    assert points.verifier_point(ancienne) == points.point_a(2)
    nouvelle = points.cles()[0]
    assert verifier_note(points.signer(), (nouvelle,)) == points.point_a()
    assert stat.S_IMODE((dossier_du_journal / "cle").stat().st_mode) == 0o600
    assert points.rupture_du_journal() is None
    assert list(verifier()) == []


def test_the_old_key_signs_the_entry_that_names_the_new_one(ancienne, dossier_du_journal):
    vieille = points.cles()[0]
    assert "L’ancienne clé a signé un dernier point" in lancer("changer_la_cle")
    sequence = changement()[0]
    signes = [lire(ligne) for ligne in (dossier_du_journal / "points.txt").read_text().splitlines()]
    derniers = [verifier_note(note, (vieille,)) for note in signes if lire_note(note).taille == sequence]
    assert derniers == [points.point_a(sequence)]


@pytest.mark.parametrize("perdre", [lambda cle: cle.unlink(), lambda cle: cle.write_text("illisible")])
def test_a_key_that_is_lost_is_replaced_and_the_journal_says_so(ancienne, dossier_du_journal, perdre):
    perdre(dossier_du_journal / "cle")
    assert "changer_la_cle" in points.rupture_du_journal()
    assert "L’ancienne clé a signé" not in lancer("changer_la_cle")
    assert points.rupture_du_journal() is None
    assert points.verifier_point(ancienne) == points.point_a(2)
    inscrire()
    assert points.verifier_point(points.signer()).taille == 4


def test_a_wrong_key_is_replaced_like_a_lost_one(ancienne, dossier_du_journal):
    (dossier_du_journal / "cle").write_text(str(CleSecrete.tirer("ailleurs/journal")))
    lancer("changer_la_cle")
    assert [cle.nom for cle in points.cles()] == [lire_nom(ancienne)] * 2
    assert points.rupture_du_journal() is None


def lire_nom(note):
    return note.splitlines()[0]


def test_a_journal_that_nothing_has_signed_has_no_key_to_change():
    with pytest.raises(CommandError, match="Aucune clé n’a encore signé ce journal"):
        lancer("changer_la_cle")
    assert Acte.objects.count() == 0


def test_a_journal_that_does_not_continue_what_was_signed_keeps_its_key(ancienne, dossier_du_journal):
    """A new key must not make one forget what the old one signed."""
    cle = (dossier_du_journal / "cle").read_text()
    lointain = CleSecrete.lire(cle).signer(points.Point(9, "ab" * 32))
    with (dossier_du_journal / "points.txt").open("a") as fichier:
        fichier.write(json.dumps(lointain) + "\n")
    with pytest.raises(CommandError, match="ne continue pas ce qui a été signé.\n.*reprendre_le_journal"):
        lancer("changer_la_cle")
    assert (dossier_du_journal / "cle").read_text() == cle
    assert Acte.objects.count() == 2
