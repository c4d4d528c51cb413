"""The list of chantiers, and the presentation of one."""

from dataclasses import dataclass
from uuid import UUID

from chantiers import prises
from chantiers.lecture.chargement import lire_feuilles
from chantiers.lecture.feuille import Compte
from chantiers.models import Adhesion, Chantier, FeuilleDeRoute
from membres.acces import Acces
from membres.lecture import cle_de_tri
from membres.noms import nommer

TIENNENT = (Adhesion.Role.REFERENT, Adhesion.Role.ANIMATEUR)


@dataclass(frozen=True)
class CarteLue:
    """A chantier of the list: who speaks for it, and how far its roadmap is (None: nothing this reader may see)."""

    chantier: Chantier
    referents: tuple[str, ...]
    compte: Compte | None


def lire_les_chantiers(acces: Acces) -> list[CarteLue]:
    """Chantiers by number, the interchantier last; a fixed number of queries."""
    chantiers = sorted(Chantier.objects.actifs(), key=lambda c: (c.est_interchantier, c.numero))
    ids = [chantier.pk for chantier in chantiers]
    if acces.membre:
        lues = lire_feuilles(acces, etat=FeuilleDeRoute.Etat.EN_COURS, chantier__in=ids)
        comptes = {feuille.chantier.id: feuille.compte for feuille in lues}
    else:
        comptes = {cle: a.feuille.compte for prise in prises.feuilles_adoptees for cle, a in prise(ids, acces).items()}
    referents = _referents(ids, acces)
    return [CarteLue(c, referents.get(c.pk, ()), comptes.get(c.pk)) for c in chantiers]


def _referents(chantiers: list[UUID], acces: Acces) -> dict[UUID, tuple[str, ...]]:
    """Who speaks for each chantier, as this reader may know them."""
    lignes = Adhesion.objects.actives().filter(chantier__in=chantiers, role=Adhesion.Role.REFERENT)
    paires = list(lignes.values_list("chantier_id", "personne_id"))
    noms = nommer([personne for _, personne in paires], acces)
    groupes: dict[UUID, list[str]] = {}
    for chantier, personne in paires:
        groupes.setdefault(chantier, []).append(noms[personne])
    return {chantier: tuple(sorted(set(siens), key=cle_de_tri)) for chantier, siens in groupes.items()}


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


def lire_la_presentation(chantier: Chantier, acces: Acces) -> PresentationLue:
    """Five queries at most; the roadmaps are for members, what was adopted for all."""
    adhesions = list(Adhesion.objects.actives().filter(chantier=chantier).select_related("organisation"))
    tiennent = {role: {a.personne_id for a in adhesions if a.role == role} for role in TIENNENT}
    noms = nommer({cle for cles in tiennent.values() for cle in cles}, acces)
    organisations = {str(a.organisation) for a in adhesions if a.organisation}
    feuilles = chantier.feuilles_de_route.select_related("chantier").order_by("-debut") if acces.membre else ()
    return PresentationLue(
        roles=tuple(
            (role.label, tuple(sorted({noms[cle] for cle in cles if cle}, key=cle_de_tri)))
            for role, cles in tiennent.items()
            if cles
        ),
        personnes=len({a.personne_id for a in adhesions if a.personne_id}),
        organisations=tuple(sorted(organisations, key=cle_de_tri)),
        feuilles=tuple(feuilles),
        adoptee=prises.adoptee(chantier.pk, acces),
    )
