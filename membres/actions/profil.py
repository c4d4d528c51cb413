"""What each person says of herself."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from historique.actes import consigner
from historique.edition import Fusion, appliquer
from historique.refus import ActionRefusee, exiger
from membres import permissions, prises
from membres.acces import Acces
from membres.models import Organisation, Personne, Rattachement


def modifier_le_profil(
    personne: Personne, *, version: int, saisi: Mapping[str, Any], motif: str = "", par: Acces
) -> Fusion:
    """Identity, and whether the name may appear in public (withdrawn at once). Raises ActionRefusee, or Conflit."""
    with consigner("modifier_le_profil", par=par, motif=motif) as acte:
        acte.objet = personne = Personne.objects.select_for_update().get(pk=personne.pk)
        exiger(permissions.refus_de_modifier_le_profil(par, personne))
        avant = _nom(personne)
        fusion = appliquer(personne, version=version, saisi=saisi)
        personne.save()
        if _nom(personne) != avant:
            for prise in prises.apres_un_changement_de_nom:
                prise(personne.pk)
    return fusion


def _nom(personne: Personne) -> tuple[str, str, bool]:
    return personne.prenom, personne.nom, personne.nom_public


def se_rattacher(
    pk: UUID,
    *,
    personne: Personne,
    organisation: Organisation,
    fonction: str = "",
    du: date,
    motif: str = "",
    par: Acces,
) -> Rattachement:
    """Tie a person to an organisation, from a day. The same form sent twice finds the row. Raises ActionRefusee."""
    deja = Rattachement.objects.filter(pk=pk).first()
    if deja is not None:
        return deja
    rattachement = Rattachement(pk=pk, personne=personne, organisation=organisation, fonction=fonction, du=du)
    with consigner("rattacher", par=par, motif=motif) as acte:
        personne = Personne.objects.select_for_update().get(pk=personne.pk)
        exiger(permissions.refus_de_modifier_le_profil(par, personne))
        if personne.rattachements.filter(organisation=organisation, au=None).exists():
            raise ActionRefusee(f"Ce rattachement à « {organisation} » est déjà en cours.", "organisation")
        rattachement.save()
        acte.objet = rattachement
    return rattachement


def finir_un_rattachement(rattachement: Rattachement, *, au: date, motif: str = "", par: Acces) -> None:
    """Date the end; nothing is deleted. Raises ActionRefusee."""
    with consigner("finir_un_rattachement", par=par, motif=motif) as acte:
        rattachement = (
            Rattachement.objects.select_for_update(of=("self",)).select_related("personne").get(pk=rattachement.pk)
        )
        acte.objet = rattachement
        exiger(permissions.refus_de_modifier_le_profil(par, rattachement.personne))
        if rattachement.au is not None:
            raise ActionRefusee("Ce rattachement est déjà fini.")
        rattachement.au = max(au, rattachement.du)
        rattachement.save()
