"""Reading a budget from the database: today's rows, or what they were on any date; a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from budget.lecture.budget import BudgetLu
from budget.lecture.elements import ActionLue, AffectationLue, ContributionLue, FinancementLu, LigneLue
from budget.models import (
    Action,
    Affectation,
    Contribution,
    Depense,
    EtapeDAction,
    Exercice,
    Financement,
    Imputation,
    Ligne,
    Tranche,
    Versement,
)
from chantiers.lecture import ChantierLu
from chantiers.models import Chantier
from historique.horloge import aujourd_hui
from historique.lecture import lignes_au
from historique.moment import AUJOURDHUI, Moment
from membres.acces import Acces
from membres.noms import nommer

DE_LA_LIGNE = ("moyen__etape", "etape", "reversement_a")
# Field of a line as it is read → its column.
SIMPLES = {
    "id": "pk",
    "poste_cle": "poste",
    **{
        nom: nom
        for nom in (
            *("version", "chantier_id", "action_id", "libelle", "quantite", "unite", "cout_unitaire_centimes"),
            *("montant_centimes", "cle_de_repartition", "nominative", "ecart_explique", "rang"),
        )
    },
}
LIEES = ("moyen_id", "moyen__libelle", "reversement_a_id", "reversement_a__nom")
# Its own étape, or that of its means: a line has one of them at most.
ETAPE = (Coalesce("moyen__etape_id", "etape_id"), Coalesce("moyen__etape__titre", "etape__titre"))
DE_L_AFFECTATION = ("pk", "version", "financement_id", "ligne_id", "montant_centimes")
APPORT = ("financement_id", "montant_centimes")
# What a contribution that is read takes as it is from its row.
DE_LA_CONTRIBUTION = tuple(f.name for f in fields(ContributionLue) if f.name not in {"organisation", "personne"})
DU_FINANCEMENT = ("financeur", "porteur_administratif", "porteur_financier")


def exercice_courant() -> Exercice | None:
    """The one of today, else the next one to come, else the last."""
    exercices = list(Exercice.objects.order_by("debut"))
    jour = aujourd_hui()
    en_cours = [e for e in exercices if e.debut <= jour <= e.fin]
    a_venir = [e for e in exercices if e.debut > jour]
    return next(iter(en_cours or a_venir or exercices[::-1]), None)


def lire_budget(acces: Acces, annee: int, moment: Moment = AUJOURDHUI) -> BudgetLu | None:
    """The budget of this year, now or as it was then; None when the exercice was not there.

    Names of people, organisations, chantiers and étapes are today's.
    """
    return _Lecteur(acces, moment).lire(annee)


class _Lecteur:
    """Loads the rows of one exercice, whose present ones count, as of `moment`."""

    def __init__(self, acces: Acces, moment: Moment) -> None:
        self.acces, self.moment = acces, moment

    def au(self, modele: Any, *liens: str, **filtres: Any) -> list[Any]:
        present = {"archive_le__isnull": True} if hasattr(modele, "archive_le") else {}
        return lignes_au(modele, self.moment.sequence, liens=liens, **present, **filtres)

    def valeurs(self, modele: Any, *champs: str, **filtres: Any) -> list[tuple[Any, ...]]:
        """`champs` of rows that may be thousands: instances of models cost ten times more."""
        if self.moment.sequence is not None:
            return [tuple(getattr(etat, champ) for champ in champs) for etat in self.au(modele, **filtres)]
        return list(modele.objects.presents().filter(**filtres).order_by().values_list(*champs))

    def lignes(self, exercice: Exercice) -> list[LigneLue]:
        """With what is spent on them, without what is affected to them; in no order."""
        if self.moment.sequence is not None:
            depense = _sommes(self.valeurs(Depense, "ligne_id", "montant_centimes", ligne_id__in=_lignes_de(exercice)))
            alors = self.au(Ligne, *DE_LA_LIGNE, exercice_id=exercice.pk)
            return [_ligne(ligne, depense.get(ligne.pk, 0)) for ligne in alors]
        presentes = Ligne.objects.presents().filter(exercice=exercice.pk).order_by()
        return [_ligne_presente(v) for v in presentes.values_list(*SIMPLES.values(), *LIEES, *ETAPE, _depense())]

    def lire(self, annee: int) -> BudgetLu | None:
        exercice = next(iter(self.au(Exercice, annee=annee)), None)
        if exercice is None:
            return None
        chantiers = sorted(
            (ChantierLu.de(c) for c in Chantier.objects.all()), key=lambda c: (c.est_interchantier, c.numero)
        )
        lignes = self.lignes(exercice)
        siennes = {"ligne_id__in": _lignes_de(exercice)}
        affectations = [AffectationLue(*a) for a in self.valeurs(Affectation, *DE_L_AFFECTATION, **siennes)]
        abandons = self.valeurs(Depense, "montant_centimes", abandon_de_frais=True, **siennes)
        financements = self._financements(exercice, affectations)
        return BudgetLu(
            exercice_id=exercice.pk,
            annee=exercice.annee,
            debut=exercice.debut,
            fin=exercice.fin,
            plafond_public=exercice.plafond_public,
            seuil_d_ecart=exercice.seuil_d_ecart,
            jour=self.moment.jour,
            sequence=self.moment.sequence,
            chantiers=tuple(chantiers),
            actions=self._actions({c.id: c for c in chantiers}),
            lignes=_en_ordre(lignes, affectations, chantiers),
            contributions=self._contributions(exercice),
            financements=financements,
            affectations=tuple(affectations),
            abandons_centimes=sum(centimes for (centimes,) in abandons),
        )

    def _actions(self, chantiers: Mapping[UUID, ChantierLu]) -> tuple[ActionLue, ...]:
        etapes: dict[UUID, list[tuple[UUID, str]]] = {}
        for lien in self.au(EtapeDAction, "etape"):
            etapes.setdefault(lien.action_id, []).append((lien.etape_id, lien.etape.titre))
        actions = [
            ActionLue(
                id=action.pk,
                version=action.version,
                chantier_id=action.chantier_id,
                code=f"{chantiers[action.chantier_id].prefixe}.{action.numero}",
                nature=action.nature,
                titre=action.titre,
                description=action.description,
                territoire=action.territoire,
                archive_le=action.archive_le,
                etapes=tuple(sorted(etapes.get(action.pk, []), key=lambda lien: str(lien[0]))),
            )
            for action in self.au(Action)
        ]
        rangs = {cle: rang for rang, cle in enumerate(chantiers)}
        return tuple(sorted(actions, key=lambda a: (rangs[a.chantier_id], len(a.code), a.code)))

    def _contributions(self, exercice: Exercice) -> tuple[ContributionLue, ...]:
        lignes: list[Any]
        if self.moment.sequence is None:
            presentes = Contribution.objects.presents().filter(exercice=exercice.pk).order_by()
            lignes = list(presentes.values_list(*DE_LA_CONTRIBUTION, "organisation__nom", named=True))
            organisations = {c.organisation_id: c.organisation__nom or "" for c in lignes}
        else:
            lignes = self.au(Contribution, "organisation", exercice_id=exercice.pk)
            organisations = {c.organisation_id: str(c.organisation or "") for c in lignes}
        noms = nommer({c.personne_id for c in lignes}, self.acces)
        lues = (_contribution(c, organisations, noms) for c in lignes)
        return tuple(sorted(lues, key=lambda c: (c.le, str(c.id))))

    def _financements(self, exercice: Exercice, affectations: list[Any]) -> tuple[FinancementLu, ...]:
        tranches = {t.financement_id: t for t in self.au(Tranche, exercice_id=exercice.pk)}
        recus = _sommes(self.valeurs(Versement, *APPORT, exercice_id=exercice.pk))
        siennes = Depense.objects.filter(ligne__exercice=exercice.pk).values("pk")
        imputes = _sommes(self.valeurs(Imputation, *APPORT, depense_id__in=siennes))
        affectes = _sommes((a.financement_id, a.montant_centimes) for a in affectations)
        financements = self.au(Financement, *DU_FINANCEMENT, id__in=list(tranches))
        lus = [_financement(f, tranches[f.pk], recus, affectes, imputes) for f in financements]
        return tuple(sorted(lus, key=lambda f: (f.poste.rang, -f.prevu_centimes, str(f.id))))


def _sommes(paires: Iterable[tuple[Any, ...]]) -> dict[UUID, int]:
    sommes: dict[UUID, int] = {}
    for cle, centimes in paires:
        sommes[cle] = sommes.get(cle, 0) + centimes
    return sommes


def _en_ordre(lignes: list[LigneLue], affectations: list[Any], chantiers: list[ChantierLu]) -> tuple[LigneLue, ...]:
    affecte = _sommes((a.ligne_id, a.montant_centimes) for a in affectations)
    for ligne in lignes:
        # Nobody else holds it yet; copying thousands of frozen rows would cost as much as reading them.
        object.__setattr__(ligne, "affecte_centimes", affecte.get(ligne.id, 0))
    rangs = {chantier.id: rang for rang, chantier in enumerate(chantiers)}
    return tuple(sorted(lignes, key=lambda lue: (rangs[lue.chantier_id], lue.poste.rang, lue.rang, lue.id.int)))


def _lignes_de(exercice: Exercice) -> Any:
    """A line never changes of exercice: what hangs on those of this one is found through them, whatever the date."""
    return Ligne.objects.filter(exercice=exercice.pk).values("pk")


def _depense() -> Subquery:
    """What is spent on a line."""
    siennes = Depense.objects.presents().filter(ligne=OuterRef("pk")).order_by().values("ligne")
    return Subquery(siennes.annotate(n=Sum("montant_centimes")).values("n"))


def _ligne_presente(valeurs: Sequence[Any]) -> LigneLue:
    """From the values of `SIMPLES`, `LIEES` and `ETAPE`."""
    *simples, moyen_id, moyen, reversement_a_id, reversement_a, etape_id, etape, depense = valeurs
    return LigneLue(
        **dict(zip(SIMPLES, simples, strict=True)),
        moyen_id=moyen_id,
        moyen=moyen or "",
        etape_id=etape_id,
        etape=etape or "",
        reversement_a_id=reversement_a_id,
        reversement_a=reversement_a or "",
        depense_centimes=depense or 0,
    )


def _ligne(ligne: Any, depense: int) -> LigneLue:
    etape = ligne.moyen.etape if ligne.moyen else ligne.etape
    return LigneLue(
        id=ligne.pk,
        version=ligne.version,
        chantier_id=ligne.chantier_id,
        action_id=ligne.action_id,
        poste_cle=ligne.poste,
        libelle=ligne.libelle,
        quantite=ligne.quantite,
        unite=ligne.unite,
        cout_unitaire_centimes=ligne.cout_unitaire_centimes,
        montant_centimes=ligne.montant_centimes,
        moyen_id=ligne.moyen_id,
        moyen=str(ligne.moyen) if ligne.moyen else "",
        etape_id=etape.pk if etape else None,
        etape=etape.titre if etape else "",
        cle_de_repartition=ligne.cle_de_repartition,
        reversement_a_id=ligne.reversement_a_id,
        reversement_a=str(ligne.reversement_a or ""),
        nominative=ligne.nominative,
        ecart_explique=ligne.ecart_explique,
        rang=ligne.rang,
        archive_le=ligne.archive_le,
        depense_centimes=depense,
    )


def _contribution(
    contribution: Any, organisations: Mapping[UUID | None, str], personnes: Mapping[UUID, str]
) -> ContributionLue:
    return ContributionLue(
        **{champ: getattr(contribution, champ) for champ in DE_LA_CONTRIBUTION},
        organisation=organisations[contribution.organisation_id],
        personne=personnes.get(contribution.personne_id, ""),
    )


def _financement(
    financement: Any,
    tranche: Tranche,
    recus: Mapping[UUID, int],
    affectes: Mapping[UUID, int],
    imputes: Mapping[UUID, int],
) -> FinancementLu:
    return FinancementLu(
        id=financement.pk,
        version=financement.version,
        intitule=financement.intitule,
        financeur_id=financement.financeur_id,
        financeur=str(financement.financeur or ""),
        poste_cle=financement.poste,
        statut=financement.statut,
        demande_centimes=tranche.demande_centimes,
        accorde_centimes=tranche.accorde_centimes,
        recu_centimes=recus.get(financement.pk, 0),
        plafond_public=financement.plafond_public,
        base_du_plafond=financement.base_du_plafond,
        porteur_administratif_id=financement.porteur_administratif_id,
        porteur_administratif=str(financement.porteur_administratif or ""),
        porteur_financier_id=financement.porteur_financier_id,
        porteur_financier=str(financement.porteur_financier or ""),
        reversement_autorise=financement.reversement_autorise,
        affecte_centimes=affectes.get(financement.pk, 0),
        impute_centimes=imputes.get(financement.pk, 0),
    )
