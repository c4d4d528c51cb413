"""Jobs of the worker: make reports, pass on what visitors point out."""

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.tasks import TaskContext, task

from documentation.fabrication import MiseEnPageImpossible, fabriquer
from documentation.lecture import imprime_de, lire_rapport
from documentation.models import DE_SON_TITRE, Rapport, Signalement
from fichiers.rangement import enregistrer, retirer
from historique.horloge import maintenant
from historique.points import RuptureDuJournal, signer

ESSAIS = 3
PANNE = "La fabrication a échoué pour une raison technique, qui est notée pour l’administration. Vous pouvez réessayer."
journal = logging.getLogger(__name__)


@task(max_attempts=ESSAIS, takes_context=True)  # type: ignore[call-overload]  # options of our queue
def produire(context: TaskContext, rapport_id: str) -> None:
    """Make the PDF of a report, once: asked again, it does nothing. A worker killed meanwhile: made by the next one.

    If what it prints was taken out or renamed since it began, it leaves nothing behind: another making was queued.
    """
    rapport = Rapport.objects.select_related(*DE_SON_TITRE, "decision").get(pk=UUID(rapport_id))
    if rapport.pret:
        return
    try:
        rapport.point = rapport.point or signer(rapport.sequence)
        if not _noter(rapport, etat=Rapport.Etat.EN_COURS, progression=10, erreur="", point=rapport.point):
            return
        # Before the names themselves: one that changes meanwhile shows.
        imprime = imprime_de(rapport)
        lu = lire_rapport(rapport)
        _noter(rapport, progression=30)
        pdf = fabriquer(lu)
        _noter(rapport, progression=90)
        fichier = enregistrer(pdf, "application/pdf")
    except (MiseEnPageImpossible, RuptureDuJournal) as raison:
        _noter(rapport, etat=Rapport.Etat.ECHOUE, erreur=str(raison))
    except Exception:
        journal.exception("the report %s failed", rapport_id)
        if context.attempt >= ESSAIS:
            _noter(rapport, etat=Rapport.Etat.ECHOUE, erreur=PANNE)
        raise
    else:
        if not _noter(rapport, etat=Rapport.Etat.PRET, progression=100, fichier=fichier, imprime=imprime):
            retirer(fichier.sha256)


def _noter(rapport: Rapport, **champs: Any) -> bool:
    """Write these fields, unless the report is ready or its making has started again; whether they were."""
    sienne = Rapport.objects.filter(pk=rapport.pk, fabrication=rapport.fabrication).exclude(etat=Rapport.Etat.PRET)
    return bool(sienne.update(avance_le=maintenant(), **champs))


@task(max_attempts=5)  # type: ignore[call-overload]  # options of our queue
def transmettre(signalement_id: str) -> None:
    """Send to the publisher what someone pointed out, once."""
    signalement = Signalement.objects.filter(pk=UUID(signalement_id)).first()
    if signalement is None or signalement.transmis_le is not None:
        return  # passed on already, or erased with the data of who wrote it
    EmailMessage(
        subject=f"[Chantiers coopératifs] Signalement du {signalement.cree_le:%d/%m/%Y}",
        body=f"Page : {signalement.adresse}\n\n{signalement.motif}\n\nDe : {signalement.courriel or 'anonyme'}\n",
        to=[settings.COURRIEL_DE_CONTACT or settings.DEFAULT_FROM_EMAIL],
        reply_to=[signalement.courriel] if signalement.courriel else None,
    ).send()
    Signalement.objects.filter(pk=signalement.pk).update(transmis_le=maintenant())
