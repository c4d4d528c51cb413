"""What whoever leads a consultation may do now: a button each, with the reason when it is not possible."""

from dataclasses import dataclass

from django.urls import reverse

from membres.acces import Acces
from pilotage import permissions
from pilotage.lecture.proposition import PropositionLue
from pilotage.models import Proposition, etape_suivante

Etape = Proposition.Etape
VERS = {Etape.REACTIONS: "Passer aux réactions", Etape.OBJECTIONS: "Demander les positions"}


@dataclass(frozen=True)
class Bouton:
    """`page`: the address of a form; `geste`: an address to post to, with `vers` the step expected."""

    libelle: str
    refus: str | None
    page: str = ""
    geste: str = ""
    vers: str = ""

    @property
    def cle(self) -> str:
        return (self.page or self.geste).strip("/").replace("/", "-")


def boutons(acces: Acces, lue: PropositionLue) -> list[Bouton]:
    """Nothing for those who lead nothing; the order is that of the work."""
    proposition = lue.proposition
    meneurs = {proposition.portee_par_id, proposition.facilitee_par_id}
    if not acces.coordination and acces.personne_id not in meneurs:
        return []
    return [*_du_brouillon(acces, proposition), *_de_la_consultation(acces, lue), *_des_sorties(acces, proposition)]


def _adresse(nom: str, proposition: Proposition) -> str:
    return reverse(f"pilotage:{nom}", args=[proposition.numero])


def _du_brouillon(acces: Acces, proposition: Proposition) -> list[Bouton]:
    if proposition.etape != Etape.BROUILLON:
        return []
    return [
        Bouton(
            "Modifier le brouillon",
            permissions.refus_d_amender(acces, proposition),
            page=_adresse("amender", proposition),
        ),
        Bouton(
            "Ouvrir la consultation",
            permissions.refus_d_ouvrir(acces, proposition),
            geste=_adresse("ouvrir", proposition),
        ),
    ]


def _de_la_consultation(acces: Acces, lue: PropositionLue) -> list[Bouton]:
    proposition, trouves = lue.proposition, []
    if suivante := etape_suivante(proposition):
        refus = permissions.refus_d_avancer(acces, proposition)
        trouves.append(Bouton(VERS[suivante], refus, geste=_adresse("avancer", proposition), vers=suivante.value))
    if proposition.etape == Etape.OBJECTIONS and lue.tableau and lue.tableau.manquantes:
        combien = len(lue.tableau.manquantes)
        libelle = f"Relancer {combien} chantiers" if combien > 1 else "Relancer le chantier"
        trouves.append(
            Bouton(libelle, permissions.refus_de_relancer(acces, lue.tableau), geste=_adresse("relancer", proposition))
        )
    if proposition.etape in {Etape.OBJECTIONS, Etape.RENVOYEE}:
        refus = permissions.refus_de_bonifier(acces, proposition)
        trouves.append(Bouton("Proposer une bonification", refus, page=_adresse("bonifier", proposition)))
    return trouves


def _des_sorties(acces: Acces, proposition: Proposition) -> list[Bouton]:
    trouves = []
    if proposition.etape == Etape.OBJECTIONS:
        refus = permissions.refus_de_renvoyer(acces, proposition)
        trouves.append(Bouton("Renvoyer à une rencontre", refus, page=_adresse("renvoyer", proposition)))
    if proposition.etape == Etape.RENVOYEE:
        refus = permissions.refus_de_reprendre(acces, proposition)
        trouves.append(Bouton("Reprendre la consultation", refus, page=_adresse("reprendre", proposition)))
    if not proposition.finie:
        refus = permissions.refus_de_retirer(acces, proposition)
        trouves.append(Bouton("Retirer la proposition", refus, page=_adresse("retirer", proposition)))
    return trouves
