"""The budget: one module for each of its lists of addresses."""

from tests.generique.attendus.budget import besoins, contributions, depenses, exports, financements, vues
from tests.generique.attendus.formes import Attendu

ATTENDUS: dict[str, Attendu] = {
    **vues.ATTENDUS,
    **besoins.ATTENDUS,
    **contributions.ATTENDUS,
    **financements.ATTENDUS,
    **depenses.ATTENDUS,
    **exports.ATTENDUS,
}
