"""The forms of the board of positions: each chantier with what this person may send for it."""

from dataclasses import dataclass
from typing import Any

from membres.acces import Acces
from pilotage import permissions
from pilotage.forms.consentement import MaintienForm, PositionForm
from pilotage.lecture.conditions import parle_pour
from pilotage.lecture.tableau import LigneDuTableau, Tableau
from pilotage.models import Position


@dataclass(frozen=True)
class LigneEtFormulaire:
    """A chantier of the board: why this person may not answer for it, or the form of who speaks for it."""

    ligne: LigneDuTableau
    refus: str | None
    sienne: bool
    formulaire: PositionForm | None
    maintien: MaintienForm | None


def lignes_et_formulaires(acces: Acces, tableau: Tableau) -> list[LigneEtFormulaire]:
    """The form stands on the page for those who speak for a chantier that has not answered."""
    lignes = []
    for ligne in tableau.lignes:
        refus = permissions.refus_de_donner_la_position(acces, tableau, ligne.chantier.id)
        sienne = parle_pour(acces, ligne)
        repond = refus is None and sienne and ligne.position is None
        formulaire = formulaire_de_position(tableau, ligne) if repond else None
        lignes.append(LigneEtFormulaire(ligne, refus, sienne, formulaire, maintien(tableau, ligne) if repond else None))
    return lignes


def maintien(tableau: Tableau, ligne: LigneDuTableau) -> MaintienForm | None:
    """« Nous maintenons », when there is something to keep and nothing given yet."""
    if ligne.precedente is None or ligne.position is not None:
        return None
    return MaintienForm(initial={"vue_version": tableau.version.pk}, auto_id=False)


def formulaire_de_position(
    tableau: Tableau, ligne: LigneDuTableau, donnees: Any = None, porte_parole: Any = None
) -> PositionForm:
    """The form of a chantier, made for the version and the position that are shown."""
    position = ligne.position
    initial: dict[str, Any] = {"vue_version": tableau.version.pk, "vue_position": position.id if position else None}
    if len(ligne.porte_parole) == 1:
        initial["donnee_par"] = next(iter(ligne.porte_parole))
    if position is not None:
        initial |= {"avis": position.avis, "argument": position.argument, "decidee_avec": position.decidee_avec}
    precedente = ligne.precedente
    return PositionForm(
        donnees,
        initial=initial,
        porte_parole=porte_parole,
        apres_objection=precedente is not None and precedente.avis == Position.Avis.OBJECTION,
        auto_id=f"{ligne.chantier.slug}-%s",
    )
