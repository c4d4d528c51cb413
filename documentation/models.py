"""Reports, and what visitors point out."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse

from budget.models import Exercice, Financement
from chantiers.models import Chantier
from fichiers.models import Fichier
from historique.horloge import maintenant
from historique.registre import non_suivi
from membres.acces import Acces
from membres.models import Personne
from pilotage.models import Decision, Version

SANS_NOUVELLES = timedelta(minutes=10)
# What the title of a report is made of.
DE_SON_TITRE = ("chantier", "exercice", "financement__financeur", "version__proposition")


class Rapports(models.QuerySet["Rapport"]):
    def visibles_par(self, acces: Acces):
        """Members read them all; the public those made for it, of adopted versions, once they were ready."""
        if acces.membre:
            return self
        parus = self.filter(Q(etat=Rapport.Etat.PRET) | ~Q(refait=""))
        return parus.filter(audience=Rapport.Audience.PUBLIQUE, decision__isnull=False, version__isnull=False)


class Rapport(models.Model):
    """A function of a snapshot, a journal position and an audience: what it prints is the snapshot's.

    `cle` names the request: asked again while nothing has changed, the same report is given, byte for byte. `point` is
    the signed note of the journal at its position. Its file is made again when a text that it prints is taken out, or
    a name changes: `imprime` says what it names, and `fabrication` lets a making that is late know that it is.
    """

    class Nature(models.TextChoices):
        GLOBALE = "globale", "Feuille de route globale"
        CHANTIER = "chantier", "Feuille de route d’un chantier"
        BUDGET = "budget", "Budget global"
        COMPLET = "complet", "Rapport complet"
        FINANCEUR = "financeur", "Rapport à un financeur"

    class Audience(models.TextChoices):
        MEMBRES = "membres", "Membres des chantiers et du comité"
        PUBLIQUE = "publique", "Tout le monde"

    class Etat(models.TextChoices):
        EN_ATTENTE = "en_attente", "En attente"
        EN_COURS = "en_cours", "En cours"
        PRET = "pret", "Prêt"
        ECHOUE = "echoue", "Échec"

    class Raison(models.TextChoices):
        RETRAIT = "retrait", "un passage a été retiré"
        NOM = "nom", "un nom qui y figurait a changé ou n’est plus public"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nature = models.CharField("nature", max_length=10, choices=Nature)
    chantier = models.ForeignKey(Chantier, on_delete=models.PROTECT, null=True, related_name="rapports")
    exercice = models.ForeignKey(Exercice, on_delete=models.PROTECT, null=True, related_name="rapports")
    financement = models.ForeignKey(Financement, on_delete=models.PROTECT, null=True, related_name="rapports")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="rapports")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="rapports")
    audience = models.CharField("destinataires", max_length=10, choices=Audience)
    cle = models.CharField("clé de la demande", max_length=64, unique=True)
    jour = models.DateField("jour des données")
    instant = models.DateTimeField("instant des données")
    sequence = models.PositiveBigIntegerField("position du journal")
    point = models.TextField("point de contrôle", blank=True, default="")
    instantane = models.TextField("instantané")
    empreinte = models.CharField("empreinte de l’instantané", max_length=64)
    positions = models.JSONField("positions imprimées", default=list)
    decisions = models.JSONField("décisions imprimées", default=list)
    demande_par = models.ForeignKey(Personne, on_delete=models.PROTECT, related_name="+")
    demande_le = models.DateTimeField("demandé le", default=maintenant)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_ATTENTE)
    progression = models.PositiveSmallIntegerField("progression, en %", default=0)
    avance_le = models.DateTimeField("dernier signe de la fabrication", default=maintenant)
    erreur = models.TextField("erreur", blank=True)
    imprime = models.TextField("ce que le fichier nomme, avec les versions", blank=True, default="")
    fabrication = models.PositiveIntegerField("rang de la fabrication", default=0)
    refait = models.CharField("refait parce que", max_length=10, choices=Raison, blank=True, default="")
    refait_le = models.DateTimeField("refait le", null=True)
    fichier = models.ForeignKey(Fichier, on_delete=models.PROTECT, null=True, related_name="+")

    objects = Rapports.as_manager()

    class Meta:
        verbose_name = "rapport"
        ordering = ["-demande_le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(nature="globale", chantier=None, exercice=None, financement=None)
                | Q(nature="chantier", chantier__isnull=False, exercice=None, financement=None)
                | Q(nature__in=["budget", "complet"], chantier=None, exercice__isnull=False, financement=None)
                | Q(nature="financeur", chantier=None, exercice__isnull=False, financement__isnull=False),
                name="rapport_sur_ce_que_dit_sa_nature",
                violation_error_message="Choisissez le chantier, l’exercice ou le financement.",
            ),
            models.CheckConstraint(
                condition=Q(etat="pret", fichier__isnull=False) | ~Q(etat="pret"),
                name="rapport_pret_a_un_fichier",
                violation_error_message="Un rapport prêt a un fichier.",
            ),
            models.CheckConstraint(
                condition=~Q(audience="publique") | Q(version__isnull=False, decision__isnull=False),
                name="rapport_public_d_une_version_adoptee",
                violation_error_message="Seule une version adoptée a un rapport public.",
            ),
        ]

    def __str__(self) -> str:
        return f"rapport « {self.titre} »"

    def get_absolute_url(self) -> str:
        return reverse("documentation:rapport", args=[self.pk])

    @property
    def titre(self) -> str:
        """« Feuille de route globale, version 2.0 »."""
        return f"{self.sujet}, version {self.version.etiquette}" if self.version else f"{self.sujet}, projet"

    @property
    def sujet(self) -> str:
        """« Feuille de route du chantier 2 », « Budget global 2027 », « Usage des fonds : Fondation Racines, 2027 »."""
        if self.financement is not None and self.exercice is not None:
            return f"Usage des fonds : {self.financement.financeur or self.financement}, {self.exercice.annee}"
        if self.exercice is not None:
            return f"{self.get_nature_display()} {self.exercice.annee}"
        if self.chantier is None:
            return "Feuille de route globale"
        if self.chantier.est_interchantier:
            return "Feuille de route de l’interchantier"
        return f"Feuille de route du chantier {self.chantier.numero}"

    @property
    def pret(self) -> bool:
        return self.etat == self.Etat.PRET

    @property
    def en_fabrication(self) -> bool:
        return self.etat in {self.Etat.EN_ATTENTE, self.Etat.EN_COURS}

    @property
    def sans_nouvelles(self) -> bool:
        """Whether its making has shown no sign for so long that it may be asked again."""
        return self.en_fabrication and self.avance_le < maintenant() - SANS_NOUVELLES

    @property
    def a_reprendre(self) -> bool:
        return self.etat == self.Etat.ECHOUE or self.sans_nouvelles


class Signalement(models.Model):
    """What someone points out about a content; who wrote is known only if she says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    adresse = models.CharField("page concernée", max_length=500)
    motif = models.TextField("ce qui pose problème")
    courriel = models.EmailField("votre adresse électronique", blank=True)
    cree_le = models.DateTimeField("reçu le", default=maintenant)
    transmis_le = models.DateTimeField("transmis le", null=True)

    class Meta:
        verbose_name = "signalement"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"Signalement du {self.cree_le:%Y-%m-%d}"


non_suivi("documentation.Rapport", "made from a snapshot, can be made again; the act `exporter` says who asked for it")
non_suivi("documentation.Signalement", "a letter to the publisher, not a governed fact; it may name people")
non_suivi("fichiers.Fichier", "bytes named by their own fingerprint; what owns them is governed")
