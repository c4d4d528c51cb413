"""Open a roadmap for a period, and close it."""

from datetime import date
from uuid import UUID

from chantiers import permissions
from chantiers.actions.coherence import mettre_en_coherence
from chantiers.actions.verrous import exiger_a_jour
from chantiers.models import Chantier, FeuilleDeRoute
from historique.actes import consigner
from historique.models import Visibilite
from historique.refus import exiger
from membres.acces import Acces


def ouvrir_la_feuille(
    chantier: Chantier, *, pk: UUID, debut: date, fin: date, presentation: str = "", motif: str = "", par: Acces
) -> FeuilleDeRoute:
    """Open the roadmap of a chantier for a period (both days included). The same form sent twice finds the row.

    Raises ActionRefusee, also when one is already under way.
    """
    with consigner("ouvrir_la_feuille", par=par, motif=motif) as acte:
        chantier = Chantier.objects.select_for_update().get(pk=chantier.pk)
        deja = FeuilleDeRoute.objects.filter(pk=pk).first()
        if deja is None:
            en_cours = chantier.feuilles_de_route.filter(etat=FeuilleDeRoute.Etat.EN_COURS).first()
            exiger(permissions.refus_d_ouvrir_la_feuille(par, chantier, en_cours))
            feuille = FeuilleDeRoute(pk=pk, chantier=chantier, debut=debut, fin=fin, presentation=presentation)
            mettre_en_coherence(feuille, feuille, {})
            feuille.save()
            acte.objet = feuille
    return deja or feuille


def clore_la_feuille(feuille: FeuilleDeRoute, *, motif: str = "", par: Acces) -> None:
    """Close a roadmap: it is read, and changes no more; its chantier may open the next one. Raises ActionRefusee.

    That it is closed is public (`historique`: what is published or closed).
    """
    with consigner("clore_la_feuille", par=par, motif=motif, visibilite=Visibilite.PUBLIQUE) as acte:
        feuille = FeuilleDeRoute.objects.select_for_update(of=("self",)).select_related("chantier").get(pk=feuille.pk)
        acte.objet = feuille
        exiger(permissions.refus_de_tenir_la_feuille(par, feuille.chantier))
        exiger_a_jour(permissions.refus_de_close(feuille))
        feuille.etat = FeuilleDeRoute.Etat.CLOSE
        feuille.save()
