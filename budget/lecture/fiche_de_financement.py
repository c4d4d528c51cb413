"""One funding in full: its amounts by exercice, what is affected, imputed and received, its dates, its statuses."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, F, Sum, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from budget.lecture.obligations import Obligation, lire_les_obligations
from budget.lecture.plafond import TauxPublic, taux_public
from budget.models import (
    PUBLICS,
    Affectation,
    Contribution,
    Echeance,
    Exercice,
    Financement,
    Imputation,
    Ligne,
    Tranche,
    Versement,
)
from historique.lecture.inscriptions import libelle_de, lire_inscriptions
from historique.models import Acte, Changement
from historique.mots import date_longue, euros
from membres.acces import Acces

STATUT = libelle_de(Financement._meta.get_field("statut"))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Sommes:
    """What hangs on a funding in one exercice, in cents."""

    affecte: int = 0
    impute: int = 0
    recu: int = 0


@dataclass(frozen=True)
class MontantLu:
    """The amounts of one exercice, and what hangs on them."""

    tranche: Tranche
    sommes: Sommes


@dataclass(frozen=True)
class ArchiveLue:
    """An archived amount, due date or versement, and where one asks to bring it back."""

    objet: Any

    @property
    def libelle(self) -> str:
        match self.objet:
            case Tranche(exercice=exercice, demande_centimes=demande):
                return f"Montants de {exercice.annee}, {euros(demande)} demandés"
            case Echeance(le=le):
                return f"Échéance « {self.objet} » du {date_longue(le)}"
        nature = self.objet.get_nature_display()
        return f"{nature} de {euros(self.objet.montant_centimes)}, reçu le {date_longue(self.objet.le)}"

    @property
    def accord(self) -> str:
        return {Tranche: "s", Echeance: "e"}.get(type(self.objet), "")

    @property
    def adresse(self) -> str:
        genre = "montant" if isinstance(self.objet, Tranche) else self.objet._meta.model_name
        return reverse(f"budget:retablir_{genre}", args=[self.objet.pk])


@dataclass(frozen=True)
class StatutPasse:
    """A change of status: who, when, why. `de` is empty for the first one."""

    de: str
    vers: str
    auteur: str
    instant: datetime
    motif: str


@dataclass(frozen=True)
class Fiche:
    """What the page of a funding shows; `deport`: why this reader stands aside, or None."""

    financement: Financement
    montants: tuple[MontantLu, ...]
    echeances: tuple[Echeance, ...]
    versements: tuple[Versement, ...]
    archives: tuple[ArchiveLue, ...]
    statuts: tuple[StatutPasse, ...]
    obligations: tuple[Obligation, ...]
    taux: tuple[tuple[Exercice, TauxPublic], ...]

    @property
    def accorde_centimes(self) -> int:
        return sum(m.tranche.accorde_centimes or 0 for m in self.montants)

    @property
    def demande_centimes(self) -> int:
        return sum(m.tranche.demande_centimes for m in self.montants)

    @property
    def recu_centimes(self) -> int:
        return sum(m.sommes.recu for m in self.montants)

    @property
    def accorde_sans_le_dire(self) -> bool:
        """An amount is granted, and the status does not say so yet."""
        statut = Financement.Statut(self.financement.statut)
        return self.accorde_centimes > 0 and statut in (*statut.pistes(), *statut.demandes())

    @property
    def sans_exercice(self) -> bool:
        return not self.montants


def sommes_du_financement(financement_id: UUID) -> dict[UUID, Sommes]:
    """Exercice → what is affected, imputed and received; three queries."""
    affecte = _par_exercice(Affectation, "ligne__exercice", financement_id)
    impute = _par_exercice(Imputation, "depense__ligne__exercice", financement_id)
    recu = _par_exercice(Versement, "exercice", financement_id)
    return {
        cle: Sommes(affecte.get(cle, 0), impute.get(cle, 0), recu.get(cle, 0))
        for cle in affecte.keys() | impute.keys() | recu.keys()
    }


def _par_exercice(modele: Any, lien: str, financement_id: UUID) -> dict[UUID, int]:
    presents = modele.objects.presents().filter(financement=financement_id).order_by().values(lien)
    return dict(presents.annotate(total=Sum("montant_centimes")).values_list(lien, "total"))


def lire_la_fiche(financement: Financement, acces: Acces) -> Fiche:
    """A fixed number of queries."""
    tranches, tranches_archivees = _presentes(financement.tranches.select_related("exercice"))  # type: ignore[attr-defined]
    echeances, echeances_archivees = _presentes(financement.echeances.all())  # type: ignore[attr-defined]
    versements, versements_archives = _presentes(financement.versements.select_related("exercice"))  # type: ignore[attr-defined]
    tranches.sort(key=lambda tranche: tranche.exercice.annee)
    sommes = sommes_du_financement(financement.pk)
    exercices = [tranche.exercice for tranche in tranches]
    return Fiche(
        financement=financement,
        montants=tuple(MontantLu(t, sommes.get(t.exercice_id, Sommes())) for t in tranches),
        echeances=tuple(echeances),
        versements=tuple(versements),
        archives=tuple(map(ArchiveLue, [*tranches_archivees, *echeances_archivees, *versements_archives])),
        statuts=tuple(lire_les_statuts(financement, acces)),
        obligations=tuple(o for o in lire_les_obligations(exercices) if financement.pk in o.financements),
        taux=tuple(_taux(financement, exercices)),
    )


def _presentes(lignes: Any) -> tuple[list[Any], list[Any]]:
    toutes = list(lignes)
    return [une for une in toutes if une.archive_le is None], [une for une in toutes if une.archive_le is not None]


def lire_les_statuts(financement: Financement, acces: Acces) -> list[StatutPasse]:
    """The statuses it went through, from the journal, the last first."""
    cle = (financement._meta.label_lower, financement.pk)
    changes = Changement.objects.filter(objet_type=cle[0], objet_id=cle[1], champ="statut")
    actes = Acte.objects.lisibles_par(acces).filter(pk__in=changes.values("acte")).order_by("-sequence")
    passes = []
    for inscription in lire_inscriptions(actes, acces, sur=cle):
        sien = next((m for t in inscription.touches for m in t.modifications if m.champ == STATUT), None)
        if sien is not None:
            avant, apres = sien.avant or "", sien.apres
            passes.append(StatutPasse(avant, apres, inscription.auteur, inscription.instant, inscription.motif))
    return passes


def _taux(financement: Financement, exercices: Collection[Exercice]) -> list[tuple[Exercice, TauxPublic]]:
    """The ceiling that this funding sets (else the exercice's), for each of its exercices; three queries."""
    if not exercices or not financement.public:
        return []
    prevu = Case(
        When(accorde_centimes__isnull=False, then=F("accorde_centimes")),
        default=F("demande_centimes"),
    )
    retenues = Tranche.objects.presents().filter(
        exercice__in=exercices, financement__archive_le__isnull=True, financement__poste__in=PUBLICS
    )
    retenues = retenues.exclude(financement__statut__in=Financement.Statut.perdus()).order_by().values("exercice")
    publics = dict(retenues.annotate(total=Sum(prevu)).values_list("exercice", "total"))
    charges = _totaux(Ligne, "montant_centimes", exercices)
    contributions = _totaux(Contribution, "valeur_centimes", exercices)
    return [
        (
            exercice,
            taux_public(
                publics.get(exercice.pk, 0),
                charges.get(exercice.pk, 0),
                contributions.get(exercice.pk, 0),
                financement.plafond_public or exercice.plafond_public,
                financement.base_du_plafond,
            ),
        )
        for exercice in exercices
    ]


def _totaux(modele: Any, colonne: str, exercices: Collection[Exercice]) -> dict[UUID, int]:
    presentes = modele.objects.presents().filter(exercice__in=exercices).order_by().values("exercice")
    return dict(presentes.annotate(total=Coalesce(Sum(colonne), 0)).values_list("exercice", "total"))
