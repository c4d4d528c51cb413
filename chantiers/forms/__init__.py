"""Forms of chantiers: they validate and convert, with sentences that say how to mend; they do not save."""

from chantiers.forms.base import DesaccordLu, ItemForm
from chantiers.forms.items import DependanceForm, EtapeForm, FeuilleForm, LivrableForm, MoyenForm, ObjectifForm
from chantiers.forms.membres import FinForm, InvitationForm, MotifForm, OrganisationMembreForm, RoleForm

__all__ = [
    "DependanceForm",
    "DesaccordLu",
    "EtapeForm",
    "FeuilleForm",
    "FinForm",
    "InvitationForm",
    "ItemForm",
    "LivrableForm",
    "MotifForm",
    "MoyenForm",
    "ObjectifForm",
    "OrganisationMembreForm",
    "RoleForm",
]
