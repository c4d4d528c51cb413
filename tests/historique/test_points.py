"""Points of control: what is signed, what is refused, and what is remembered outside the database."""

import stat

import pytest
from django.db import connection

from historique import chaine, points
from historique.actes import Agent, consigner
from historique.models import Acte, Tete
from historique.note import CleSecrete, NoteInvalide, Point, lire_note, verifier_note
from historique.verification import verifier
from tests.fabriques import personne

pytestmark = pytest.mark.django_db


def inscrire(nombre=1):
    for _ in range(nombre):
        with consigner("raconter", par=Agent.SYSTEME):
            pass


def rechainer(sequence):
    """Rewrite the journal from `sequence` as someone who holds the database would."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT chaine FROM historique_acte WHERE sequence = %s", [sequence - 1])
        precedente = (curseur.fetchone() or ["0" * 64])[0]
    for acte in Acte.objects.filter(sequence__gte=sequence).order_by("sequence"):
        acte.verbe = "migrer"
        feuille = chaine.feuille(chaine.octets(acte, acte.changements.all()))
        precedente = chaine.maillon(precedente, feuille)
        brut(
            "UPDATE historique_acte SET verbe = %s, feuille = %s, chaine = %s WHERE sequence = %s",
            ["migrer", feuille, precedente, acte.sequence],
        )
    brut("UPDATE historique_tete SET chaine = %s", [precedente])


def brut(sql, valeurs=()):
    """Past the guards and the wrapper, as with an SQL client and the rights of the owner."""
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            curseur.cursor.execute("ALTER TABLE historique_acte DISABLE TRIGGER USER")
            curseur.cursor.execute("ALTER TABLE historique_tete DISABLE TRIGGER USER")
        else:
            noms = curseur.cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (nom,) in noms:
                curseur.cursor.execute(f"DROP TRIGGER {nom}")
        curseur.cursor.execute(sql if connection.vendor == "postgresql" else sql.replace("%s", "?"), valeurs)


def test_each_entry_carries_the_fingerprint_of_all_that_came_before():
    inscrire(3)
    precedente = "0" * 64
    for acte, changements in chaine.inscriptions():
        feuille = chaine.feuille(chaine.octets(acte, changements))
        precedente = chaine.maillon(precedente, feuille)
        assert (acte.feuille, acte.chaine) == (feuille, precedente)
    tete = Tete.objects.get()
    assert (tete.dernier, tete.chaine) == (3, precedente)


def test_a_point_is_signed_with_a_key_that_only_its_owner_reads(dossier_du_journal):
    inscrire(2)
    note = points.signer()
    assert points.verifier_point(note) == points.point_a() == lire_note(note)
    assert stat.S_IMODE((dossier_du_journal / "cle").stat().st_mode) == 0o600
    assert stat.S_IMODE(dossier_du_journal.stat().st_mode) == 0o700


def test_the_same_point_gives_the_same_note_and_is_remembered_once(dossier_du_journal):
    inscrire()
    assert points.signer() == points.signer()
    assert len((dossier_du_journal / "points.txt").read_text().splitlines()) == 1


def test_a_past_point_is_signed_of_a_journal_that_continues():
    inscrire(5)
    assert points.verifier_point(points.signer(3)) == points.point_a(3)


def test_an_unknown_position_has_no_point():
    inscrire()
    with pytest.raises(LookupError):
        points.signer(2)


def test_a_journal_that_goes_on_is_signed_again():
    inscrire()
    ancienne = points.signer()
    inscrire(3)
    assert [points.verifier_point(note).taille for note in (ancienne, points.signer())] == [1, 4]


def test_a_rewritten_journal_is_not_signed():
    inscrire(3)
    points.signer()
    rechainer(2)
    with pytest.raises(points.RuptureDuJournal, match="ne porte plus l’empreinte qui a été signée"):
        points.signer()
    assert "réécrit" in points.rupture_du_journal()


def test_without_what_is_kept_outside_the_rewritten_journal_would_be_signed(dossier_du_journal):
    """The negative control: it is the memory outside that refuses."""
    inscrire(3)
    points.signer()
    rechainer(2)
    (dossier_du_journal / "points.txt").write_bytes(b"")
    assert points.verifier_point(points.signer()).taille == 3


def test_what_was_kept_outside_is_missed_when_it_is_gone(dossier_du_journal):
    """Its loss, with an old backup put back, would sign a second journal under the same key."""
    inscrire()
    points.signer()
    (dossier_du_journal / "points.txt").unlink()
    with pytest.raises(points.RuptureDuJournal, match="Les points de contrôle déjà signés manquent"):
        points.signer()
    assert "points.txt" in points.rupture_du_journal()
    assert [anomalie.ou for anomalie in verifier()] == ["points de contrôle"]


def test_another_key_is_named():
    inscrire()
    points.signer()
    points._chemin("cle").write_text(str(CleSecrete.tirer("ailleurs/journal")))
    with pytest.raises(points.RuptureDuJournal, match="n’est pas celle qui a signé"):
        points.signer()
    assert "changer_la_cle" in points.rupture_du_journal()


@pytest.mark.parametrize("contenu", [None, "", "n’importe quoi"])
def test_a_missing_or_unreadable_key_is_named_and_no_other_is_made(contenu):
    inscrire()
    points.signer()
    points._chemin("cle").unlink()
    if contenu is not None:
        points._chemin("cle").write_text(contenu)
    with pytest.raises(points.RuptureDuJournal, match="La clé du journal (manque|est illisible)"):
        points.signer()


def test_a_line_cut_by_a_power_failure_is_passed_over(dossier_du_journal):
    inscrire()
    points.signer()
    with (dossier_du_journal / "points.txt").open("a") as fichier:
        fichier.write('"127.0.0.1/jour')
    inscrire()
    assert points.verifier_point(points.signer()).taille == 2
    assert points.rupture_du_journal() is None


def test_what_was_kept_outside_cannot_be_replaced_by_another_point(dossier_du_journal):
    inscrire(2)
    points.signer()
    faux = CleSecrete.tirer(points.cles()[0].nom).signer(Point(1, "a" * 64))
    with (dossier_du_journal / "points.txt").open("a+b") as fichier:
        points._retenir(fichier, faux)
    with pytest.raises(points.RuptureDuJournal, match="n’est pas signé par une clé de ce journal"):
        points.signer()


def test_a_journal_never_signed_has_no_rupture(dossier_du_journal):
    inscrire()
    assert points.rupture_du_journal() is None
    assert not dossier_du_journal.exists()


def test_a_note_is_worth_nothing_once_a_character_changes():
    cle = CleSecrete.tirer("essai/journal")
    note = cle.signer(Point(4812, "ab" * 32))
    assert verifier_note(note, (cle.publique,)) == Point(4812, "ab" * 32)
    for rang, signe in enumerate(note.strip()):
        autre = note[:rang] + ("1" if signe != "1" else "2") + note[rang + 1 :]
        with pytest.raises(NoteInvalide):
            verifier_note(autre, (cle.publique,))


def test_a_note_of_another_key_is_refused():
    note = CleSecrete.tirer("essai/journal").signer(Point(1, "0" * 64))
    with pytest.raises(NoteInvalide, match="clé inconnue"):
        verifier_note(note, (CleSecrete.tirer("essai/journal").publique,))


def test_the_author_of_an_entry_is_in_its_fingerprint():
    inscrire()
    acte = Acte.objects.get()
    acte.auteur_id = personne().pk
    assert chaine.feuille(chaine.octets(acte, [])) != acte.feuille


def test_a_new_demonstration_sets_aside_the_points_of_the_one_before(dossier_du_journal):
    inscrire()
    points.signer()
    rechainer(1)
    points.mettre_de_cote()
    assert points.verifier_point(points.signer()) == points.point_a()
    assert len(list(dossier_du_journal.glob("points-avant-*.txt"))) == 1
