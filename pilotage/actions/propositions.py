"""The life of a proposition: written, opened, led from step to step, withdrawn, sent back, taken up again."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import aujourd_hui, maintenant
from historique.models import Serie, Visibilite
from historique.refus import ActionRefusee, exiger
from membres.acces import Acces
from pilotage import courriels, permissions
from pilotage.actions.gel import figer_une_version
from pilotage.actions.verrous import (
    interchantier,
    signataire,
    tableau_verrouille,
    verrouiller,
    verrouiller_ce_qui_se_fige,
)
from pilotage.lecture.budgets import refus_d_exercice
from pilotage.lecture.versions import contenu_actuel
from pilotage.models import Proposition, Version, etape_suivante

Etape = Proposition.Etape


def proposer(*, id: UUID, saisi: Mapping[str, Any], motif: str = "", par: Acces) -> Proposition:
    """Begin a draft. Posting the same form twice finds the first one. Raises ActionRefusee."""
    if deja := Proposition.objects.filter(pk=id).first():
        return deja
    with consigner("proposer", par=par, motif=motif, portee=interchantier()) as acte:
        exiger(permissions.refus_de_proposer(par))
        nature = saisi["nature"]
        _exiger_l_exercice(nature, saisi.get("exercice_id"))
        # The series is locked: two drafts of a global nature at the same instant see each other.
        rang = Serie.prochain(f"proposition-{nature}")
        if nature in Proposition.Nature.globales() and Proposition.objects.en_cours().filter(nature=nature).exists():
            raise ActionRefusee(
                "Une proposition de cette nature est déjà en cours : il n’y en a qu’une à la fois.", "nature"
            )
        acte.objet = proposition = Proposition(
            id=id, numero=Serie.prochain("proposition"), rang=rang, **{"portee_par_id": signataire(par), **saisi}
        )
        proposition.save()
    return proposition


def amender(proposition: Proposition, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces) -> Fusion:
    """Change a draft; `version` is the one the form was made from. Raises ActionRefusee, Conflit."""
    with consigner("amender", par=par, motif=motif, portee=interchantier()) as acte:
        acte.objet = proposition = verrouiller(proposition)
        exiger(permissions.refus_d_amender(par, proposition))
        fusion = appliquer(proposition, version=version, saisi=saisi)
        if "exercice_id" in saisi:
            _exiger_l_exercice(proposition.nature, proposition.exercice_id)
        proposition.save()
    return fusion


def _exiger_l_exercice(nature: str, exercice_id: UUID | None) -> None:
    """A budget is that of an exercice, and nothing else is."""
    if nature != Proposition.Nature.BUDGET_GLOBAL:
        if exercice_id is not None:
            raise ActionRefusee("Seul un budget global porte sur un exercice.", "exercice_id")
    elif refus := refus_d_exercice(exercice_id):
        raise ActionRefusee(refus, "exercice_id")


def ouvrir(proposition: Proposition, *, motif: str = "", par: Acces) -> Version:
    """Open the consultation: version n.0 is frozen, with the list of chantiers that count. Raises ActionRefusee."""
    with consigner("ouvrir", par=par, motif=motif, portee=interchantier()) as acte:
        acte.objet = proposition = verrouiller_ce_qui_se_fige(proposition)
        exiger(permissions.refus_d_ouvrir(par, proposition))
        contenu = contenu_actuel(proposition, par)
        version = figer_une_version(acte, proposition, contenu, numero=0, par=par)
        proposition.etape = Etape.CLARIFICATION
        proposition.ouverte_le = maintenant()
        proposition.save()
        courriels.annoncer_l_ouverture(version)
    return version


def avancer(proposition: Proposition, *, vers: str | None = None, motif: str = "", par: Acces) -> None:
    """Lead it to its next step. `vers` is the one the page offered: clicking twice moves once. Raises ActionRefusee."""
    with consigner("avancer", par=par, motif=motif, portee=interchantier()) as acte:
        acte.objet = proposition = verrouiller(proposition)
        if vers is not None and proposition.etape == vers:
            return
        exiger(permissions.refus_d_avancer(par, proposition))
        suivante = etape_suivante(proposition)
        if suivante is None or (vers is not None and vers != suivante):
            raise ActionRefusee("La proposition a changé d’étape entre-temps : relisez la page.")
        proposition.etape = suivante
        proposition.save()
        if suivante == Etape.OBJECTIONS:
            courriels.demander_les_positions(tableau_verrouille(proposition, par))


def retirer(proposition: Proposition, *, motif: str = "", par: Acces) -> None:
    """Withdraw it for good; the whole becomes public. Raises ActionRefusee."""
    with consigner("retirer", par=par, motif=motif, portee=interchantier(), visibilite=Visibilite.PUBLIQUE) as acte:
        acte.objet = proposition = verrouiller(proposition)
        exiger(permissions.refus_de_retirer(par, proposition))
        proposition.etape = Etape.RETIREE
        proposition.close_le = maintenant()
        proposition.save()


def renvoyer(proposition: Proposition, *, le: date, rencontre: str, motif: str = "", par: Acces) -> None:
    """Send it back to a meeting, named by its date and place until meetings exist. Raises ActionRefusee."""
    with consigner("renvoyer", par=par, motif=motif, portee=interchantier(), visibilite=Visibilite.PUBLIQUE) as acte:
        acte.objet = proposition = verrouiller(proposition)
        exiger(permissions.refus_de_renvoyer(par, proposition))
        if le < aujourd_hui():
            raise ActionRefusee("La date de cette rencontre est passée.", "rencontre_le")
        proposition.etape = Etape.RENVOYEE
        proposition.rencontre_le, proposition.rencontre = le, rencontre
        proposition.save()


def reprendre(proposition: Proposition, *, echeance: date, motif: str = "", par: Acces) -> None:
    """After the meeting, ask again, until a new deadline; positions given stand. Raises ActionRefusee."""
    with consigner("reprendre", par=par, motif=motif, portee=interchantier()) as acte:
        acte.objet = proposition = verrouiller(proposition)
        exiger(permissions.refus_de_reprendre(par, proposition))
        if refus := permissions.refus_d_echeance(echeance):
            raise ActionRefusee(refus, "echeance")
        proposition.etape = Etape.OBJECTIONS
        proposition.echeance = echeance
        proposition.save()
        courriels.demander_les_positions(tableau_verrouille(proposition, par), discriminant=str(echeance))


def relancer(proposition: Proposition, *, motif: str = "", par: Acces) -> int:
    """Write again to the chantiers without a position, once a day at most; returns how many e-mails leave."""
    with consigner("relancer", par=par, motif=motif, portee=interchantier()) as acte:
        tableau = tableau_verrouille(proposition, par)
        acte.objet = tableau.proposition
        exiger(permissions.refus_de_relancer(par, tableau))
        partis = courriels.relancer(tableau)
        if not partis:
            raise ActionRefusee("Ces chantiers ont déjà été relancés aujourd’hui, ou n’ont personne à qui écrire.")
    return partis
