"""The life of a proposition in March 2026, for the tests that read it at a date, and the texts that must not leak."""

from datetime import date, timedelta
from uuid import uuid4

from historique.moment import moment_du
from pilotage import actions
from pilotage.lecture.proposition import lire_proposition
from tests.consultation import OBJECTION, RESERVE
from tests.dates import le

UN_JOUR = timedelta(days=1)
BROUILLON, OUVERTURE, DEBAT, POSITIONS, BONIFICATION, ADOPTION = (date(2026, 3, jour) for jour in (2, 4, 6, 10, 12, 20))
TITRE, POURQUOI, SECRET, QUESTION = "TITRE RÉSERVÉ", "POURQUOI RÉSERVÉ", "ARGUMENT RÉSERVÉ", "QUESTION RÉSERVÉE"
RESERVES = (TITRE, POURQUOI, SECRET, QUESTION, "Referente2", "trimestre", "Objection", "Copil secret")


def raconter(consultation):
    """A proposition from its draft to its adoption."""
    with le(BROUILLON):
        c = consultation(titre=TITRE, pourquoi=POURQUOI)
    with le(OUVERTURE):
        c.ouvrir()
    with le(DEBAT, heure=9):
        c.avancer()
    with le(DEBAT, heure=10):
        actions.reagir(c.proposition, id=uuid4(), texte=QUESTION, par=c.referentes[3].acces)
    with le(POSITIONS, heure=9):
        c.avancer()
    with le(POSITIONS, heure=15):
        c.position(1)
        c.position(2, OBJECTION, SECRET)
    with le(BONIFICATION):
        c.bonifier()
    with le(ADOPTION, heure=9):
        c.consentir(3)
        c.position(3, RESERVE, "À revoir en juin.")
    with le(ADOPTION, heure=18):
        c.adopter()
    return c


def texte(reponse):
    """The page, with ordinary spaces."""
    return reponse.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def ouvrir(client, c, jour):
    return texte(client.get(c.relire().get_absolute_url(), {"au": jour.isoformat()}))


def lue(c, jour, acces=None):
    return lire_proposition(c.relire(), acces or c.coordination, moment_du(jour))


def reservees(page):
    return [mot for mot in RESERVES if mot in page]
