"""What each address answers to each role: the whole map of rights, declared by hand. An undeclared address fails.

One module per room; each holds `ATTENDUS: dict[str, Attendu]`, its own part of the map.
"""

from tests.generique.attendus import budget, chantiers, comptes, documentation, historique, membres, pilotage
from tests.generique.attendus.formes import CONNEXION, ROLES, Attendu, Reponse

__all__ = ["ATTENDUS", "CONNEXION", "ROLES", "Attendu", "Reponse"]

ATTENDUS: dict[str, Attendu] = {
    **comptes.ATTENDUS,
    **budget.ATTENDUS,
    **chantiers.ATTENDUS,
    **documentation.ATTENDUS,
    **historique.ATTENDUS,
    **membres.ATTENDUS,
    **pilotage.ATTENDUS,
}
