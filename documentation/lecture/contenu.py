"""The content of a report, the same for the page and the PDF: a function of its snapshot and of its audience."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings

from chantiers.frise import Echelle
from chantiers.lecture import ChantierLu, FeuilleLue, GlobaleLue, ObjectifLu
from documentation.lecture.budget import BudgetImprime, imprimer
from documentation.lecture.controle import Controle, controle_de
from documentation.lecture.matiere import figee
from documentation.models import Rapport
from historique.mots import date_longue, enumerer, instant_long
from membres.acces import ANONYME, Acces
from membres.noms import nommer
from pilotage.models import Decision, Position, Version

# What a report names is what its readers may read: any member, or anybody.
LECTEURS = {
    Rapport.Audience.MEMBRES.value: Acces(connecte=True, sieges=frozenset({"membre"})),
    Rapport.Audience.PUBLIQUE.value: ANONYME,
}
PLURIELS = {
    "consentement": ("un consentement", "{} consentements"),
    "reserve": ("une réserve", "{} réserves"),
    "objection": ("une objection", "{} objections"),
    "deport": ("un déport", "{} déports"),
    "attendue": ("une position attendue", "{} positions attendues"),
}
NOMBRES = "zéro un deux trois quatre cinq six sept huit neuf".split()


@dataclass(frozen=True)
class PositionImprimee:
    """What a chantier said of the version; `avis` is « attendue » when it had not answered."""

    chantier: ChantierLu
    avis: str
    donnee_le: datetime | None
    par: str
    argument: str


@dataclass(frozen=True)
class Contribution:
    """An interchantier objective and the chantiers' objectives that serve it."""

    objectif: ObjectifLu
    servie_par: tuple[ObjectifLu, ...]


@dataclass(frozen=True)
class RapportLu:
    """All that is printed. `globale` holds one roadmap in the report of a chantier, none in that of a budget.

    `decisions`: the register, in a whole report. `controle` is None only when the journal cannot be signed: such a
    report is not made.
    """

    rapport: Rapport
    globale: GlobaleLue
    positions: tuple[PositionImprimee, ...]
    contributions: tuple[Contribution, ...]
    fictives: bool
    controle: Controle | None
    budget: BudgetImprime | None = None
    decisions: tuple[Decision, ...] = ()

    @property
    def version(self) -> Version | None:
        return self.rapport.version

    @property
    def decision(self) -> Decision | None:
        """The decision that adopted the version printed."""
        return self.rapport.decision if self.version else None

    @property
    def d_un_chantier(self) -> bool:
        return self.rapport.nature == Rapport.Nature.CHANTIER

    @property
    def complet(self) -> bool:
        return self.rapport.nature == Rapport.Nature.COMPLET

    @property
    def au_financeur(self) -> bool:
        return self.rapport.nature == Rapport.Nature.FINANCEUR

    @property
    def sujet(self) -> str:
        if not self.d_un_chantier:
            return self.rapport.sujet
        chantier = self.feuille.chantier
        return "Feuille de route de l’interchantier" if chantier.est_interchantier else chantier.nom_court

    @property
    def titre(self) -> str:
        """« Feuille de route globale 2026–2027 », « Budget global 2027 »."""
        return self.sujet if self.budget else f"{self.sujet} {self.globale.periode}"

    @property
    def statut(self) -> str:
        """« 2.0, adoptée le 18 juin 2026 », « 2.1, en consultation » or « Projet, non adopté »."""
        if self.au_financeur:
            return f"au {date_longue(self.rapport.jour)}"
        if self.version is None:
            return "Projet, non adopté"
        if self.decision is None:
            return f"{self.version.etiquette}, non adoptée"
        return f"{self.version.etiquette}, adoptée le {date_longue(self.decision.constatee_le)}"

    @property
    def instant(self) -> str:
        return instant_long(self.rapport.instant)

    @property
    def donnees(self) -> str:
        """« Feuille de route globale, version 2.0, décision D-2026-014 · données au 23 novembre 2026 »."""
        sujet = self.feuille.chantier.nom_court if self.d_un_chantier else self.sujet
        if self.au_financeur:
            return f"{sujet} · données au {date_longue(self.rapport.jour)}"
        quoi = f"version {self.version.etiquette}" if self.version else "projet non adopté"
        decision = f", décision {self.decision.numero}" if self.decision else ""
        return f"{sujet}, {quoi}{decision} · données au {date_longue(self.rapport.jour)}"

    @property
    def pied(self) -> str:
        """What stands at the foot of every page, on one line: what it is, and the point of control."""
        position = self.controle.point.court if self.controle else f"n° {self.rapport.sequence}"
        return f"{self.donnees} · journal {position}"

    @property
    def bilan(self) -> str:
        """« Quatre consentements et une réserve. »"""
        compte = Counter(position.avis for position in self.positions)
        parts = [_combien(avis, compte[avis]) for avis in PLURIELS if compte[avis]]
        phrase = enumerer(parts)
        return f"{phrase[:1].upper()}{phrase[1:]}." if phrase else ""

    @cached_property
    def echelle(self) -> Echelle | None:
        return self.globale.echelle

    @property
    def feuille(self) -> FeuilleLue:
        return self.globale.feuilles[0]


def _combien(avis: str, nombre: int) -> str:
    un, plusieurs = PLURIELS[avis]
    return un if nombre == 1 else plusieurs.format(NOMBRES[nombre] if nombre < len(NOMBRES) else nombre)


def lire_rapport(rapport: Rapport) -> RapportLu:
    """The content of `rapport` for its audience; a fixed number of queries."""
    lecteur = LECTEURS[rapport.audience]
    matiere = figee(rapport, lecteur)
    globale = GlobaleLue(matiere.feuilles, rapport.jour, rapport.sequence)
    contributions = tuple(
        Contribution(objectif, globale.contributions.get(objectif.id, ()))
        for objectif in (globale.interchantier.objectifs if globale.interchantier else ())
        if rapport.chantier_id is None
    )
    return RapportLu(
        rapport=rapport,
        globale=globale,
        positions=_positions(rapport, lecteur),
        contributions=contributions,
        fictives=settings.MODE_DEMONSTRATION,
        controle=controle_de(rapport),
        budget=imprimer(matiere.budget, rapport, matiere.depenses) if matiere.budget else None,
        decisions=_decisions(rapport),
    )


def _decisions(rapport: Rapport) -> tuple[Decision, ...]:
    """The register as it was when a whole report was asked for: those rows never change."""
    if not rapport.decisions:
        return ()
    lignes = Decision.objects.filter(pk__in=rapport.decisions).select_related("version_adoptee__proposition")
    return tuple(lignes.defer("version_adoptee__instantane").order_by("constatee_le", "numero"))


def _positions(rapport: Rapport, lecteur: Acces) -> tuple[PositionImprimee, ...]:
    """The positions that stood when the report was asked for: those rows never change."""
    if rapport.version is None:
        return ()
    donnees = {p.chantier_id: p for p in Position.objects.filter(pk__in=rapport.positions)}
    noms = nommer([p.donnee_par_id for p in donnees.values()], lecteur)
    lues = []
    for comptant in rapport.version.comptants.select_related("chantier").order_by("chantier__numero"):
        position = donnees.get(comptant.chantier_id)
        lues.append(
            PositionImprimee(
                chantier=ChantierLu.de(comptant.chantier),
                avis=position.avis if position else "attendue",
                donnee_le=position.donnee_le if position else None,
                par=noms[position.donnee_par_id] if position else "",
                argument=position.argument if position else "",
            )
        )
    return tuple(lues)
