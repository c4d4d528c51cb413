"""What is shared out and spent, in cents; and the gaps between planned and spent that someone must explain."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum

from budget.lecture.budget import BudgetLu
from budget.lecture.elements import LigneLue
from budget.models import Affectation, Depense, Financement, Imputation, Justificatif, Tranche
from fichiers.models import Fichier
from historique.mots import date_longue, euros
from historique.prises import Nomme
from membres.acces import Acces

# Sums over the present rows; `sauf`: the key of the one being written, left apart -------------------------------------


def _somme(lignes: Any, sauf: UUID | None) -> int:
    return lignes.presents().exclude(pk=sauf).aggregate(n=Sum("montant_centimes"))["n"] or 0


def affecte_a_la_ligne(ligne_id: UUID, sauf: UUID | None = None) -> int:
    return _somme(Affectation.objects.filter(ligne=ligne_id), sauf)


def affecte_du_financement(financement_id: UUID, exercice_id: UUID, sauf: UUID | None = None) -> int:
    return _somme(Affectation.objects.filter(financement=financement_id, ligne__exercice=exercice_id), sauf)


def impute_de_la_depense(depense_id: UUID, sauf: UUID | None = None) -> int:
    return _somme(Imputation.objects.filter(depense=depense_id), sauf)


def impute_du_financement(financement_id: UUID, exercice_id: UUID, sauf: UUID | None = None) -> int:
    return _somme(Imputation.objects.filter(financement=financement_id, depense__ligne__exercice=exercice_id), sauf)


def depense_de_la_ligne(ligne_id: UUID, sauf: UUID | None = None) -> int:
    return _somme(Depense.objects.filter(ligne=ligne_id), sauf)


def tranche_de(financement_id: UUID, exercice_id: UUID) -> Tranche | None:
    """What this funding was asked and grants for this exercice."""
    return Tranche.objects.presents().filter(financement=financement_id, exercice=exercice_id).first()


@dataclass(frozen=True)
class Source:
    """A funding that counts for an exercice: what is foreseen, granted (None: unknown yet), affected and justified."""

    financement: Financement
    prevu: int
    accorde: int | None
    affecte: int
    impute: int

    @property
    def libre(self) -> int:
        return self.prevu - self.affecte

    @property
    def a_justifier(self) -> int:
        """Of what is granted, what no expense justifies yet; 0 while it is not granted."""
        acquis = self.financement.statut in Financement.Statut.acquis()
        return (self.accorde or 0) - self.impute if acquis else 0


def sources(exercice_id: UUID) -> list[Source]:
    """The fundings, neither archived nor lost, that have an amount for this exercice; three queries."""
    tranches = (
        Tranche.objects.presents()
        .filter(exercice=exercice_id, financement__archive_le__isnull=True)
        .exclude(financement__statut__in=Financement.Statut.perdus())
        .select_related("financement__financeur")
        .order_by("financement__intitule", "pk")
    )
    affectes = _par_financement(Affectation.objects.filter(ligne__exercice=exercice_id))
    imputes = _par_financement(Imputation.objects.filter(depense__ligne__exercice=exercice_id))
    return [
        Source(
            t.financement,
            t.prevu_centimes,
            t.accorde_centimes,
            affectes.get(t.financement_id, 0),
            imputes.get(t.financement_id, 0),
        )
        for t in tranches
    ]


def _par_financement(lignes: Any) -> dict[UUID, int]:
    sommes = lignes.presents().values("financement").annotate(n=Sum("montant_centimes")).order_by()
    return dict(sommes.values_list("financement", "n"))


# Gaps -----------------------------------------------------------------------------------------------------------------


def depasse(prevu: int, depense: int, seuil: int) -> bool:
    """Whether more than `seuil` % over what was planned was spent."""
    return depense * 100 > prevu * (100 + seuil)


def reste_en_deca(prevu: int, depense: int, seuil: int) -> bool:
    """Whether what was spent stays more than `seuil` % under what was planned."""
    return depense * 100 < prevu * (100 - seuil)


def phrase_d_ecart(prevu: int, depense: int) -> str:
    """« 1 300 € dépensés pour 1 000 € prévus, 300 € de plus »."""
    sens = "de plus" if depense > prevu else "de moins"
    return f"{euros(depense)} dépensés pour {euros(prevu)} prévus, {euros(abs(depense - prevu))} {sens}"


@dataclass(frozen=True)
class Ecart:
    """A line whose gap is above the threshold."""

    ligne: LigneLue

    @property
    def phrase(self) -> str:
        return phrase_d_ecart(self.ligne.montant_centimes, self.ligne.depense_centimes)


def ecarts(budget: BudgetLu) -> tuple[Ecart, ...]:
    """The lines above the threshold of the exercice; those under it too, once the exercice is over."""
    finie, seuil = budget.jour > budget.fin, budget.seuil_d_ecart
    return tuple(
        Ecart(ligne)
        for ligne in budget.lignes
        if depasse(ligne.montant_centimes, ligne.depense_centimes, seuil)
        or (finie and reste_en_deca(ligne.montant_centimes, ligne.depense_centimes, seuil))
    )


def ecarts_a_expliquer(budget: BudgetLu) -> tuple[Ecart, ...]:
    """Those that nobody has explained: while one remains, the compte rendu financier is not to be sent."""
    return tuple(ecart for ecart in ecarts(budget) if not ecart.ligne.ecart_explique.strip())


# Receipts -------------------------------------------------------------------------------------------------------------


def justificatifs_lisibles(acces: Acces, **filtres: Any) -> Collection[Justificatif]:
    """The receipts, among those, that this person may read (as `permissions.refus_de_lire_un_justificatif` says)."""
    trouves = Justificatif.objects.filter(**filtres).select_related("depense__ligne")
    if not acces.comite:
        trouves = trouves.filter(depense__ligne__chantier__in=[pk for pk in acces.roles if acces.membre_de(pk)])
    return list(trouves)


def nommer_le_justificatif(sha256: str, acces: Acces) -> Nomme | None:
    """The receipt of these bytes, if this person may read it."""
    lisible = next(iter(justificatifs_lisibles(acces, fichier=sha256)), None)
    if lisible is None:
        return None
    depense = lisible.depense
    texte = f"« {lisible.nom} », justificatif de « {depense} », payée le {date_longue(depense.le)}"
    return Nomme(texte, depense.get_absolute_url(), archive=lisible.archive_le is not None)


def refus_de_servir(acces: Acces, fichier: Fichier) -> str | None:
    """Why this person may have none of the receipts that hold this file."""
    if justificatifs_lisibles(acces, fichier=fichier):
        return None
    return "Ce justificatif se lit entre membres du chantier qui a dépensé et du comité de pilotage."
