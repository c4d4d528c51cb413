"""What an erasure takes away outside the journal: the account, the sessions, the outbox, jobs, the cache, files.

Untracked rows, deleted for good; on SQLite `secure_delete` fills the freed bytes with zeros (`config.base_de_donnees`).
"""

import hashlib
import json
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Q
from django_ox.models import OxTask

from historique.models import DerniereLecture
from historique.prises import RetraitInscrit
from membres.identite import Identite, Indice
from membres.models import Compte, Courriel, Personne
from membres.taches import envoyer_un_courriel

# What is hers beyond doubt: a first name is too many people's.
SURS = {Indice.ADRESSE, Indice.NOM_ENTIER}


def effacer_le_compte(compte: Compte) -> None:
    """The account with all that the sign-in library holds of it, and the sessions it has opened."""
    vider_la_cache(compte)
    effacer_les_sessions(compte)
    # E-mail addresses, second factors, list of sessions: they go with it.
    compte.delete()


def effacer_les_sessions(compte: Compte) -> None:
    for session in list(Session.objects.all()):
        if session.get_decoded().get("_auth_user_id") == str(compte.pk):
            session.delete()


def nettoyer_les_sessions(identite: Identite) -> None:
    """Take out of everybody's sessions what names her: a message not read yet, an address typed to sign in."""
    for session in list(Session.objects.all()):
        contenu = session.get_decoded()
        gardees = {cle: valeur for cle, valeur in contenu.items() if not _la_nomme(valeur, identite)}
        if gardees != contenu:
            session.session_data = SessionStore().encode(gardees)
            session.save()


def _la_nomme(valeur: Any, identite: Identite) -> bool:
    return identite.indice(json.dumps(valeur, ensure_ascii=False, default=str)) in SURS


def vider_la_cache(compte: Compte) -> None:
    """Counters of tries to sign in, kept under the fingerprint of an address or the number of an account."""
    adresses = {compte.email, *compte.emailaddress_set.values_list("email", flat=True)}  # type: ignore[attr-defined]
    cles = {cle for adresse in adresses for cle in _cles_des_compteurs(adresse.lower())}
    motifs = [f"%{hashlib.sha256(cle.encode()).hexdigest()}%" for cle in sorted(cles)] + [f"%:user:{compte.pk}"]
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as curseur:
        for motif in motifs:
            curseur.execute(f"DELETE FROM {table} WHERE cache_key LIKE %s", [motif])


def _cles_des_compteurs(adresse: str) -> set[str]:
    """What the sign-in library takes the fingerprint of: the address, alone or with the name of the site."""
    sites = {urlsplit(settings.ADRESSE_DU_SITE).netloc, *settings.ALLOWED_HOSTS}
    return {adresse, *(f"{site}:{adresse}" for site in sites)}


def effacer_les_envois(personne: Personne, identite: Identite) -> None:
    """What was sent to her, what waits to be, and what jobs have noted of her in their failures."""
    siens = Courriel.objects.filter(destinataire=personne)
    taches = OxTask.objects.filter(task_path=envoyer_un_courriel.module_path)
    cles = set(siens.values_list("pk", flat=True))
    taches.filter(pk__in=[pk for pk, args in taches.values_list("pk", "args") if cles & set(args)]).delete()
    siens.delete()
    for courriel in Courriel.objects.exclude(erreur=""):
        if identite.indice(courriel.erreur) in SURS:
            Courriel.objects.filter(pk=courriel.pk).update(erreur="")
    echecs = OxTask.objects.exclude(Q(errors=[]) | Q(status=OxTask.Status.RUNNING))
    for pk, erreurs in echecs.values_list("pk", "errors"):
        if _la_nomme(erreurs, identite):
            OxTask.objects.filter(pk=pk).update(errors=[])
    DerniereLecture.objects.filter(pk=personne.pk).delete()


def oublier_les_fichiers_de_courriel(inscrit: RetraitInscrit) -> None:
    """Once a text is taken out (`prises.apres_un_retrait`): without a mail server, which is for development, e-mails
    are files, of which nobody knows any more what they say. All of them go.
    """
    options: dict[str, Any] = dict(settings.MAILERS["default"]).get("OPTIONS", {})  # type: ignore[assignment]
    dossier = options.get("file_path")
    if dossier is not None:
        transaction.on_commit(partial(_vider, Path(dossier)))


def _vider(dossier: Path) -> None:
    for fichier in dossier.glob("*.log"):
        fichier.unlink(missing_ok=True)
