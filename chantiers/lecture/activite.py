"""Who changed a roadmap last, and what has been archived in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.urls import reverse

from chantiers.lecture.feuille import FeuilleLue
from chantiers.models import Dependance, Etape, FeuilleDeRoute, Livrable, Moyen, Objectif
from historique.lecture import dernier_acte_sur, lignes_au
from historique.lecture.inscriptions import Inscription, lire_inscriptions
from historique.models import Acte
from historique.moment import Moment
from membres.acces import Acces
from membres.models import Personne

PARENTS = {"etape": "objectif", "livrable": "etape", "dependance": "etape"}
MODELES = (FeuilleDeRoute, Objectif, Etape, Livrable, Moyen, Dependance)


@dataclass(frozen=True)
class DerniereModification:
    """« par Camille Roussel, il y a 2 minutes »."""

    qui: str
    instant: datetime


def derniere_modification(chantier_id: UUID, acces: Acces) -> DerniereModification | None:
    """The last change of a chantier's roadmaps, for members (who see all names); one query."""
    nom = Personne.objects.filter(pk=OuterRef("auteur_id")).values(n=Concat("prenom", Value(" "), "nom"))
    acte: Any = (
        Acte.objects.lisibles_par(acces)
        .filter(portee_id=chantier_id, objet_type__in=[m._meta.label_lower for m in MODELES])
        .annotate(qui=Subquery(nom))
        .first()
    )
    return acte and DerniereModification(acte.qui or "la plateforme", acte.instant)


def derniere_inscription(objet: Any, acces: Acces, *, d_autrui: bool = False) -> Inscription | None:
    """The last entry about this item (the last by someone else, if `d_autrui`): who, when, why."""
    actes = Acte.objects.lisibles_par(acces).filter(changements__objet_id=objet.pk).distinct()
    if d_autrui:
        actes = actes.exclude(auteur_id=acces.personne_id)
    return next(iter(lire_inscriptions(actes[:1], acces)), None)


@dataclass(frozen=True)
class ArchiveLue:
    """An archived item: who archived it, when and why; `parent` when it must come back first."""

    objet: Any
    inscription: Inscription | None
    parent: Any

    @property
    def genre(self) -> str:
        return self.objet._meta.model_name

    @property
    def type_journal(self) -> str:
        return self.objet._meta.label_lower

    @property
    def adresse(self) -> str:
        """Where one asks to bring it back."""
        return reverse(f"chantiers:retablir_{self.genre}", args=[self.objet.pk])

    @property
    def libelle(self) -> str:
        return str(self.objet._meta.verbose_name).capitalize()


def lire_les_archives(feuille_id: UUID, acces: Acces) -> list[ArchiveLue]:
    """The archived items of a roadmap, the last first; a fixed number of queries."""
    objets = archives(feuille_id)
    inscriptions = inscriptions_de(objets, acces) if objets else {}
    return [ArchiveLue(objet, inscriptions.get(objet.pk), _parent_archive(objet)) for objet in objets]


def _parent_archive(objet: Any) -> Any:
    """The nearest archived parent, which must come back first."""
    while (attribut := PARENTS.get(objet._meta.model_name)) is not None:
        objet = getattr(objet, attribut)
        if objet.archive_le is not None:
            return objet
    return None


def archives(feuille_id: UUID) -> list[Any]:
    """The archived items of a roadmap, last archived first; one query per kind."""
    liens = {
        Objectif: "feuille_de_route",
        Etape: "objectif__feuille_de_route",
        Livrable: "etape__objectif__feuille_de_route",
        Moyen: "feuille_de_route",
        Dependance: "etape__objectif__feuille_de_route",
    }
    parents = {Etape: ["objectif"], Livrable: ["etape__objectif"], Dependance: ["etape__objectif", "attend"]}
    lignes: list[Any] = []
    for modele, lien in liens.items():
        archivees: QuerySet[Any] = modele.objects.archives().filter(**{lien: feuille_id})  # type: ignore[attr-defined]
        lignes += archivees.select_related(*parents.get(modele, []), lien + "__chantier")
    return sorted(lignes, key=lambda ligne: ligne.archive_le, reverse=True)


def inscriptions_de(objets: list[Any], acces: Acces) -> dict[UUID, Inscription]:
    """The last entry about each of these items that this reader may read; a fixed number of queries."""
    actes = dernier_acte_sur([objet.pk for objet in objets])
    lisibles = Acte.objects.lisibles_par(acces).filter(pk__in={acte.pk for acte in actes.values()})
    par_sequence = {lue.sequence: lue for lue in lire_inscriptions(lisibles, acces)}
    return {pk: par_sequence[acte.sequence] for pk, acte in actes.items() if acte.sequence in par_sequence}


def archives_depuis(lues: Iterable[FeuilleLue]) -> frozenset[UUID]:
    """The items shown in past readings that are archived today; one query per kind."""
    objectifs = [objectif for lue in lues for objectif in lue.objectifs]
    etapes = [etape for objectif in objectifs for etape in objectif.etapes]
    montres: dict[Any, list[Any]] = {
        Objectif: objectifs,
        Etape: etapes,
        Livrable: [livrable for etape in etapes for livrable in etape.livrables],
        Dependance: [attente for etape in etapes for attente in etape.attend],
        Moyen: [moyen for lue in lues for moyen in lue.moyens],
    }
    return frozenset(
        pk
        for modele, objets in montres.items()
        for pk in modele.objects.archives().filter(pk__in=[o.id for o in objets]).values_list("pk", flat=True)
    )


def closes_depuis(lues: Iterable[FeuilleLue]) -> bool:
    """Whether a roadmap that was under way in a past reading is closed today."""
    ids = [lue.id for lue in lues]
    return FeuilleDeRoute.objects.filter(pk__in=ids, etat=FeuilleDeRoute.Etat.CLOSE).exists()


@dataclass(frozen=True)
class ContributionLue:
    """An objective of a chantier that serves one of the interchantier."""

    objectif_id: UUID
    titre: str
    numero: int
    adresse: str


def contributions(lue: FeuilleLue, moment: Moment) -> list[ContributionLue]:
    """The objectives of the chantiers that serve those of this (interchantier) roadmap then; two or three queries."""
    ids = [objectif.id for objectif in lue.objectifs]
    servants = lignes_au(Objectif, moment.sequence, contribue_a_id__in=ids, archive_le__isnull=True)
    en_cours = {"id__in": {o.feuille_de_route_id for o in servants}, "etat": FeuilleDeRoute.Etat.EN_COURS}
    lues = lignes_au(FeuilleDeRoute, moment.sequence, liens=["chantier"], **en_cours)
    feuilles = {feuille.pk: feuille for feuille in lues}
    trouvees = [(o, feuilles[o.feuille_de_route_id]) for o in servants if o.feuille_de_route_id in feuilles]
    trouvees.sort(key=lambda paire: (paire[1].chantier.numero, paire[0].rang, str(paire[0].pk)))
    return [
        ContributionLue(
            o.contribue_a_id,
            o.titre,
            feuille.chantier.numero,
            f"{feuille.get_absolute_url()}{moment.suffixe}#objectif-{o.pk}",
        )
        for o, feuille in trouvees
    ]
