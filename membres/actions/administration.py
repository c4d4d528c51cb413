"""Flags of the accounts: who has the technical administration, and which accounts are open. Acts of the journal."""

from collections.abc import Callable

from historique.actes import Agent, consigner
from historique.refus import exiger
from membres import inscription, permissions
from membres.acces import Acces
from membres.models import Compte, Personne


def donner_l_administration(personne: Personne, *, motif: str = "", par: Acces) -> None:
    """Make someone a technical administrator, who has no voice in any decision. Raises ActionRefusee."""
    _marquer(
        "donner_l_administration",
        personne,
        lambda compte: permissions.refus_de_donner_l_administration(par, compte),
        motif=motif,
        par=par,
        is_superuser=True,
        is_staff=True,
    )


def retirer_l_administration(personne: Personne, *, motif: str = "", par: Acces) -> None:
    """Raises ActionRefusee, also to whoever would take it from herself: somebody must keep the keys."""
    _marquer(
        "retirer_l_administration",
        personne,
        lambda compte: permissions.refus_de_retirer_l_administration(par, compte, personne),
        motif=motif,
        par=par,
        is_superuser=False,
        is_staff=False,
    )


def desactiver_le_compte(personne: Personne, *, motif: str = "", par: Acces) -> None:
    """The account signs in no more, and its open sessions end at once. Raises ActionRefusee."""
    _marquer(
        "desactiver_le_compte",
        personne,
        lambda compte: permissions.refus_de_desactiver_le_compte(par, compte, personne),
        motif=motif,
        par=par,
        is_active=False,
    )


def reactiver_le_compte(personne: Personne, *, motif: str = "", par: Acces) -> None:
    """Raises ActionRefusee."""
    _marquer(
        "reactiver_le_compte",
        personne,
        lambda compte: permissions.refus_de_reactiver_le_compte(par, compte),
        motif=motif,
        par=par,
        is_active=True,
    )


def installer_l_administration(courriel: str, *, prenom: str, nom: str) -> Personne:
    """The first administrator of an installation, from the command line: recorded, with an account, as one act."""
    with consigner("donner_l_administration", par=Agent.SYSTEME) as acte:
        acte.objet = personne = inscription.personne_de(courriel, prenom=prenom, nom=nom)
        compte = personne.compte or inscription.ouvrir_un_compte(personne, courriel)
        compte.is_superuser = compte.is_staff = True
        compte.save()
    return personne


def _marquer(
    verbe: str, personne: Personne, refus: Callable[[Compte], str | None], *, motif: str, par: Acces, **drapeaux: bool
) -> None:
    with consigner(verbe, par=par, motif=motif) as acte:
        acte.objet = personne = Personne.objects.select_for_update().get(pk=personne.pk)
        compte = Compte.objects.select_for_update().get(personne=personne)
        exiger(refus(compte))
        for nom, valeur in drapeaux.items():
            setattr(compte, nom, valeur)
        compte.save()
