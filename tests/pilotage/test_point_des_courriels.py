"""E-mails that tell of a fact of the journal carry the signed point of control that follows it."""

import pytest

from historique.models import Acte
from historique.note import Point, lire_note
from historique.points import verifier_point
from historique.verifier import NOTE
from membres.envoi import composer
from membres.models import Courriel
from pilotage import actions
from tests import fabriques
from tests.consultation import OBJECTION, Consultation

AVEC = {
    "pilotage_adoption",
    "pilotage_nouvelle_version",
    "pilotage_ouverture",
    "pilotage_position_consignee",
    "pilotage_version_mineure",
}
SANS = {"pilotage_position", "pilotage_relance"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def courriels(distribution):
    """Every e-mail of a consultation, one of each kind."""
    c = Consultation(distribution).aux_objections()
    fabriques.siege(c.distribution.comite.personne, fabriques.college("labo"), "secretariat")
    c.position(3, OBJECTION, "Dit en séance.", par=c.distribution.comite.acces)
    actions.relancer(c.proposition, par=c.facilitateur)
    c.bonifier()
    c.bonifier("Les rencontres ont lieu, chaque mois.", mineure=True)
    c.consentir()
    c.adopter()
    return {courriel.genre: courriel for courriel in Courriel.objects.filter(genre__startswith="pilotage_")}


def corps(courriel):
    return composer(courriel).body


def note_de(texte):
    (note,) = [trouvee[0] for trouvee in NOTE.finditer(texte)]
    return note


def test_the_kinds_that_tell_of_a_fact_carry_one_and_reminders_do_not(courriels):
    portent = {genre for genre, courriel in courriels.items() if NOTE.search(corps(courriel))}
    assert portent == AVEC
    assert set(courriels) - portent == SANS


def test_it_is_signed_and_is_the_point_just_after_the_entry_that_recorded_it(courriels, settings):
    for genre in AVEC:
        texte = corps(courriels[genre])
        point = verifier_point(note_de(texte))
        acte = Acte.objects.get(sequence=point.taille)
        assert acte.changements.filter(objet_id=courriels[genre].objet_id, avant=None).exists()
        assert point == Point(acte.sequence, acte.chaine)
        assert f"journal {point.court}" in texte
        assert f"{settings.ADRESSE_DU_SITE}/journal/verifier/?point={point.long}\n" in texte


def test_it_is_the_same_whenever_it_is_sent(courriels):
    avant = corps(courriels["pilotage_adoption"])
    fabriques.chantier(5)
    fabriques.personne()
    assert corps(courriels["pilotage_adoption"]) == avant


def test_an_e_mail_leaves_even_when_the_journal_cannot_be_signed(courriels, dossier_du_journal):
    lire_note(note_de(corps(courriels["pilotage_adoption"])))
    (dossier_du_journal / "cle").unlink()
    texte = corps(courriels["pilotage_adoption"])
    assert "Décision D-" in texte
    assert NOTE.search(texte) is None
    assert "point de contrôle" not in texte
