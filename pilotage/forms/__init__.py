"""Forms of the comité and of consent: they validate and convert, they do not save."""

from pilotage.forms.comite import FinForm, SiegeForm
from pilotage.forms.consentement import BonificationForm, InterventionForm, MaintienForm, MinoriteForm, PositionForm
from pilotage.forms.proposition import AmendementForm, PropositionForm, RenvoiForm, RepriseForm, RetraitForm

__all__ = [
    "AmendementForm",
    "BonificationForm",
    "FinForm",
    "InterventionForm",
    "MaintienForm",
    "MinoriteForm",
    "PositionForm",
    "PropositionForm",
    "RenvoiForm",
    "RepriseForm",
    "RetraitForm",
    "SiegeForm",
]
