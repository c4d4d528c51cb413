"""The position of a chantier: given, changed, kept on a new version. Rows are inserted, never edited."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chantiers.models import Chantier
from historique.actes import consigner
from historique.horloge import aujourd_hui, maintenant
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces
from pilotage import courriels, permissions
from pilotage.actions.verrous import signataire, tableau_verrouille
from pilotage.lecture.tableau import LigneDuTableau, Tableau
from pilotage.models import Position, Proposition

Avis = Position.Avis
SANS_ARGUMENT = {
    Avis.OBJECTION: "Une objection s’explique : écrivez ce qui ferait du tort, et ce qui la lèverait.",
    Avis.RESERVE: "Une réserve s’explique : elle deviendra un critère d’évaluation à la revue.",
    Avis.DEPORT: "Un déport s’explique : dites pourquoi le chantier se tient à l’écart.",
}


@dataclass(frozen=True)
class Vue:
    """What the form showed: the version it was written for, and the position that stood then (None: none)."""

    version: UUID
    position: UUID | None = None


def donner_la_position(
    proposition: Proposition,
    chantier: Chantier,
    *,
    id: UUID,
    vue: Vue,
    saisi: Mapping[str, Any],
    par: Acces,
) -> Position:
    """Give, or record for someone, the position of a chantier on the open version; it replaces the one that stood.

    `saisi`: `avis`, `argument`, `decidee_le`, `decidee_avec`, and `donnee_par_id` when it is recorded for another.
    Posting twice gives it once. Raises ActionRefusee.
    """
    if deja := Position.objects.filter(pk=id).first():
        return deja
    with consigner("donner_la_position", par=par, portee=chantier) as acte:
        tableau = tableau_verrouille(proposition, par)
        exiger(permissions.refus_de_donner_la_position(par, tableau, chantier.pk))
        exiger(permissions.refus_de_version_perimee(tableau, vue.version))
        ligne = _ligne(tableau, chantier)
        exiger(_refus_de_position_croisee(ligne, vue.position))
        _verifier(saisi)
        donnee_par = _qui_la_donne(ligne, saisi.get("donnee_par_id"), par)
        acte.objet = tableau.proposition
        position = _inserer(tableau, ligne, id=id, saisi=saisi, donnee_par=donnee_par, par=par)
        if position.donnee_par_id != position.consignee_par_id:
            courriels.annoncer_la_position_consignee(position)
    return position


def maintenir_la_position(proposition: Proposition, chantier: Chantier, *, id: UUID, vue: Vue, par: Acces) -> Position:
    """« Nous maintenons »: say of the open version what the chantier said of the one before. Raises ActionRefusee."""
    if deja := Position.objects.filter(pk=id).first():
        return deja
    with consigner("donner_la_position", par=par, portee=chantier) as acte:
        tableau = tableau_verrouille(proposition, par)
        exiger(permissions.refus_de_donner_la_position(par, tableau, chantier.pk))
        exiger(permissions.refus_de_version_perimee(tableau, vue.version))
        ligne = _ligne(tableau, chantier)
        exiger(_refus_de_position_croisee(ligne, vue.position))
        if ligne.position is not None or ligne.precedente is None:
            raise ActionRefusee("Il n’y a pas de position antérieure à maintenir sur cette version.")
        saisi = {
            "avis": ligne.precedente.avis,
            "argument": ligne.precedente.argument,
            "decidee_le": ligne.precedente.decidee_le,
            "decidee_avec": ligne.precedente.decidee_avec,
        }
        donnee_par = _qui_la_donne(ligne, None, par)
        acte.objet = tableau.proposition
        position = _inserer(tableau, ligne, id=id, saisi=saisi, donnee_par=donnee_par, par=par)
        if position.donnee_par_id != position.consignee_par_id:
            courriels.annoncer_la_position_consignee(position)
    return position


def _ligne(tableau: Tableau, chantier: Chantier) -> LigneDuTableau:
    ligne = tableau.ligne(chantier.pk)
    if ligne is None:
        raise ActionRefusee("Ce chantier ne compte pas dans cette consultation.")
    return ligne


def _refus_de_position_croisee(ligne: LigneDuTableau, vue: UUID | None) -> str | None:
    """Two people answer for the same chantier: the second one first sees what the first one said."""
    if ligne.position is None or ligne.position.id == vue:
        return None
    return (
        f"{ligne.position.donnee_par} vient de donner la position du chantier {ligne.chantier.numero} : "
        f"{ligne.position.libelle.lower()}. Votre texte est conservé ; envoyez-le de nouveau pour la remplacer."
    )


def _verifier(saisi: Mapping[str, Any]) -> None:
    avis = saisi["avis"]
    if avis in SANS_ARGUMENT and not saisi.get("argument", "").strip():
        raise ActionRefusee(SANS_ARGUMENT[avis], "argument")
    le: date | None = saisi.get("decidee_le")
    if le is not None and le > aujourd_hui():
        raise ActionRefusee("Le chantier a décidé au plus tard aujourd’hui : vérifiez cette date.", "decidee_le")


def _qui_la_donne(ligne: LigneDuTableau, voulue: UUID | None, par: Acces) -> UUID:
    """Whose position it is: her own if she speaks for the chantier, else that of who does."""
    if par.personne_id in ligne.porte_parole:
        return signataire(par)
    if not ligne.porte_parole:
        raise ActionRefusee(
            f"Le chantier {ligne.chantier.numero} n’a ni personne référente ni animation : personne ne parle pour lui."
        )
    if voulue is None and len(ligne.porte_parole) == 1:
        return next(iter(ligne.porte_parole))
    if voulue is None or voulue not in ligne.porte_parole:
        raise ActionRefusee("Dites de quelle personne référente vous consignez la position.", "donnee_par")
    return voulue


def _inserer(
    tableau: Tableau, ligne: LigneDuTableau, *, id: UUID, saisi: Mapping[str, Any], donnee_par: UUID, par: Acces
) -> Position:
    """One more row. It replaces the last one on this version, a carried-over one that no longer counts included."""
    remplacee = (
        Position.objects.courantes().filter(version_proposee=tableau.version, chantier=ligne.chantier.id).first()
    )
    position = Position(
        id=id,
        version_proposee=tableau.version,
        chantier_id=ligne.chantier.id,
        avis=saisi["avis"],
        argument=saisi.get("argument", "").strip(),
        decidee_le=saisi.get("decidee_le"),
        decidee_avec=saisi.get("decidee_avec", ""),
        donnee_par_id=donnee_par,
        consignee_par_id=signataire(par),
        donnee_le=maintenant(),
        remplace=remplacee,
    )
    position.save()
    return position
