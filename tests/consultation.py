"""A consultation to work on, for the tests of any room: five chantiers, each with its référente, each act in one word.

`Consultation(distribution).aux_objections()`, `.position(2, OBJECTION, "Trop tôt.")`, `.consentir(2)`, `.adopter()`.
"""

from datetime import timedelta
from uuid import uuid4

from chantiers.models import Chantier
from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui
from membres.models import Personne
from pilotage import actions
from pilotage.lecture.tableau import derniere_version
from pilotage.models import Position, Proposition
from tests import fabriques, fabriques_budget

CONSENTEMENT, RESERVE, OBJECTION, DEPORT = Position.Avis.values
NATURES = Proposition.Nature


def donner_une_adresse(figure):
    """E-mails leave for those who have one."""
    with consigner("ajouter", par=Agent.SYSTEME):
        personne = Personne.objects.get(pk=figure.personne.pk)
        personne.courriel = personne.courriel or figure.compte.email
        personne.save()
    figure.personne = personne


class Consultation:
    """A proposition of the coordination, and who acts on it."""

    def __init__(self, distribution, nature=NATURES.AUTRE, **champs):
        self.distribution = distribution
        self.coordination = distribution.coordination.acces
        self.chantiers = [fabriques.chantier(n) for n in range(6)]
        self.referentes = {n: getattr(distribution, f"referente{n}") for n in range(1, 6)}
        for figure in (*self.referentes.values(), distribution.comite, distribution.coordination):
            donner_une_adresse(figure)
        saisi = {
            "nature": nature,
            "titre": "Un cadre pour les rencontres",
            "pourquoi": "Pour décider ensemble.",
            "texte": "Les rencontres ont lieu chaque trimestre.",
            "facilitee_par_id": distribution.comite.personne.pk,
            "echeance": aujourd_hui() + timedelta(days=20),
            **champs,
        }
        if nature == NATURES.BUDGET_GLOBAL and "exercice_id" not in champs:
            saisi["exercice_id"] = fabriques_budget.ligne(self.chantier(1)).exercice_id
        self.proposition = actions.proposer(id=uuid4(), saisi=saisi, par=self.coordination)

    @property
    def facilitateur(self):
        return self.distribution.comite.acces

    @property
    def version(self):
        return derniere_version(self.relire())

    def relire(self):
        self.proposition = Proposition.objects.get(pk=self.proposition.pk)
        return self.proposition

    def ouvrir(self):
        actions.ouvrir(self.proposition, par=self.coordination)
        return self.relire()

    def avancer(self):
        actions.avancer(self.proposition, par=self.facilitateur)
        return self.relire()

    def aux_objections(self):
        """Opened, and led to the step that takes positions."""
        self.ouvrir()
        while self.relire().etape != Proposition.Etape.OBJECTIONS:
            self.avancer()
        return self

    def chantier(self, numero) -> Chantier:
        return self.chantiers[numero]

    def vue(self, numero):
        siennes = Position.objects.filter(version_proposee=self.version, chantier=self.chantier(numero)).qui_comptent()
        return actions.Vue(self.version.pk, siennes.values_list("pk", flat=True).first())

    def position(self, numero, avis=CONSENTEMENT, argument="", *, par=None, vue=None, **saisi):
        return actions.donner_la_position(
            self.proposition,
            self.chantier(numero),
            id=uuid4(),
            vue=vue or self.vue(numero),
            saisi={"avis": avis, "argument": argument, **saisi},
            par=par or self.referentes[numero].acces,
        )

    def consentir(self, *sauf):
        for numero in range(1, 6):
            if numero not in sauf:
                self.position(numero)

    def bonifier(self, texte="Les rencontres ont lieu chaque mois.", par=None, **champs):
        return actions.bonifier(
            self.proposition,
            vue=champs.pop("vue", None) or self.version.pk,
            explication=champs.pop("explication", "Pour répondre à l’objection."),
            texte=texte,
            par=par or self.facilitateur,
            **champs,
        )

    def adopter(self, par=None):
        return actions.constater_l_adoption(self.proposition, par=par or self.coordination)
