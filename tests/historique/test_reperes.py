"""What was written since one's last visit, and since the last adoption."""

from datetime import timedelta

import pytest

from historique.horloge import maintenant
from historique.models import DerniereLecture, Tete, Verification
from tests.consultation import Consultation
from tests.historique.test_pages import etape, lire, modifier, texte

pytestmark = pytest.mark.django_db
MARQUER = "/journal/lu/"


def marquer(figure, sequence):
    return figure.client.post(MARQUER, {"sequence": sequence}, follow=True)


def lue(figure) -> int | None:
    return DerniereLecture.objects.filter(personne_id=figure.personne.pk).values_list("sequence", flat=True).first()


def dernier() -> int:
    return Tete.objects.get().dernier


def test_reading_marks_nothing(distribution):
    lire(distribution.membre1)
    assert lue(distribution.membre1) is None


def test_one_reads_on_from_the_mark(distribution):
    membre = distribution.membre1
    une = etape()
    page = lire(membre)
    assert f'<input type="hidden" name="sequence" value="{dernier()}">' in page
    assert "votre dernière visite" not in page
    assert "C’est marqué" in marquer(membre, dernier()).text
    assert "aucune inscription" in texte(lire(membre))
    actes = [modifier(une, rang=rang) for rang in (3, 4)]
    page = lire(membre)
    assert '<a href="/journal/?depuis=visite">2 inscriptions</a>' in page
    suite = lire(membre, depuis="visite")
    assert [f'id="inscription-{acte.sequence}"' in suite for acte in actes] == [True, True]
    assert suite.count('<li id="inscription-') == 2
    assert lire(membre, depuis="visite", texte="introuvable").count('<li id="inscription-') == 0


def test_a_mark_counts_what_its_reader_may_read(distribution):
    membre, visible = distribution.membre1, etape()
    marquer(membre, dernier())
    modifier(visible, visibilite="comite", rang=3)
    assert "aucune inscription" in texte(lire(membre))


def test_many_are_not_counted(distribution, monkeypatch):
    monkeypatch.setattr("historique.lecture.reperes.COMPTEES", 2)
    membre, une = distribution.membre1, etape()
    marquer(membre, dernier())
    for rang in (3, 4, 5):
        modifier(une, rang=rang)
    assert "plus de 2 inscriptions" in lire(membre)


@pytest.mark.parametrize(("envoyee", "retenue"), [(2, 3), (3, 3), (10**9, None)])
def test_a_mark_never_goes_back_nor_past_the_end(distribution, envoyee, retenue):
    membre = distribution.membre1
    etape()
    marquer(membre, 3)
    marquer(membre, envoyee)
    assert lue(membre) == (retenue or dernier())


@pytest.mark.parametrize("envoyee", ["", "-1", "tout", "9" * 40])
def test_a_wrong_mark_is_refused_with_a_sentence(distribution, envoyee):
    assert "Rien n’est marqué" in marquer(distribution.membre1, envoyee).text
    assert lue(distribution.membre1) is None


def test_a_mark_is_hers_alone(distribution):
    etape()
    marquer(distribution.membre1, 3)
    assert lue(distribution.membre2) is None
    assert "votre dernière visite" not in lire(distribution.membre2)


def test_a_visitor_has_nothing_to_mark(distribution):
    assert "Marquer comme lu" not in lire(distribution.visiteur)
    page = lire(distribution.visiteur, depuis="visite")
    assert "votre dernière visite" not in page.lower()


def test_one_reads_on_from_the_last_adoption(distribution):
    assert "la dernière adoption" not in lire(distribution.membre1)
    consultation = Consultation(distribution)
    consultation.ouvrir()
    consultation.avancer()
    consultation.avancer()
    consultation.consentir()
    consultation.adopter()
    adoption = dernier()
    acte = modifier(etape(), visibilite="publique", motif="Ensuite", rang=3)
    for figure in (distribution.membre1, distribution.visiteur):
        assert "Depuis la dernière adoption" in lire(figure)
        page = lire(figure, depuis="adoption")
        assert f'id="inscription-{acte.sequence}"' in page
        assert f'id="inscription-{adoption}"' not in page
    assert lire(distribution.visiteur, depuis="adoption").count('<li id="inscription-') == 1


# What the platform found ----------------------------------------------------------------------------------------------


def test_a_journal_never_verified_says_so(distribution):
    page = texte(lire(distribution.visiteur))
    assert "Pas encore vérifiée La plateforme n’a pas encore vérifié cette chaîne." in page
    assert "intacte" not in page


@pytest.mark.parametrize(
    ("jours", "differences", "attendu"),
    [
        (0, 0, "Chaîne intacte 4 812 inscriptions vérifiées"),
        (30, 0, "Vérification ancienne 4 812 inscriptions étaient intactes le"),
        (0, 2, "Différences trouvées 2 différences"),
        (0, 1, "Différences trouvées 1 différence"),
    ],
)
def test_the_page_says_what_the_last_verification_found(distribution, jours, differences, attendu):
    Verification.objects.create(le=maintenant() - timedelta(days=90), sequence=1, differences=0 if differences else 7)
    Verification.objects.create(le=maintenant() - timedelta(days=jours), sequence=4812, differences=differences)
    assert attendu in texte(lire(distribution.visiteur))
