"""What the public reads of the differences between two budgets: nobody's pay, and no contribution one by one."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from budget.lecture import BudgetLu, LigneLue
from budget.lecture.regroupement import regrouper
from chantiers.lecture import ChampDifferent, ChantierLu, Difference
from historique.mots import euros

# Fields of a line from which one would find what a person is paid.
PAYEURS = "Payée par"
CHIFFRES = {"Montant", "Quantité", "Coût unitaire", PAYEURS}
TU = ChampDifferent("Montant", "non publié", "modifié, non publié : une paie se lirait dans cette rubrique")
# Contributions that are said together are no object of the journal.
AUCUN = UUID(int=0)

type Cle = tuple[UUID, str, str]


def publiables(differences: Iterable[Difference], avant: BudgetLu, apres: BudgetLu) -> tuple[Difference, ...]:
    """`differences` as the public reads them, contributions being given by organisation and nature."""
    tues = _tues(avant) | _tues(apres)
    contributions = {c.id for budget in (avant, apres) for c in budget.contributions}
    lignes = (_sans_chiffres(d) if d.id in tues else d for d in differences if d.id not in contributions)
    toutes = (*filter(None, map(_sans_payeurs, lignes)), *_contributions(avant, apres))
    return tuple(sorted(toutes, key=lambda d: (d.chantier.est_interchantier, d.chantier.numero)))


def _tues(budget: BudgetLu) -> set[UUID]:
    """The lines whose amounts the public reads together with others only."""
    charges = regrouper(budget)
    if charges.impossible:
        return {ligne.id for ligne in budget.lignes}
    ensemble = {
        (lieu, poste)
        for bloc in charges.blocs
        if len(bloc.postes) > 1 or len(bloc.lieux) > 1
        for lieu in bloc.lieux
        for poste in bloc.postes
    }
    return {ligne.id for ligne in budget.lignes if (_lieu(ligne), ligne.groupe.cle) in ensemble}


def _lieu(ligne: LigneLue) -> tuple[UUID, UUID | None]:
    return ligne.chantier_id, ligne.action_id


def _sans_chiffres(difference: Difference) -> Difference:
    restants = tuple(champ for champ in difference.champs if champ.libelle not in CHIFFRES)
    chiffres = len(restants) < len(difference.champs)
    return replace(difference, champs=(*restants, TU) if chiffres else restants)


def _sans_payeurs(difference: Difference) -> Difference | None:
    """Without what fundings bring to a line, which no public page tells; None when nothing else differs."""
    restants = tuple(champ for champ in difference.champs if champ.libelle != PAYEURS)
    return replace(difference, champs=restants) if restants or not difference.champs else None


def _sommes(budget: BudgetLu) -> dict[Cle, int]:
    """(chantier, « qui, nature ») → value."""
    sommes: dict[Cle, int] = {}
    for c in budget.contributions:
        cle = (c.chantier_id, c.organisation or "Des personnes", c.libelle_nature)
        sommes[cle] = sommes.get(cle, 0) + c.valeur_centimes
    return sommes


def _contributions(avant: BudgetLu, apres: BudgetLu) -> Iterable[Difference]:
    chantiers = {chantier.id: chantier for chantier in (*avant.chantiers, *apres.chantiers)}
    anciennes, nouvelles = _sommes(avant), _sommes(apres)
    for cle in dict.fromkeys((*nouvelles, *anciennes)):
        if anciennes.get(cle) != nouvelles.get(cle):
            yield _contribution(chantiers[cle[0]], cle, anciennes.get(cle), nouvelles.get(cle))


def _contribution(chantier: ChantierLu, cle: Cle, avant: int | None, apres: int | None) -> Difference:
    nature = "ajout" if avant is None else "retrait" if apres is None else "modification"
    champs = () if avant is None or apres is None else (ChampDifferent("Valeur", euros(avant), euros(apres)),)
    titre = f"{cle[1]}, {cle[2].lower()}"
    return Difference(chantier, nature, "contributions valorisées", AUCUN, "", titre, champs)
