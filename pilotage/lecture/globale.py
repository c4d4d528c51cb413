"""The global roadmap: what is being worked on for members, the adopted version for the public; and who is consulted."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from chantiers.lecture import ChantierLu, FeuilleLue, GlobaleLue, ObjectifLu, lire_globale
from chantiers.lecture.activite import archives_depuis
from chantiers.prises import Adoptee
from historique.lecture import lignes_au
from historique.moment import AUJOURDHUI, Moment
from membres.acces import Acces
from pilotage.lecture.comparaison import derniere_decision
from pilotage.lecture.tableau import lire_tableau
from pilotage.lecture.versions import lire_contenu
from pilotage.models import ChantierComptant, Decision, Position, Proposition, Version

FEUILLE = Proposition.Nature.FEUILLE_DE_ROUTE_GLOBALE


@dataclass(frozen=True)
class AvisCourt:
    """What a chantier says of the open version, in a line."""

    chantier: ChantierLu
    avis: str


@dataclass(frozen=True)
class ConsultationLue:
    """The consultation in progress then; `avis` is empty for those who only know that it exists."""

    proposition: Proposition
    nom: str
    etiquette: str
    repondu: int
    comptants: int
    avis: tuple[AvisCourt, ...]

    @property
    def consentements(self) -> int:
        return sum(a.avis == Position.Avis.CONSENTEMENT for a in self.avis)


@dataclass(frozen=True)
class ObjectifSitue:
    """An objective and the chantier where one reads it."""

    objectif: ObjectifLu
    slug: str
    numero: int


@dataclass(frozen=True)
class FeuilleGlobale:
    """`globale` is None when nothing may be read yet; `decision` is the adoption in force at that moment.

    `archivees_depuis`: what is shown of a past day and is archived today.
    """

    globale: GlobaleLue | None
    decision: Decision | None
    consultation: ConsultationLue | None
    adoptee: bool
    archivees_depuis: frozenset[UUID] = frozenset()

    @property
    def periode(self) -> str:
        return self.globale.periode if self.globale else ""

    @property
    def version_lue(self) -> Version | None:
        """The frozen version that is read, None for the roadmaps as they are."""
        return self.decision.version_adoptee if self.decision and self.adoptee else None

    @property
    def contributions(self) -> list[tuple[ObjectifLu, list["ObjectifSitue"]]]:
        """Each interchantier objective, with those of the chantiers that serve it."""
        if self.globale is None or self.globale.interchantier is None:
            return []
        servis = self.globale.contributions
        return [(o, [self._situe(s) for s in servis.get(o.id, ())]) for o in self.globale.interchantier.objectifs]

    @property
    def orphelins(self) -> list["ObjectifSitue"]:
        """Chantier objectives that serve none."""
        return [self._situe(o) for o in self.globale.sans_contribution] if self.globale else []

    def _situe(self, objectif: ObjectifLu) -> "ObjectifSitue":
        feuilles = self.globale.feuilles if self.globale else ()
        chantier = next(f.chantier for f in feuilles if f.id == objectif.feuille_id)
        return ObjectifSitue(objectif, chantier.slug, chantier.numero)


def lire_la_feuille_globale(acces: Acces, moment: Moment = AUJOURDHUI, *, adoptee: bool = False) -> FeuilleGlobale:
    """The roadmaps today, or at that moment; for the public, and with `adoptee`, the version in force then."""
    decision = derniere_decision(FEUILLE, moment.sequence)
    publique = adoptee or not acces.membre
    globale = _adoptee(decision, acces) if publique else lire_globale(acces, moment)
    passee = globale is not None and moment.au is not None and not publique
    return FeuilleGlobale(
        globale=globale if globale and globale.feuilles else None,
        decision=decision,
        consultation=_consultation_passee(acces, moment) if moment.au else lire_la_consultation(acces),
        adoptee=publique,
        archivees_depuis=archives_depuis(globale.feuilles) if passee and globale else frozenset(),
    )


def lire_les_feuilles(acces: Acces, moment: Moment, *, adoptee: bool = False) -> tuple[FeuilleLue, ...]:
    """The roadmaps alone, those that this reader reads at that moment."""
    publique = adoptee or not acces.membre
    decision = derniere_decision(FEUILLE, moment.sequence) if publique else None
    globale = _adoptee(decision, acces) if publique else lire_globale(acces, moment)
    return globale.feuilles if globale else ()


def _adoptee(decision: Decision | None, acces: Acces) -> GlobaleLue | None:
    return lire_contenu(decision.version_adoptee, acces).globale if decision else None


def lire_la_consultation(acces: Acces, nature: str = FEUILLE) -> ConsultationLue | None:
    """The global roadmap, or budget, that is put to the chantiers now; three queries, one when there is none."""
    proposition = Proposition.objects.en_consultation().filter(nature=nature).first()
    if proposition is None:
        return None
    comptants = list(
        ChantierComptant.objects.filter(version_proposee__proposition=proposition)
        .select_related("chantier", "version_proposee")
        .order_by("-version_proposee__numero", "chantier__numero")
    )
    version = comptants[0].version_proposee
    actuels = [c for c in comptants if c.version_proposee_id == version.pk]
    positions = Position.objects.filter(version_proposee=version).qui_comptent()
    avis: dict[UUID, str] = dict(positions.values_list("chantier", "avis"))
    entiere = proposition.est_visible_en_entier(acces)
    return ConsultationLue(
        proposition=proposition,
        nom=proposition.titre if entiere else proposition.nom,
        etiquette=f"{proposition.rang}.{version.numero}",
        repondu=len(avis),
        comptants=len(actuels),
        avis=tuple(AvisCourt(ChantierLu.de(c.chantier), avis.get(c.chantier_id, "attendue")) for c in actuels)
        if entiere
        else (),
    )


def _consultation_passee(acces: Acces, moment: Moment) -> ConsultationLue | None:
    """The one that was put to the chantiers then: who may not read the whole, then or now, knows that it existed."""
    etats = lignes_au(Proposition, moment.sequence, nature=FEUILLE)
    alors = next((etat for etat in etats if etat.ouverte_le is not None and not etat.finie), None)
    tableau = lire_tableau(alors, acces, sequence=moment.sequence) if alors else None
    if alors is None or tableau is None:
        return None
    aujourdhui = Proposition.objects.get(pk=alors.pk)
    entiere = alors.est_visible_en_entier(acces) and aujourdhui.est_visible_en_entier(acces)
    return ConsultationLue(
        proposition=alors,
        nom=alors.titre if entiere else alors.nom,
        etiquette=tableau.version.etiquette,
        repondu=tableau.donnees,
        comptants=len(tableau.lignes),
        avis=tuple(AvisCourt(ligne.chantier, ligne.avis) for ligne in tableau.lignes) if entiere else (),
    )


def feuilles_adoptees(ids: Collection[UUID], acces: Acces, sequence: int | None) -> dict[UUID, Adoptee]:
    """What a visitor reads of the roadmap of these chantiers: the last adopted version (socket of `chantiers`)."""
    decision = derniere_decision(FEUILLE, sequence)
    if decision is None:
        return {}
    adresse, le = decision.get_absolute_url(), decision.en_vigueur_le
    feuilles = lire_contenu(decision.version_adoptee, acces).feuilles
    voulues = (f for f in feuilles if f.chantier.id in ids)
    return {f.chantier.id: Adoptee(feuille=f, decision=decision.numero, adresse=adresse, le=le) for f in voulues}
