"""The dashboard: what awaits a person, her chantiers, what happened there, what comes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count

from chantiers.lecture import ChantierLu, FeuilleLue, GlobaleLue
from chantiers.lecture.feuille import CLOS
from chantiers.models import Adhesion
from historique.horloge import aujourd_hui
from historique.lecture.inscriptions import Inscription, lire_inscriptions
from historique.models import Acte
from historique.mots import MOIS_COURTS
from membres.acces import Acces
from membres.models import Personne
from pilotage.lecture.attentes import Attente, lire_les_attentes
from pilotage.lecture.budgets import decision_du_budget
from pilotage.lecture.globale import FeuilleGlobale, lire_la_feuille_globale
from pilotage.models import Decision, Proposition

ECHEANCES, ACTIVITE = 6, 8
ROLES = {"referent": "Vous êtes référent·e", "animateur": "Vous animez ce chantier", "membre": "Vous êtes membre"}


@dataclass(frozen=True)
class MonChantier:
    """A chantier of hers (or of the list, when she has none), with its progress."""

    chantier: ChantierLu
    feuille: FeuilleLue
    role: str
    organisations: int


@dataclass(frozen=True)
class Echeance:
    """A day to come."""

    jour: date
    titre: str
    detail: str
    numero: int

    @property
    def mois(self) -> str:
        return MOIS_COURTS[self.jour.month - 1]


@dataclass(frozen=True)
class TableauDeBord:
    prenom: str
    jour: date
    attentes: tuple[Attente, ...]
    chantiers: tuple[MonChantier, ...]
    a_des_chantiers: bool
    activite: tuple[Inscription, ...]
    echeances: tuple[Echeance, ...]
    feuille: FeuilleGlobale
    budget: Decision | None


def lire_le_tableau_de_bord(acces: Acces) -> TableauDeBord:
    """For anyone signed in, member or not, with a person or not."""
    feuille = lire_la_feuille_globale(acces)
    siens = _les_siens(acces, feuille.globale)
    return TableauDeBord(
        prenom=_prenom(acces),
        jour=aujourd_hui(),
        attentes=lire_les_attentes(acces, feuille.globale),
        chantiers=siens,
        a_des_chantiers=bool(acces.roles),
        activite=tuple(_activite(acces)),
        echeances=tuple(_echeances(acces, siens)),
        feuille=feuille,
        budget=decision_du_budget(),
    )


def _prenom(acces: Acces) -> str:
    if acces.personne_id is None:
        return ""
    return Personne.objects.filter(pk=acces.personne_id).values_list("prenom", flat=True).first() or ""


def _les_siens(acces: Acces, globale: GlobaleLue | None) -> tuple[MonChantier, ...]:
    """Hers, or all of them for who has none."""
    if globale is None:
        return ()
    choisies = [f for f in globale.feuilles if acces.membre_de(f.chantier.id)] or list(globale.feuilles)
    organisations = _organisations([f.chantier.id for f in choisies])
    return tuple(
        MonChantier(f.chantier, f, _role(acces, f.chantier.id), organisations.get(f.chantier.id, 0)) for f in choisies
    )


def _role(acces: Acces, chantier: UUID) -> str:
    roles = acces.roles.get(chantier, frozenset())
    return next((phrase for role, phrase in ROLES.items() if role in roles), "")


def _organisations(chantiers: list[UUID]) -> Mapping[UUID, int]:
    actives: Any = Adhesion.objects.actives()
    comptes = actives.filter(chantier__in=chantiers).values("chantier")
    return dict(comptes.annotate(n=Count("organisation", distinct=True)).values_list("chantier", "n"))


def _activite(acces: Acces) -> list[Inscription]:
    """The last entries about her chantiers that she may read; about everything, when she has none."""
    actes = Acte.objects.lisibles_par(acces)
    if acces.roles:
        actes = actes.filter(portee_id__in=list(acces.roles))
    return lire_inscriptions(actes.order_by("-sequence")[:ACTIVITE], acces)


def _echeances(acces: Acces, siens: tuple[MonChantier, ...]) -> list[Echeance]:
    trouvees = sorted([*_des_etapes(siens), *_des_propositions(acces)], key=lambda e: (e.jour, e.numero))
    return trouvees[:ECHEANCES]


def _des_etapes(siens: tuple[MonChantier, ...]) -> Iterator[Echeance]:
    for un in siens:
        for etape in un.feuille.etapes:
            if etape.echeance and etape.echeance >= aujourd_hui() and etape.etat not in CLOS:
                yield Echeance(etape.echeance, etape.titre, f"Fin de l’étape {etape.code}", un.chantier.numero)


def _des_propositions(acces: Acces) -> Iterator[Echeance]:
    ouvertes = Proposition.objects.en_consultation()
    for proposition in ouvertes.order_by("numero"):
        nom = proposition.titre if proposition.est_visible_en_entier(acces) else proposition.nom
        renvoyee = proposition.etape == Proposition.Etape.RENVOYEE
        jour = proposition.rencontre_le if renvoyee else proposition.echeance
        if jour and jour >= aujourd_hui():
            yield Echeance(jour, proposition.rencontre if renvoyee else "Fin de la consultation", nom, 0)
