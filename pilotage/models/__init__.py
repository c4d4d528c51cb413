"""The comité de pilotage and what is decided by consent."""

from pilotage.models.comite import College, Siege
from pilotage.models.decision import Decision
from pilotage.models.proposition import ChantierComptant, Intervention, Proposition, Version
from pilotage.models.position import Position, RefusDeMinorite

__all__ = [
    "ChantierComptant",
    "College",
    "Decision",
    "Intervention",
    "Position",
    "Proposition",
    "RefusDeMinorite",
    "Siege",
    "Version",
]
