"""How long each thing is kept about people: what is published is what `manage.py entretenir` applies.

The rooms above add theirs to `prises.conservations`.
"""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Q
from django_ox.models import OxTask

from historique.horloge import maintenant
from membres.actions.invitations import expurger_les_invitations
from membres.models import Courriel
from membres.prises import Conservation

INTERET = "Intérêt légitime : la sécurité des comptes"
TRANSPARENCE = "Intérêt légitime : tenir les feuilles de route et les décisions « en toute transparence » (charte)"
FINIS = (OxTask.Status.SUCCESSFUL, OxTask.Status.FAILED, OxTask.Status.LOST, OxTask.Status.DISCARDED)


def sessions(avant: datetime) -> int:
    """Sessions that are over, and what the list of open sessions kept of them."""
    nombre, _ = Session.objects.filter(expire_date__lt=maintenant()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return nombre


def courriels(avant: datetime) -> int:
    partis = Q(envoye_le__lt=avant) | Q(envoye_le__isnull=True, cree_le__lt=avant)
    return Courriel.objects.filter(partis).delete()[0]


def travaux(avant: datetime) -> int:
    finis = Q(finished_at__lt=avant) | Q(finished_at__isnull=True, enqueued_at__lt=avant)
    return OxTask.objects.filter(finis, status__in=FINIS).delete()[0]


def cache(avant: datetime) -> int:
    """Counters of tries that count no more; the cache by itself forgets them only when it is full."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    fin = connection.ops.adapt_datetimefield_value(maintenant().replace(microsecond=0))
    with connection.cursor() as curseur:
        curseur.execute(f"DELETE FROM {table} WHERE expires < %s", [fin])
        return curseur.rowcount


CONSERVATIONS = [
    Conservation(
        cle="identite",
        quoi="Prénom, nom, adresse électronique, compte, organisations et rôles",
        pourquoi="Savoir qui participe, inviter, écrire",
        fondement=TRANSPARENCE,
        mots="Tant que vous participez, puis jusqu’à votre demande d’effacement",
    ),
    Conservation(
        cle="journal",
        quoi="Ce que vous écrivez et ce que vous faites ici : journal, positions, décisions, rapports",
        pourquoi="Garder qui a fait quoi, quand et pourquoi",
        fondement=TRANSPARENCE,
        mots="Aussi longtemps que le projet ; sans votre nom après un effacement",
    ),
    Conservation(
        cle="sessions",
        quoi="Sessions ouvertes : adresse IP, navigateur, dates",
        pourquoi="Vous garder connecté·e, vous montrer où vous l’êtes",
        fondement=INTERET,
        duree=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        mots="après la connexion ou le dernier changement de session",
        appliquer=sessions,
    ),
    Conservation(
        cle="tentatives",
        quoi="Compteurs d’essais de connexion, sous une empreinte de l’adresse",
        pourquoi="Empêcher de deviner un mot de passe ou un code",
        fondement=INTERET,
        duree=timedelta(days=1),
        mots="au plus",
        appliquer=cache,
    ),
    Conservation(
        cle="courriels",
        quoi="Trace des courriels envoyés : genre, destinataire, date (jamais le texte)",
        pourquoi="Ne pas écrire deux fois la même chose, comprendre un échec",
        fondement=TRANSPARENCE,
        duree=timedelta(days=90),
        mots="après l’envoi",
        appliquer=courriels,
    ),
    Conservation(
        cle="travaux",
        quoi="Travaux du serveur et leurs erreurs, qui peuvent citer une adresse",
        pourquoi="Comprendre un échec et le reprendre",
        fondement=INTERET,
        duree=timedelta(days=30),
        mots="après la fin du travail",
        appliquer=travaux,
    ),
    Conservation(
        cle="invitations",
        quoi="Adresse gardée par une invitation acceptée, révoquée ou expirée",
        pourquoi="La renvoyer, savoir où elle est partie",
        fondement=TRANSPARENCE,
        duree=timedelta(days=90),
        mots="après sa fin",
        appliquer=expurger_les_invitations,
    ),
    Conservation(
        cle="effacements",
        quoi="Liste des effacements, sans aucun nom",
        pourquoi="Les refaire si une sauvegarde plus ancienne revient",
        fondement="Obligation légale (RGPD, article 17)",
        mots="Aussi longtemps que les sauvegardes",
    ),
]
