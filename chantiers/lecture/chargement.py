"""Reading roadmaps from the database: today's rows, or what they were on any date; a fixed number of queries."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery

from chantiers.lecture.elements import AttenteLue, ChantierLu
from chantiers.lecture.feuille import FeuilleLue, GlobaleLue
from chantiers.lecture.lignes import Lignes, assembler
from chantiers.models import Chantier, Dependance, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.horloge import aujourd_hui
from historique.lecture import etats_au, sequence_au
from historique.moment import AUJOURDHUI, Moment
from membres.acces import Acces
from membres.models import Organisation
from membres.noms import nommer, se_nomme


def lire_feuille(
    feuille_id: UUID, acces: Acces, *, au: date | None = None, archives: bool = False
) -> FeuilleLue | None:
    """One roadmap, today or as it was at the end of the day `au`; None when it did not exist yet.

    `archives` adds the items archived by then. Names of people, organisations and chantiers are today's.
    """
    sequence = None if au is None else sequence_au(au)
    feuilles = lire_feuilles(acces, jour=au, sequence=sequence, archives=archives, id=feuille_id)
    return feuilles[0] if feuilles else None


def lire_globale(acces: Acces, moment: Moment = AUJOURDHUI) -> GlobaleLue:
    """The interchantier roadmap and the current roadmap of each chantier, read as one."""
    en_cours, sequence = FeuilleDeRoute.Etat.EN_COURS, moment.sequence
    feuilles = lire_feuilles(acces, jour=moment.au, sequence=sequence, etat=en_cours)
    return GlobaleLue(feuilles=feuilles, jour=moment.jour, sequence=sequence)


def lire_feuilles(
    acces: Acces, *, jour: date | None = None, sequence: int | None = None, archives: bool = False, **filtres: Any
) -> tuple[FeuilleLue, ...]:
    """The roadmaps that match `filtres` (columns of FeuilleDeRoute), as of journal entry `sequence` when given."""
    source = _Present() if sequence is None else _Passe(sequence)
    lignes = source.lignes(archives=archives, **filtres)
    connues = {e.responsable_id: str(e.responsable) for e in lignes.etapes if source.nomme(e, acces)}
    inconnues = {e.responsable_id for e in lignes.etapes if e.responsable_id} - connues.keys()
    lignes.personnes = connues | nommer(inconnues, acces)
    return assembler(lignes, jour=jour or aujourd_hui(), sequence=sequence)


def _ids(lignes: Iterable[Any]) -> list[UUID]:
    return [ligne.id for ligne in lignes]


class _Present:
    """Today's rows: six queries, with what they point to joined."""

    @staticmethod
    def nomme(etape: Etape, acces: Acces) -> bool:
        """Whether the person in charge, joined to the step, may be named without asking further."""
        return etape.responsable is not None and se_nomme(etape.responsable, acces)

    def lignes(self, *, archives: bool, **filtres: Any) -> Lignes:
        def presents(objets):
            return list(objets if archives else objets.presents())

        feuilles = list(FeuilleDeRoute.objects.filter(**filtres).select_related("chantier"))
        objectifs = presents(
            Objectif.objects.filter(feuille_de_route__in=_ids(feuilles))
            .select_related("contribue_a")
            .annotate(rang_global=_rang_parmi_les_presents("contribue_a"))
        )
        etapes = presents(
            Etape.objects.filter(objectif__in=_ids(objectifs)).select_related("organisation", "responsable")
        )
        moyens = presents(Moyen.objects.filter(feuille_de_route__in=_ids(feuilles)))
        dependances = presents(
            Dependance.objects.filter(etape__in=_ids(etapes)).select_related(
                "attend__objectif__feuille_de_route__chantier"
            )
        )
        return Lignes(
            feuilles=feuilles,
            objectifs=objectifs,
            etapes=etapes,
            livrables=presents(Livrable.objects.filter(etape__in=_ids(etapes))),
            moyens=moyens,
            attentes=[_attente(d, d.attend, d.attend.objectif.feuille_de_route.chantier) for d in dependances],
            chantiers={f.chantier_id: ChantierLu.de(f.chantier) for f in feuilles},
            objectifs_globaux={
                o.contribue_a_id: (f"I.{(o.rang_global or 0) + 1}", o.contribue_a.titre)
                for o in objectifs
                if o.contribue_a
            },
            organisations={e.organisation_id: str(e.organisation) for e in etapes if e.organisation},
        )


class _Passe:
    """The rows as they were after one entry of the journal."""

    def __init__(self, sequence: int) -> None:
        self.sequence = sequence

    @staticmethod
    def nomme(etape: Any, acces: Acces) -> bool:
        return False

    def _au(self, modele, *, archives: bool = True, **filtres: Any) -> list[Any]:
        presents = {} if archives else {"archive_le__isnull": True}
        return etats_au(modele, self.sequence, **filtres, **presents)

    def lignes(self, *, archives: bool, **filtres: Any) -> Lignes:
        feuilles = self._au(FeuilleDeRoute, **filtres)
        objectifs = self._au(Objectif, archives=archives, feuille_de_route_id__in=_ids(feuilles))
        etapes = self._au(Etape, archives=archives, objectif_id__in=_ids(objectifs))
        organisations = {e.organisation_id for e in etapes if e.organisation_id}
        chantiers = Chantier.objects.filter(pk__in={f.chantier_id for f in feuilles})
        return Lignes(
            feuilles=feuilles,
            objectifs=objectifs,
            etapes=etapes,
            livrables=self._au(Livrable, archives=archives, etape_id__in=_ids(etapes)),
            moyens=self._au(Moyen, archives=archives, feuille_de_route_id__in=_ids(feuilles)),
            attentes=self._attentes(etapes, archives=archives),
            chantiers={chantier.pk: ChantierLu.de(chantier) for chantier in chantiers},
            objectifs_globaux=self._objectifs_globaux({o.contribue_a_id for o in objectifs if o.contribue_a_id}),
            organisations={o.pk: str(o) for o in Organisation.objects.filter(pk__in=organisations)},
        )

    def _objectifs_globaux(self, servis: set[UUID]) -> dict[UUID, tuple[str, str]]:
        """Code and title of the interchantier objectives served: « I.2 » by their place at the time."""
        feuilles = {o.feuille_de_route_id for o in self._au(Objectif, id__in=servis)}
        presents = sorted(
            self._au(Objectif, archives=False, feuille_de_route_id__in=feuilles), key=lambda o: (o.rang, str(o.id))
        )
        return {o.id: (f"I.{place}", o.titre) for place, o in enumerate(presents, start=1)}

    def _attentes(self, etapes: list[Any], *, archives: bool) -> list[AttenteLue]:
        dependances = self._au(Dependance, archives=archives, etape_id__in=_ids(etapes))
        attendues = {e.id: e for e in self._au(Etape, id__in={d.attend_id for d in dependances})}
        objectifs = Objectif.objects.filter(pk__in={e.objectif_id for e in attendues.values()})
        chantiers = {o.pk: o.feuille_de_route.chantier for o in objectifs.select_related("feuille_de_route__chantier")}
        return [
            _attente(d, attendues[d.attend_id], chantiers[attendues[d.attend_id].objectif_id])
            for d in dependances
            if d.attend_id in attendues
        ]


def _attente(dependance: Any, attendue: Any, chantier: Chantier) -> AttenteLue:
    return AttenteLue(
        id=dependance.id,
        version=dependance.version,
        etape_id=dependance.etape_id,
        attend_id=dependance.attend_id,
        titre=attendue.titre,
        chantier_numero=chantier.numero,
        chantier_slug=chantier.slug,
        echeance=attendue.echeance,
        faite=attendue.etat == Etape.Etat.FAITE,
        archive_le=dependance.archive_le,
    )


def _rang_parmi_les_presents(vers: str) -> Subquery:
    """How many present objectives come before the one `vers` points to, in its roadmap (NULL for none)."""
    avant = Objectif.objects.presents().filter(
        feuille_de_route=OuterRef(f"{vers}__feuille_de_route"), rang__lt=OuterRef(f"{vers}__rang")
    )
    return Subquery(avant.order_by().values("feuille_de_route").annotate(n=Count("pk")).values("n"))
