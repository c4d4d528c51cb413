"""The list of organisations: members, partners and funders."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.horloge import maintenant
from historique.refus import ActionRefusee, exiger
from membres import permissions, prises
from membres.acces import Acces
from membres.models import Organisation


def ajouter_une_organisation(pk: UUID, *, saisi: Mapping[str, Any], motif: str = "", par: Acces) -> Organisation:
    """Add an organisation under the key made in the form: the same form sent twice finds the row.

    Raises ActionRefusee, also when one of that name is there already.
    """
    deja = Organisation.objects.filter(pk=pk).first()
    if deja is not None:
        return deja
    organisation = Organisation(pk=pk, **saisi)
    with consigner("ajouter", par=par, motif=motif) as acte:
        exiger(permissions.refus_de_gerer_les_organisations(par))
        _exiger_un_nom_libre(organisation)
        organisation.save()
        acte.objet = organisation
    return organisation


def modifier_une_organisation(
    organisation: Organisation, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces
) -> Fusion:
    """Merge what was typed from `version` with what others did meanwhile. Raises ActionRefusee, or Conflit."""
    with consigner("modifier", par=par, motif=motif) as acte:
        acte.objet = organisation = _verrouiller(organisation)
        exiger(permissions.refus_de_modifier_l_organisation(par, organisation))
        avant = organisation.nom
        fusion = appliquer(organisation, version=version, saisi=saisi)
        _exiger_un_nom_libre(organisation)
        organisation.save()
        if organisation.nom != avant:
            for prise in prises.apres_un_changement_de_nom:
                prise(organisation.pk)
    return fusion


def archiver_une_organisation(organisation: Organisation, *, motif: str = "", par: Acces) -> None:
    """Take it out of the lists; what mentions it stays. Raises ActionRefusee."""
    with consigner("archiver", par=par, motif=motif) as acte:
        acte.objet = organisation = _verrouiller(organisation)
        exiger(permissions.refus_de_modifier_l_organisation(par, organisation))
        organisation.archive_le = maintenant()
        organisation.save()


def retablir_une_organisation(organisation: Organisation, *, motif: str = "", par: Acces) -> None:
    """Bring it back in the lists. Raises ActionRefusee."""
    with consigner("retablir", par=par, motif=motif) as acte:
        acte.objet = organisation = _verrouiller(organisation)
        exiger(permissions.refus_de_gerer_les_organisations(par))
        if organisation.archive_le is None:
            raise ActionRefusee("Cette organisation est déjà dans la liste.")
        _exiger_un_nom_libre(organisation)
        organisation.archive_le = None
        organisation.save()


def _verrouiller(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _exiger_un_nom_libre(organisation: Organisation) -> None:
    autres = Organisation.objects.presents().exclude(pk=organisation.pk).values_list("nom", flat=True)
    if organisation.nom.casefold() in {nom.casefold() for nom in autres}:
        raise ActionRefusee(f"« {organisation.nom} » est déjà dans la liste.", "nom")
