"""Who takes part in a chantier, with dated roles: nothing is deleted."""

import uuid
from datetime import date, timedelta
from uuid import UUID

from chantiers import permissions
from chantiers.models import Adhesion, Chantier
from historique.actes import consigner
from historique.horloge import aujourd_hui
from historique.models import Visibilite
from historique.mots import date_courte
from historique.refus import ActionRefusee, exiger
from membres import inscription
from membres.acces import Acces
from membres.models import Organisation, Personne


def inviter(
    chantier: Chantier,
    *,
    pk: UUID,
    prenom: str = "",
    nom: str = "",
    courriel: str = "",
    role: str = Adhesion.Role.MEMBRE,
    organisation: Organisation | None = None,
    du: date | None = None,
    motif: str = "",
    par: Acces,
) -> Adhesion:
    """Make someone a member: the person recorded if she is not yet, her adhésion, the key to an account; one act.

    The same form sent twice finds the row. Raises ActionRefusee.
    """
    with consigner("inviter", par=par, motif=motif) as acte:
        chantier = _verrouiller(chantier.pk)
        deja = Adhesion.objects.filter(pk=pk).first()
        if deja is None:
            exiger(permissions.refus_de_gerer_les_membres(par, chantier))
            personne = inscription.inscrire_personne(prenom, nom, courriel, par=par)
            _exiger_une_seule_adhesion(chantier, personne)
            adhesion = Adhesion(pk=pk, chantier=chantier, personne=personne, organisation=organisation, role=role)
            adhesion.du = du or aujourd_hui()
            adhesion.save()
            acte.objet = adhesion
            if personne.compte_id is None:
                # The entry holds her address: only the coordination and the administration read it.
                acte.visibilite = Visibilite.RESTREINTE
    return deja or adhesion


def accueillir_une_organisation(
    chantier: Chantier, *, pk: UUID, organisation: Organisation, du: date | None = None, motif: str = "", par: Acces
) -> Adhesion:
    """Make an organisation a member by itself; it gives nobody a right. The same form sent twice finds the row."""
    with consigner("accueillir", par=par, motif=motif) as acte:
        chantier = _verrouiller(chantier.pk)
        deja = Adhesion.objects.filter(pk=pk).first()
        if deja is None:
            exiger(permissions.refus_de_gerer_les_membres(par, chantier))
            if chantier.adhesions.filter(organisation=organisation, personne=None, au=None).exists():
                raise ActionRefusee("Cette organisation est déjà membre de ce chantier.", "organisation")
            adhesion = Adhesion(pk=pk, chantier=chantier, organisation=organisation, du=du or aujourd_hui())
            adhesion.save()
            acte.objet = adhesion
    return deja or adhesion


def changer_de_role(adhesion: Adhesion, *, role: str, pk: UUID | None = None, motif: str = "", par: Acces) -> Adhesion:
    """From today: the earlier adhésion ends yesterday, another opens. One that began today changes in place.

    Raises ActionRefusee.
    """
    with consigner("changer_de_role", par=par, motif=motif) as acte:
        acte.objet = adhesion = _relire(adhesion)
        exiger(permissions.refus_de_changer_de_role(par, adhesion))
        if role not in Adhesion.Role.values:
            raise ActionRefusee("Choisissez un rôle de la liste.", "role")
        jour = aujourd_hui()
        if role == adhesion.role or adhesion.du >= jour:
            adhesion.role = role
            adhesion.save()
            return adhesion
        adhesion.au = jour - timedelta(days=1)
        adhesion.save()
        suite = Adhesion(
            pk=pk or uuid.uuid4(),
            chantier=adhesion.chantier,
            personne=adhesion.personne,
            organisation=adhesion.organisation,
            role=role,
            du=jour,
        )
        suite.save()
        acte.objet = suite
    return suite


def mettre_fin(adhesion: Adhesion, *, au: date | None = None, motif: str = "", par: Acces) -> None:
    """Date the last day of an adhésion (today by default). Raises ActionRefusee."""
    with consigner("mettre_fin", par=par, motif=motif) as acte:
        acte.objet = adhesion = _relire(adhesion)
        exiger(permissions.refus_de_mettre_fin(par, adhesion))
        au = au or aujourd_hui()
        if au < adhesion.du:
            raise ActionRefusee(f"La fin précède le début ({date_courte(adhesion.du)}).", "au")
        adhesion.au = au
        adhesion.save()


def _verrouiller(pk: UUID) -> Chantier:
    return Chantier.objects.select_for_update().get(pk=pk)


def _relire(adhesion: Adhesion) -> Adhesion:
    _verrouiller(adhesion.chantier_id)
    lignes = Adhesion.objects.select_for_update(of=("self",)).select_related("chantier")
    return lignes.get(pk=adhesion.pk)


def _exiger_une_seule_adhesion(chantier: Chantier, personne: Personne) -> None:
    en_cours = chantier.adhesions.filter(personne=personne).actives().first()
    if en_cours is not None:
        role = en_cours.get_role_display().lower()
        raise ActionRefusee(f"{personne} est déjà {role} de ce chantier : changez plutôt son rôle.", "courriel")
