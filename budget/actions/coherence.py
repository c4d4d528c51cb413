"""What makes a line hold together: refused here with a sentence and its field, before the database would."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Sum

from budget.actions.verrous import Perime
from budget.calcul import montant_de, se_calcule
from budget.grille import POSTES
from budget.models import Action, Affectation, Depense, Ligne
from budget.models.besoin import CHARGES, REVERSEMENTS
from budget.permissions import refus_d_archive, refus_d_archiver_une_ligne
from historique.mots import euros
from historique.refus import ActionRefusee

AILLEURS = "{} est d’un autre chantier : choisissez dans la liste."


def mettre_en_coherence(ligne: Ligne) -> None:
    """Compute the amount and check the whole line. Raises ActionRefusee.

    Its row, if it has one, and its action are locked (`verrouiller_les_actions`).
    """
    if not ligne.libelle.strip():
        raise ActionRefusee("Dites de quoi le chantier a besoin.", "libelle")
    _exiger_un_poste(ligne)
    ligne.montant_centimes = montant_de(ligne)
    _exiger_le_chantier(ligne)
    if not ligne._state.adding:  # nothing pays a line that is not there yet
        _exiger_les_financements(ligne)


def verrouiller_les_actions(lignes: Iterable[Ligne]) -> None:
    """Give these lines their actions as they are now, under lock: an archived one takes no line. One query."""
    a_relire = [ligne for ligne in lignes if ligne.action_id is not None]
    cles: set[Any] = {ligne.action_id for ligne in a_relire}
    actions = Action.objects.select_for_update().filter(pk__in=cles).order_by("pk").in_bulk() if cles else {}
    for ligne in a_relire:
        ligne.action = actions[ligne.action_id]  # type: ignore[index]


def _exiger_un_poste(ligne: Ligne) -> None:
    if ligne.poste not in dict(CHARGES):
        raise ActionRefusee("Choisissez un poste de charges de la grille.", "poste")
    if POSTES[ligne.poste].indirect and not ligne.cle_de_repartition.strip():
        raise ActionRefusee(
            "Une charge indirecte porte sa clé de répartition : écrivez-la en toutes lettres.", "cle_de_repartition"
        )
    if ligne.reversement_a_id is not None and ligne.poste != REVERSEMENTS:
        raise ActionRefusee(
            "Un reversement s’inscrit au poste 65, autres charges de gestion courante : changez le poste, "
            "ou retirez l’organisation.",
            "reversement_a",
        )


def _exiger_le_chantier(ligne: Ligne) -> None:
    """The action, the étape and the means are of the same chantier; an archived action takes no new line."""
    if ligne.etape_id is not None and ligne.moyen_id is not None:
        raise ActionRefusee("L’étape d’une ligne tirée d’un moyen est celle de ce moyen.", "pour")
    action: Any = ligne.action
    if action is not None:
        if action.chantier_id != ligne.chantier_id:
            raise ActionRefusee(AILLEURS.format("Cette action"), "action")
        if refus := refus_d_archive(action, "L’action de cette ligne"):
            raise ActionRefusee(refus, "action")
    feuilles: list[tuple[Any, Callable[[Any], Any], str]] = [
        (ligne.etape, lambda etape: etape.objectif.feuille_de_route, "Cette étape"),
        (ligne.moyen, lambda moyen: moyen.feuille_de_route, "Ce moyen"),
    ]
    for objet, feuille_de, nom in feuilles:
        if objet is not None and feuille_de(objet).chantier_id != ligne.chantier_id:
            raise ActionRefusee(AILLEURS.format(nom), "pour")


def _exiger_les_financements(ligne: Ligne) -> None:
    """A line is never less than what fundings pay of it, nor given back where one of them forbids it."""
    siennes = Affectation.objects.presents().filter(ligne=ligne.pk)
    affecte = siennes.aggregate(n=Sum("montant_centimes"))["n"] or 0
    if ligne.montant_centimes < affecte:
        raise ActionRefusee(
            f"Des financements paient déjà {euros(affecte)} de cette ligne : son montant ne descend pas "
            "au-dessous. Libérez d’abord ces affectations.",
            "cout_unitaire" if se_calcule(ligne) else "montant",
        )
    if ligne.reversement_a_id is None:
        return
    interdit = siennes.filter(financement__reversement_autorise=False).select_related("financement").first()
    if interdit is not None:
        raise ActionRefusee(
            f"« {interdit.financement} », qui paie cette ligne, interdit le reversement : "
            "libérez d’abord cette affectation.",
            "reversement_a",
        )


def exiger_que_rien_n_y_tienne(ligne: Ligne) -> None:
    """A line leaves the budget only when no funding and no expense holds to it. Raises Perime."""
    affecte = Affectation.objects.presents().filter(ligne=ligne.pk).aggregate(n=Sum("montant_centimes"))["n"] or 0
    if refus := refus_d_archiver_une_ligne(affecte, Depense.objects.presents().filter(ligne=ligne.pk).count()):
        raise Perime(refus)
