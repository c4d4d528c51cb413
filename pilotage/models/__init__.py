"""The comité de pilotage and what is decided by consent."""

from pilotage.models.comite import College, Siege
from pilotage.models.decision import Decision
from pilotage.models.position import Position, RefusDeMinorite
from pilotage.models.proposition import (
    TRANSITIONS,
    ChantierComptant,
    Intervention,
    Proposition,
    Version,
    etape_suivante,
)

__all__ = [
    "TRANSITIONS",
    "ChantierComptant",
    "College",
    "Decision",
    "Intervention",
    "Position",
    "Proposition",
    "RefusDeMinorite",
    "Siege",
    "Version",
    "etape_suivante",
]
