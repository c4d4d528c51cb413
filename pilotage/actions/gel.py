"""Freezing a version: a shared step of opening and of bonification, inside their act."""

from chantiers.models import Chantier
from historique.actes import ActeEnCours
from historique.canonique import empreinte
from historique.horloge import aujourd_hui, maintenant
from historique.lecture import derniere_sequence
from historique.refus import ActionRefusee
from membres.acces import Acces
from pilotage.actions.verrous import signataire
from pilotage.lecture.versions import Contenu, figer
from pilotage.models import ChantierComptant, Proposition, Version


def figer_une_version(
    acte: ActeEnCours,
    proposition: Proposition,
    contenu: Contenu,
    *,
    numero: int,
    par: Acces,
    explication: str = "",
    comme: Version | None = None,
) -> Version:
    """Freeze `contenu` as version `numero`, and fix the chantiers that count: those active now, not the interchantier.

    A minor version is asked of the same chantiers `comme` the one before it. The proposition is locked, and what it
    freezes.
    """
    chantiers = _qui_comptent(comme)
    if not chantiers:
        raise ActionRefusee("Aucun chantier n’est actif : il n’y a personne à consulter.")
    if rien := contenu.rien_a_figer:
        raise ActionRefusee(rien)
    sequence = derniere_sequence()
    texte = figer(contenu, jour=aujourd_hui(), sequence=sequence, engager=acte.engager)
    version = Version(
        proposition=proposition,
        numero=numero,
        instantane=texte,
        empreinte=empreinte(texte),
        explication=explication,
        mineure=comme is not None,
        sequence=sequence,
        figee_le=maintenant(),
        figee_par_id=signataire(par),
    )
    version.save()
    for chantier in chantiers:
        ChantierComptant(version_proposee=version, chantier=chantier).save()
    return version


def _qui_comptent(comme: Version | None) -> list[Chantier]:
    if comme is None:
        return list(Chantier.objects.actifs().de_la_charte().order_by("numero"))
    return list(Chantier.objects.filter(pk__in=comme.comptants.values("chantier")).order_by("numero"))
