"""Who sits in the comité. Its collège « animation des chantiers » is read from the adhésions, never written here."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from historique.actes import Agent, consigner
from historique.horloge import aujourd_hui
from historique.refus import ActionRefusee, exiger
from membres.acces import ANONYME, Acces
from membres.inscription import inscrire_personne
from membres.models import Personne
from pilotage import permissions
from pilotage.actions.verrous import verrouiller_la_coordination
from pilotage.lecture.comite import COLLEGES
from pilotage.models import College, Siege


def installer_les_colleges() -> int:
    """Create the collèges of the charter that are not there yet; returns how many were. Safe to repeat."""
    presents = set(College.objects.values_list("cle", flat=True))
    with consigner("installer", par=Agent.SYSTEME) as acte:
        nouveaux = [
            College(cle=cle, nom=nom, rang=rang)
            for rang, (cle, nom) in enumerate(COLLEGES.items(), start=1)
            if cle not in presents
        ]
        for college in nouveaux:
            college.save()
            acte.objet = college
    return len(nouveaux)


def installer_la_coordination(courriel: str, *, prenom: str, nom: str) -> Siege:
    """The first siège of an installation, from the command line: only the coordination gives the others.

    The person is recorded, and invited if she has no account. Raises ActionRefusee when there is one already.
    """
    with consigner("attribuer_un_siege", par=Agent.SYSTEME) as acte:
        assises: Any = Siege.objects.actives()
        if assises.filter(fonction=Siege.Fonction.COORDINATION).exists():
            raise ActionRefusee("La coordination est déjà assurée : elle attribue elle-même les autres sièges.")
        acte.objet = siege = Siege(
            college=College.objects.get(cle="labo"),
            personne=inscrire_personne(prenom, nom, courriel, ANONYME),
            fonction=Siege.Fonction.COORDINATION,
        )
        siege.save()
    return siege


def attribuer_un_siege(college: College, *, id: UUID, saisi: Mapping[str, Any], motif: str = "", par: Acces) -> Siege:
    """Seat a person in a collège. `saisi`: `personne` (a Personne), or `prenom`, `nom`, `courriel` of someone to record
    and invite; `fonction`, `organisation`, `du`, `au`. Posting twice seats once. Raises ActionRefusee.
    """
    if deja := Siege.objects.filter(pk=id).first():
        return deja
    with consigner("attribuer_un_siege", par=par, motif=motif) as acte:
        exiger(permissions.refus_de_composer_le_comite(par))
        personne = saisi.get("personne") or inscrire_personne(saisi["prenom"], saisi["nom"], saisi["courriel"], par)
        # Locked, so that two forms at the same instant seat her once.
        if Personne.objects.select_for_update().get(pk=personne.pk).retiree_le is not None:
            raise ActionRefusee("Les données de cette personne ont été effacées : choisissez-en une autre.", "personne")
        if Siege.objects.filter(college=college, personne=personne, au__isnull=True).exists():
            raise ActionRefusee(f"{personne} siège déjà dans ce collège.", "personne")
        acte.objet = siege = Siege(
            id=id,
            college=college,
            personne=personne,
            organisation=saisi.get("organisation"),
            fonction=saisi["fonction"],
            du=saisi["du"],
            au=saisi.get("au"),
        )
        siege.save()
    return siege


def finir_un_siege(siege: Siege, *, au: date | None = None, motif: str = "", par: Acces) -> None:
    """End a mandate on the day `au` (today by default); the siège stays in the record. Raises ActionRefusee."""
    with consigner("finir_un_siege", par=par, motif=motif) as acte:
        exiger(permissions.refus_de_composer_le_comite(par))
        verrouiller_la_coordination()
        acte.objet = siege = Siege.objects.select_for_update(of=("self",)).get(pk=siege.pk)
        fin = au or aujourd_hui()
        exiger(_refus_de_fin(siege, fin))
        siege.au = fin
        siege.save()


def _refus_de_fin(siege: Siege, fin: date) -> str | None:
    if siege.au is not None and siege.au <= aujourd_hui():
        return "Ce mandat est déjà terminé."
    if fin < siege.du:
        return "La fin du mandat précède son début."
    if siege.fonction == Siege.Fonction.COORDINATION and not _reste_une_coordination(siege):
        return "C’est la dernière personne de la coordination : attribuez d’abord ce rôle à quelqu’un d’autre."
    return None


def _reste_une_coordination(siege: Siege) -> bool:
    autres = Siege.objects.actives().filter(fonction=Siege.Fonction.COORDINATION)  # type: ignore[attr-defined]
    return bool(autres.exclude(pk=siege.pk).exists())
