"""The global roadmap: what is being worked on for members, the adopted version for the public; and who is consulted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chantiers.lecture import ChantierLu, GlobaleLue, ObjectifLu, lire_globale
from chantiers.prises import Adoptee
from historique.horloge import fin_de_journee
from membres.acces import Acces
from pilotage.lecture.comparaison import derniere_decision
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
    """The consultation in progress; `avis` is empty for those who only know that it exists."""

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
    """`globale` is None when nothing may be read yet; `decision` is the adoption in force at that date."""

    globale: GlobaleLue | None
    decision: Decision | None
    consultation: ConsultationLue | None
    au: date | None
    adoptee: bool

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


def lire_la_feuille_globale(acces: Acces, *, au: date | None = None, adoptee: bool = False) -> FeuilleGlobale:
    """Today's roadmaps, or those of the day `au`; for the public, and with `adoptee`, the version in force then."""
    decision = derniere_decision(FEUILLE, avant=fin_de_journee(au) if au else None)
    publique = adoptee or not acces.membre
    if publique:
        globale = lire_contenu(decision.version_adoptee, acces).globale if decision else None
    else:
        globale = lire_globale(acces, au=au)
    return FeuilleGlobale(
        globale=globale if globale and globale.feuilles else None,
        decision=decision,
        consultation=None if au else lire_la_consultation(acces),
        au=au,
        adoptee=publique,
    )


def lire_la_consultation(acces: Acces) -> ConsultationLue | None:
    """The global roadmap that is put to the chantiers now; three queries."""
    proposition = Proposition.objects.en_consultation().filter(nature=FEUILLE).first()
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


def feuilles_adoptees(ids: Collection[UUID], acces: Acces) -> dict[UUID, Adoptee]:
    """What a visitor reads of the roadmap of these chantiers: the last adopted version (socket of `chantiers`)."""
    decision = derniere_decision(FEUILLE)
    if decision is None:
        return {}
    adresse, le = decision.get_absolute_url(), decision.en_vigueur_le
    feuilles = lire_contenu(decision.version_adoptee, acces).feuilles
    voulues = (f for f in feuilles if f.chantier.id in ids)
    return {f.chantier.id: Adoptee(feuille=f, decision=decision.numero, adresse=adresse, le=le) for f in voulues}
