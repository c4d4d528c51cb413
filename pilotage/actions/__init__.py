"""What people do in the comité and about its propositions. One verb, one act of the journal."""

from pilotage.actions.adoption import constater_l_adoption
from pilotage.actions.comite import (
    attribuer_un_siege,
    finir_un_siege,
    installer_la_coordination,
    installer_les_colleges,
)
from pilotage.actions.debat import questionner, reagir, repondre
from pilotage.actions.positions import Vue, donner_la_position, maintenir_la_position
from pilotage.actions.propositions import amender, avancer, ouvrir, proposer, relancer, renvoyer, reprendre, retirer
from pilotage.actions.versions import bonifier, refuser_la_minorite

__all__ = [
    "Vue",
    "amender",
    "attribuer_un_siege",
    "avancer",
    "bonifier",
    "constater_l_adoption",
    "donner_la_position",
    "finir_un_siege",
    "installer_la_coordination",
    "installer_les_colleges",
    "maintenir_la_position",
    "ouvrir",
    "proposer",
    "questionner",
    "reagir",
    "refuser_la_minorite",
    "relancer",
    "renvoyer",
    "repondre",
    "reprendre",
    "retirer",
]
