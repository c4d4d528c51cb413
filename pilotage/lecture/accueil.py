"""The public home: the project, the chantiers, what is adopted, what was decided. Public data only."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from chantiers.lecture import ChantierLu, FeuilleLue
from chantiers.models import Adhesion, Chantier
from historique.lecture.inscriptions import Inscription, lire_inscriptions
from historique.models import Acte, Visibilite
from membres.acces import Acces
from membres.noms import se_nomme
from pilotage.lecture.budgets import decision_du_budget
from pilotage.lecture.globale import ConsultationLue, FeuilleGlobale, lire_la_consultation, lire_la_feuille_globale
from pilotage.models import Decision, Proposition


@dataclass(frozen=True)
class CarteLue:
    """A chantier on the home page: its défi, the progress of its adopted roadmap, who speaks for it."""

    chantier: ChantierLu
    defi: str
    feuille: FeuilleLue | None
    referents: tuple[str, ...]


@dataclass(frozen=True)
class AccueilLu:
    cartes: tuple[CarteLue, ...]
    feuille: FeuilleGlobale
    budget: Decision | None
    budget_propose: ConsultationLue | None
    organisations: int
    decisions: tuple[Decision, ...]
    inscriptions: tuple[Inscription, ...]


def lire_l_accueil(acces: Acces) -> AccueilLu:
    """What anybody may read, whoever asks."""
    feuille = lire_la_feuille_globale(acces, adoptee=True)
    feuilles = {f.chantier.id: f for f in feuille.globale.feuilles} if feuille.globale else {}
    chantiers = list(Chantier.objects.actifs().order_by("numero"))
    actives: Any = Adhesion.objects.actives()
    referents = _referents(actives, acces)
    cartes = [
        CarteLue(ChantierLu.de(c), c.defi, feuilles.get(c.pk), tuple(referents.get(c.pk, ())))
        for c in sorted(chantiers, key=lambda c: (c.est_interchantier, c.numero))
    ]
    actes = Acte.objects.filter(visibilite=Visibilite.PUBLIQUE).order_by("-sequence")[:5]
    return AccueilLu(
        cartes=tuple(cartes),
        feuille=feuille,
        budget=decision_du_budget(),
        budget_propose=lire_la_consultation(acces, Proposition.Nature.BUDGET_GLOBAL),
        organisations=actives.aggregate(n=Count("organisation", distinct=True))["n"],
        decisions=tuple(Decision.objects.select_related("version_adoptee__proposition").order_by("-constatee_le")[:3]),
        inscriptions=tuple(lire_inscriptions(actes, acces)),
    )


def _referents(actives: Any, acces: Acces) -> dict[UUID, list[str]]:
    """Chantier → the référent·e·s whose name this reader may know."""
    noms: dict[UUID, list[str]] = {}
    for adhesion in actives.filter(role=Adhesion.Role.REFERENT).select_related("personne").order_by("du", "id"):
        if se_nomme(adhesion.personne, acces):
            noms.setdefault(adhesion.chantier_id, []).append(str(adhesion.personne))
    return noms
