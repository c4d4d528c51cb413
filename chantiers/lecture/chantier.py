"""The list of chantiers, and the presentation of one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chantiers import prises
from chantiers.lecture.chargement import lire_feuilles
from chantiers.lecture.feuille import Compte
from chantiers.models import Adhesion, Chantier, FeuilleDeRoute
from historique.lecture import lignes_au
from historique.moment import AUJOURDHUI, Moment
from membres.acces import Acces
from membres.lecture import cle_de_tri
from membres.models import en_vigueur
from membres.noms import nommer

TIENNENT = (Adhesion.Role.REFERENT, Adhesion.Role.ANIMATEUR)


@dataclass(frozen=True)
class CarteLue:
    """A chantier of the list: who speaks for it, and how far its roadmap is (None: nothing this reader may see)."""

    chantier: Chantier
    referents: tuple[str, ...]
    compte: Compte | None


def chantiers_au(moment: Moment) -> list[Chantier]:
    """Those active at that moment, by number, under their names of today; one query, and one more in the past."""
    lignes = lignes_au(Chantier, moment.sequence, actif=True)
    if moment.au is not None:
        lignes = list(Chantier.objects.filter(pk__in=[ligne.pk for ligne in lignes]))
    return sorted(lignes, key=lambda chantier: chantier.numero)


def lire_les_chantiers(acces: Acces, moment: Moment = AUJOURDHUI) -> list[CarteLue]:
    """Chantiers by number, the interchantier last; a fixed number of queries."""
    chantiers = sorted(chantiers_au(moment), key=lambda c: (c.est_interchantier, c.numero))
    ids = [chantier.pk for chantier in chantiers]
    if acces.membre:
        en_cours: dict[str, Any] = {"etat": FeuilleDeRoute.Etat.EN_COURS, "chantier_id__in": ids}
        lues = lire_feuilles(acces, jour=moment.au, sequence=moment.sequence, **en_cours)
        comptes = {feuille.chantier.id: feuille.compte for feuille in lues}
    else:
        adoptees = (prise(ids, acces, moment.sequence) for prise in prises.feuilles_adoptees)
        comptes = {cle: a.feuille.compte for siennes in adoptees for cle, a in siennes.items()}
    referents = _referents(ids, acces, moment)
    return [CarteLue(c, referents.get(c.pk, ()), comptes.get(c.pk)) for c in chantiers]


def _referents(chantiers: list[UUID], acces: Acces, moment: Moment) -> dict[UUID, tuple[str, ...]]:
    """Who spoke for each chantier at that moment, as this reader may know them."""
    roles: dict[str, Any] = {"chantier_id__in": chantiers, "role": Adhesion.Role.REFERENT}
    lignes = lignes_au(Adhesion, moment.sequence, en_vigueur(moment.jour), **roles)
    noms = nommer([ligne.personne_id for ligne in lignes], acces)
    groupes: dict[UUID, set[str]] = {}
    for ligne in lignes:
        groupes.setdefault(ligne.chantier_id, set()).add(noms[ligne.personne_id])
    return {chantier: tuple(sorted(siens, key=cle_de_tri)) for chantier, siens in groupes.items()}


@dataclass(frozen=True)
class PresentationLue:
    """What the presentation of a chantier shows: who keeps it, how many take part, its roadmaps."""

    roles: tuple[tuple[str, tuple[str, ...]], ...]
    personnes: int
    organisations: tuple[str, ...]
    feuilles: tuple[FeuilleDeRoute, ...]
    adoptee: prises.Adoptee | None

    @property
    def en_cours(self) -> bool:
        return any(not feuille.close for feuille in self.feuilles)


def lire_la_presentation(chantier: Chantier, acces: Acces, moment: Moment = AUJOURDHUI) -> PresentationLue:
    """Five queries at most, one or two more in the past; the roadmaps are for members, what was adopted for all."""
    siennes: dict[str, Any] = {"liens": ["organisation"], "chantier_id": chantier.pk}
    adhesions = lignes_au(Adhesion, moment.sequence, en_vigueur(moment.jour), **siennes)
    tiennent = {role: {a.personne_id for a in adhesions if a.role == role} for role in TIENNENT}
    noms = nommer({cle for cles in tiennent.values() for cle in cles}, acces)
    organisations = {str(a.organisation) for a in adhesions if a.organisation}
    feuilles = lignes_au(FeuilleDeRoute, moment.sequence, chantier_id=chantier.pk) if acces.membre else []
    for feuille in feuilles:
        feuille.chantier = chantier
    return PresentationLue(
        roles=tuple(
            (role.label, tuple(sorted({noms[cle] for cle in cles if cle}, key=cle_de_tri)))
            for role, cles in tiennent.items()
            if cles
        ),
        personnes=len({a.personne_id for a in adhesions if a.personne_id}),
        organisations=tuple(sorted(organisations, key=cle_de_tri)),
        feuilles=tuple(sorted(feuilles, key=lambda feuille: feuille.debut, reverse=True)),
        adoptee=prises.adoptee(chantier.pk, acces, moment.sequence),
    )
