"""People, organisations and accounts. A person and an organisation are never the same record."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core import signing
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from historique.horloge import aujourd_hui, maintenant
from historique.models import Archivable, Suivi, Visibilite
from historique.registre import non_suivi, suivre

DUREE_D_UNE_INVITATION = timedelta(days=21)


class Comptes(BaseUserManager["Compte"]):
    def create_user(self, email: str, password: str | None = None, **champs) -> "Compte":
        compte = self.model(email=self.normalize_email(email).lower(), **champs)
        compte.set_password(password)
        compte.save()
        return compte

    def create_superuser(self, *args, **champs) -> "Compte":
        # What the framework's `createsuperuser` calls.
        raise ImproperlyConfigured(
            "Donner l’administration s’inscrit au journal : « manage.py donner_l_administration adresse prénom nom »."
        )

    def get_by_natural_key(self, email: str) -> "Compte":
        return self.get(email=email.lower())


class Compte(AbstractBaseUser, PermissionsMixin):
    """What one signs in with. Untracked: signing in writes to it, and its past would hold password hashes."""

    email = models.EmailField("adresse électronique", unique=True)
    is_staff = models.BooleanField("accès à l’administration", default=False)
    is_active = models.BooleanField("actif", default=True)
    date_joined = models.DateTimeField("créé le", default=maintenant)

    objects: ClassVar[Comptes] = Comptes()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "compte"

    def __str__(self) -> str:
        return self.email


class Personnes(models.QuerySet["Personne"]):
    def presentes(self):
        """Those whose data have not been erased."""
        return self.filter(retiree_le__isnull=True)


class Personne(Suivi):
    """Who acts and who is named; people without an account exist (attendees, givers, étape owners).

    Erased at her request, she stays as « Membre retiré·e n° 3 »: what she decided and signed keeps an author.
    """

    prenom = models.CharField("prénom", max_length=80)
    nom = models.CharField("nom", max_length=80)
    courriel = models.EmailField("adresse électronique", blank=True)
    compte = models.OneToOneField(
        Compte, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="personne"
    )
    nom_public = models.BooleanField("mon nom peut paraître sur les pages publiques", default=False)
    retiree_le = models.DateTimeField("données effacées le", null=True, blank=True, editable=False)

    objects = Personnes.as_manager()

    class Meta:
        verbose_name = "personne"
        constraints = [
            models.CheckConstraint(
                condition=Q(retiree_le__isnull=True) | Q(courriel="", compte__isnull=True, nom_public=False),
                name="personne_retiree_sans_adresse_ni_compte",
                violation_error_message="Une personne dont les données sont effacées n’a ni adresse ni compte.",
            ),
            models.UniqueConstraint(
                Lower("courriel"),
                condition=~Q(courriel=""),
                name="personne_courriel_unique",
                violation_error_message="Une autre personne porte déjà cette adresse électronique.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"


suivre(
    Personne,
    libelle="personne",
    visible_par=Visibilite.RESTREINTE,
    champs_personnels=("prenom", "nom", "courriel"),
)


class Organisation(Archivable):
    """A legal person: member, partner or funder."""

    class Type(models.TextChoices):
        RESEAU = "reseau_ess", "Réseau de l’ESS"
        ACCOMPAGNEMENT = "accompagnement", "Structure d’accompagnement"
        FINANCEUR_PUBLIC = "financeur_public", "Financeur public"
        FINANCEUR_PRIVE = "financeur_prive", "Financeur privé"
        COLLECTIVITE = "collectivite", "Collectivité"
        TERRAIN = "terrain", "Acteur de terrain"
        AUTRE = "autre", "Autre"

    nom = models.CharField("nom", max_length=160)
    type = models.CharField("type", max_length=20, choices=Type, default=Type.AUTRE)
    site = models.URLField("site", blank=True)

    class Meta:
        verbose_name = "organisation"

    def __str__(self) -> str:
        return self.nom


suivre(Organisation, libelle="organisation")


def en_vigueur(jour: date) -> Q:
    """Rows valid on that day."""
    return (Q(au__isnull=True) | Q(au__gte=jour)) & Q(du__lte=jour)


class Dates(models.QuerySet["models.Model"]):
    """Rows valid between two days (`du`, `au`; an open end is NULL)."""

    def actives(self, jour=None):
        return self.filter(en_vigueur(jour or aujourd_hui()))


class Rattachement(Suivi):
    """A person in an organisation, with her function there, from a day to another."""

    personne = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="rattachements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rattachements")
    fonction = models.CharField("fonction", max_length=120, blank=True)
    du = models.DateField("du", default=aujourd_hui)
    au = models.DateField("au", null=True, blank=True)

    objects = Dates.as_manager()

    class Meta:
        verbose_name = "rattachement"
        constraints = [
            models.CheckConstraint(
                condition=Q(au__isnull=True) | Q(au__gte=F("du")),
                name="rattachement_dates_dans_l_ordre",
                violation_error_message="La fin du rattachement précède son début.",
            ),
            models.UniqueConstraint(
                fields=["personne", "organisation"],
                condition=Q(au__isnull=True),
                name="rattachement_en_cours_unique",
                violation_error_message="Cette personne est déjà rattachée à cette organisation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.personne}, {self.organisation}"


suivre(Rattachement, libelle="rattachement", visible_par=Visibilite.RESTREINTE)


def fin_d_une_invitation():
    return maintenant() + DUREE_D_UNE_INVITATION


class Invitation(Suivi):
    """The key to an account, sent to a person. Nothing secret is stored: the link is signed; a new `cle` revokes it."""

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        EXPIREE = "expiree", "Expirée"
        REVOQUEE = "revoquee", "Révoquée"
        UTILISEE = "utilisee", "Utilisée"

    personne = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="invitations")
    courriel = models.EmailField("adresse électronique")
    cle = models.UUIDField("clé du lien", default=uuid.uuid4, editable=False)
    invitee_par = models.ForeignKey(
        Personne, verbose_name="invitée par", on_delete=models.PROTECT, null=True, related_name="+"
    )
    creee_le = models.DateTimeField("créée le", default=maintenant, editable=False)
    expire_le = models.DateTimeField("expire le", default=fin_d_une_invitation)
    utilisee_le = models.DateTimeField("utilisée le", null=True, blank=True)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)

    SEL = "membres.invitation"

    class Meta:
        verbose_name = "invitation"
        constraints = [
            models.UniqueConstraint(
                fields=["personne"],
                condition=Q(utilisee_le__isnull=True, revoquee_le__isnull=True),
                name="invitation_en_attente_unique",
                violation_error_message="Une invitation attend déjà cette personne.",
            ),
            models.CheckConstraint(
                condition=Q(utilisee_le__isnull=True) | Q(revoquee_le__isnull=True),
                name="invitation_utilisee_ou_revoquee",
                violation_error_message="Une invitation révoquée ne peut pas servir.",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation pour {self.personne}"

    @property
    def jeton(self) -> str:
        """What stands in the link: signed, useless once `cle` changes."""
        return signing.dumps((str(self.pk), str(self.cle)), salt=self.SEL)

    @property
    def etat(self) -> "Invitation.Etat":
        """Where the invitation stands now."""
        if self.utilisee_le is not None:
            return self.Etat.UTILISEE
        if self.revoquee_le is not None:
            return self.Etat.REVOQUEE
        return self.Etat.EN_ATTENTE if self.expire_le > maintenant() else self.Etat.EXPIREE

    @property
    def utilisable(self) -> bool:
        return self.etat == self.Etat.EN_ATTENTE


suivre(
    Invitation,
    libelle="invitation",
    visible_par=Visibilite.RESTREINTE,
    champs_personnels=("courriel",),
)


class Courriel(models.Model):
    """The outbox, written in the transaction of the act: keys only, the worker renders at sending. Queued once."""

    genre = models.CharField(max_length=60)
    destinataire = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="+")
    objet_type = models.CharField(max_length=100)
    objet_id = models.UUIDField()
    cle = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200)
    cree_le = models.DateTimeField(default=maintenant)
    envoye_le = models.DateTimeField(null=True)
    erreur = models.TextField(blank=True)

    class Meta:
        verbose_name = "courriel à envoyer"
        verbose_name_plural = "courriels à envoyer"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.genre} à {self.destinataire_id}"


non_suivi("membres.Compte", "signing in writes to it, and its past would hold password hashes")
non_suivi("membres.Courriel", "the outbox: what it tells is in the journal, and sending is not a decision")
