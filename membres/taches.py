"""Jobs of the worker: send what the outbox holds."""

from datetime import timedelta
from typing import Any

from django.tasks import TaskResult, task

from historique.horloge import maintenant
from membres.envoi import composer, sans_objet
from membres.models import Courriel

# Seconds before each new try: a mail server that is restarting, then one that is being repaired.
ATTENTES = (30, 300, 1800, 7200)
ESSAIS = len(ATTENTES) + 1
SANS_OBJET = "Ce que disait ce courriel n’a plus lieu d’être : il n’est pas parti."
SANS_ADRESSE = "Cette personne n’a plus d’adresse électronique : le courriel ne peut pas partir."


def attente(erreur: BaseException, resultat: TaskResult) -> timedelta | None:
    """The delay before the next try; None after the last one."""
    return timedelta(seconds=ATTENTES[resultat.attempts - 1]) if resultat.attempts < ESSAIS else None


@task(max_attempts=ESSAIS, backoff=attente)  # type: ignore[call-overload]  # options of our queue
def envoyer_un_courriel(courriel_id: int) -> None:
    """Send one e-mail of the outbox, once: asked again, it does nothing.

    No transaction is held while the mail server answers. A worker killed between the sending and the mark sends again,
    under the same Message-ID. A failure is written on the row, then raised so that the queue tries again later.
    """
    courriel = Courriel.objects.select_related("destinataire").filter(pk=courriel_id).first()
    if courriel is None or courriel.envoye_le is not None:
        return  # sent, or erased with the data of its addressee
    if not courriel.destinataire.courriel:
        _noter(courriel, erreur=SANS_ADRESSE)
        return
    if sans_objet(courriel):
        _noter(courriel, erreur=SANS_OBJET)
        return
    try:
        composer(courriel).send()
    except Exception as erreur:
        _noter(courriel, erreur=f"{type(erreur).__name__} : {erreur}")
        raise
    _noter(courriel, envoye_le=maintenant(), erreur="")


def _noter(courriel: Courriel, **champs: Any) -> None:
    Courriel.objects.filter(pk=courriel.pk, envoye_le__isnull=True).update(**champs)
