"""The outbox: an act leaves keys in it, in its own transaction; the worker renders each e-mail when it sends it.

Upper apps register their renderers with `@rendu("genre")` in their own `courriels.py`, imported by `ready()`.
"""

import hashlib
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings

from historique.models import Suivi
from membres import prises
from membres.acces import ANONYME
from membres.envoi import objet_de, rediger, rendu
from membres.models import Courriel, Personne
from membres.taches import envoyer_un_courriel

__all__ = ["deposer", "objet_de", "rediger", "rendu"]


def deposer(genre: str, *, destinataires: Iterable[Personne], objet: Suivi, discriminant: str = "") -> list[Courriel]:
    """Queue one e-mail of this kind about `objet` for each person who has an address; to call inside `consigner`.

    Queued once per kind, object, person and `discriminant`: asking again does nothing. Returns what was queued.
    """
    deposes = []
    for personne in destinataires:
        if not personne.courriel:
            continue
        cle = ":".join(filter(None, [genre, str(objet.pk), str(personne.pk), discriminant]))
        courriel, nouveau = Courriel.objects.get_or_create(
            cle=cle,
            defaults={
                "genre": genre,
                "destinataire": personne,
                "objet_type": objet._meta.label_lower,
                "objet_id": objet.pk,
                "message_id": identifiant(cle),
            },
        )
        if nouveau:
            envoyer_un_courriel.enqueue(courriel.pk)
            deposes.append(courriel)
    return deposes


def identifiant(cle: str) -> str:
    """The fixed Message-ID of an e-mail: sent twice (a worker killed at the wrong instant), it is shown once."""
    hote = urlsplit(settings.ADRESSE_DU_SITE).hostname
    return f"<{hashlib.sha256(cle.encode()).hexdigest()[:40]}@{hote}>"


@rendu("invitation")
def invitation(courriel: Courriel) -> tuple[str, str]:
    """« … vous invite » : the key to an account."""
    invitation = objet_de(courriel)
    perimetre = next(
        (mots for prise in prises.perimetres for mots in prise([invitation.personne_id], ANONYME).values()), ""
    )
    sujet = "Vous êtes invité·e à rejoindre les chantiers coopératifs"
    return sujet, rediger("invitation", invitation=invitation, perimetre=perimetre)


@rendu("demande_d_effacement")
def demande_d_effacement(courriel: Courriel) -> tuple[str, str]:
    """To the coordination: someone asks that her data be erased. Kept in mailboxes, it does not say who."""
    texte = rediger("demande_d_effacement", personne_id=courriel.objet_id)
    return "Une demande d’effacement attend votre réponse", texte
